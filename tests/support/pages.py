"""A small page of each kind, and what is asked of every page in a browser."""

import base64

from engine import backtest, compare_results, load_config, run_own
from engine.analysis.uncertainty import Resampling
from engine.day.given import GivenFill
from engine.journal.followed import followed
from engine.report.journal_page import journal_html
from engine.report.page import report_html
from engine.report.survival_page import survival_html
from engine.report.sweep_page import sweep_html
from engine.report.worth_page import worth_html
from tests.support.own_strategies import written
from tests.support.papers import began, on
from tests.support.survival_tables import survival_result
from tests.support.sweep_tables import sweep_result
from tests.support.worth_result import worth_result

PERIOD = ("period.start=2007-09-04", "period.end=2008-12-31")
FEW = Resampling(count=100)


def _patterns(*patterns):
    def make(market, _folder, language):
        runs = {name: backtest(load_config(None, PERIOD, pattern=name), market) for name in patterns}
        return report_html(compare_results(runs, market, plan=FEW), language)

    return make


def _own(market, folder, language):
    run = run_own(written(folder), load_config(None, PERIOD), market, fast=5)
    return report_html(compare_results({"Crossing": run}, market, plan=FEW), language)


def _journal(market, folder, language):
    paper = began(folder / "spx", market, "2018-01-02", "overlay.ratio=0.3")
    paper.step(market, on("2018-01-02"))
    paper.fill(market, on("2018-01-03"), [GivenFill("MESH18", 21, 2716.0)], "too late")
    paper.step(market, on("2018-03-16"))
    return journal_html(followed(paper, market), language)


KINDS = {
    "comparison": _patterns("core", "A", "C"),
    "run": _patterns("A"),
    "fx": _patterns("fx"),
    "fx_trades": _patterns("fx_trades"),
    "cash": _patterns("cash"),
    "own": _own,
    "sweep": lambda _market, folder, language: sweep_html(sweep_result(folder / "sweep"), language),
    "line": lambda _market, folder, language: sweep_html(sweep_result(folder / "line", buffers=(0.3,)), language),
    "survival": lambda _market, folder, language: survival_html(
        survival_result(folder / "survival", overlays=(0.1, 0.2), buffers=(0.2, 0.3)), language
    ),
    "journal": _journal,
    "worth": lambda market, folder, language: worth_html(worth_result(market, folder), language),
}
"""Makers of a page: of a market, a folder of its own and a language."""

PIXELS = """async ([picture, boxes]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const ground = canvas.getContext("2d", { willReadFrequently: true });
  ground.drawImage(image, 0, 0);
  return boxes.map(([left, top, width, height]) => {
    const { data } = ground.getImageData(left, top, width, height);
    let coloured = 0;
    for (let place = 0; place < data.length; place += 4) {
      const part = data.subarray(place, place + 3);
      if (Math.max(...part) - Math.min(...part) > 50) coloured += 1;
    }
    return coloured;
  });
}"""
PLOTS = """all => all.filter(one => one.checkVisibility() && one.getBoundingClientRect().height).map(one => {
  const { left, top, width, height } = one.getBoundingClientRect();
  return [one.dataset.chart, [left + scrollX, top + scrollY, width, height].map(Math.round)];
})"""
CUT = """() => {
  const texts = "p, h1, h2, h3, h4, li, dd, dt, td, th, summary, label, code";
  const told = (one) => one.tagName + " " + one.textContent.trim().slice(0, 60);
  const rolls = (one) => one.closest(".scroll, pre, iframe, select, .plot") !== null;
  const wider = (one) => one.scrollWidth > one.clientWidth + 1;
  const clipped = (one) => getComputedStyle(one).clipPath !== "none";
  const all = [...document.querySelectorAll("main *, header *, footer *")].filter((one) => !clipped(one));
  const seen = all.filter((one) => one.checkVisibility() && one.clientWidth);
  const narrow = seen.filter((one) => one.matches(texts) && wider(one) && (one.matches("td, th") || !rolls(one)));
  const paper = matchMedia("print").matches;
  const rolled = paper ? seen.filter((one) => one.matches(".scroll, pre") && wider(one)) : [];
  const written = [...document.querySelectorAll(".plot text")].filter((one) => one.textContent.trim());
  const outside = written.filter((one) => one.checkVisibility()).filter((one) => {
    const box = one.closest(".plot").getBoundingClientRect(), own = one.getBoundingClientRect();
    const across = own.left < box.left - 3 || own.right > box.right + 3;
    return own.width && (across || own.top < box.top - 3 || own.bottom > box.bottom + 3);
  });
  const broken = seen.filter((one) => one.matches("td, th") && getComputedStyle(one).display !== "table-cell");
  return [...narrow, ...rolled, ...outside, ...broken].map(told);
}"""
EMPTY = """() => [...document.querySelectorAll("h1, h2, h3, h4, figcaption, summary, th[scope=row]")]
  .filter((one) => one.checkVisibility() && !one.innerText.trim()).map((one) => one.outerHTML.slice(0, 90))"""


def coloured(page):
    """Chart -> how many pixels of it have a colour, as a picture of the whole page shows it."""
    plots = page.eval_on_selector_all(".plot", PLOTS)
    if not plots:
        return {}
    picture = base64.b64encode(page.screenshot(full_page=True, animations="disabled")).decode()
    return dict(
        zip([name for name, _ in plots], page.evaluate(PIXELS, [picture, [box for _, box in plots]]), strict=True)
    )


def faults(page):
    """What is wrong with what is seen: charts without a coloured line, words that are cut, titles without words, and a
    page that is wider than its window.
    """
    pale = [f"chart {name}: {count} coloured pixels" for name, count in coloured(page).items() if count < 100]
    cut = [f"cut: {one}" for one in page.evaluate(CUT)]
    empty = [f"empty: {one}" for one in page.evaluate(EMPTY)]
    width, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [*pale, *cut, *empty, *([f"{width} wide in {window}"] if width > window else [])]

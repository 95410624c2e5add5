"""The page of a plan in the hand on a phone, opened from disk with the network off."""

import json
import shlex
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner

from data.market.embedded import embedded_market
from engine.cli import cli
from engine.hand.grid import EVENTS, hand_grid
from engine.hand.request import HandTerms, hand_request
from engine.report.hand_page import write_hand_page
from engine.settings.run_config import load_config
from engine.survival.listener import listener_of
from engine.survival.result import load_survival
from tests.support.browser import IN_A_BROWSER
from tests.support.made_up_runs import MadeUpRuns
from tests.support.worth_result import interpreted

pytestmark = IN_A_BROWSER
SLIDERS = ("overlay", "buffer", "years", "rate")
MOVE = """([name, count]) => {
  const slider = document.getElementById(name), times = [];
  for (let place = 0; place < count; place += 1) {
    slider.value = place % (Number(slider.max) + 1);
    const before = performance.now();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    document.body.offsetHeight;
    times.push(performance.now() - before);
  }
  return times.sort((one, other) => one - other)[count / 2];
}"""
AT = """(name) => [at(name, corners()), corners().length]"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    terms = HandTerms(years=(1, 2), rates=(0.0, 0.1), paths=60, histories=6, block=63.0)
    listener = listener_of(lambda _: None, threads=1)
    return hand_grid(
        hand_request(load_config(None, ()), (), terms), embedded_market(), tmp_path_factory.mktemp("grid"), listener,
        MadeUpRuns,
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(grid, tmp_path_factory):
    return write_hand_page(grid, tmp_path_factory.mktemp("page") / "hand.html")


@pytest.fixture
def visit(offline, file):
    """Open the page on a phone, at a place of its own."""
    return lambda hash_="", **settings: offline(f"{file.as_uri()}#{hash_}", 390, has_touch=True, **settings)


def place_of(grid, point):
    """What the address says of a point."""
    axes, runs = grid.asked.axes, grid.asked.terms.runs()
    run, cell = divmod(point, axes.cells)
    (years, rate), (row, overlay) = runs[run], divmod(cell, len(axes.overlays))
    profile, buffer = divmod(row, len(axes.buffers))
    return (
        f"overlay={axes.overlays[overlay]}&buffer={axes.buffers[buffer]}&profile={axes.profiles[profile]}"
        f"&years={years}&rate={rate}"
    )


def test_a_move_takes_less_than_a_twentieth_of_a_second(visit):
    page = visit()
    medians = {name: page.evaluate(MOVE, [name, 50]) for name in SLIDERS}
    assert max(medians.values()) < 50, medians


def test_a_hundred_computed_points_have_the_numbers_that_were_computed_to_the_last_bit(visit, grid):
    page = visit()
    for point in np.random.default_rng(29).permutation(grid.asked.points)[:100].tolist():
        page.evaluate("(text) => { location.hash = text; fromAddress(); }", place_of(grid, point))
        for name in (*EVENTS, "forced_sale/low", "forced_sale/high", "wealth/0.01", "fund/0.5"):
            assert page.evaluate(AT, name) == [grid.columns[name][point], 1]
    assert "computed; this command" in page.text_content("#kept")


def test_between_computed_points_numbers_lie_straight_between_and_the_page_says_so(visit, grid):
    page = visit(place_of(grid, 3).replace("overlay=0.5", "overlay=0.6"))
    left, right = (grid.columns["margin_call"][point] for point in (3, 4))
    value, points = page.evaluate(AT, "margin_call")
    assert points == 2
    assert value == pytest.approx((left + right) / 2)
    assert "not computed" in page.text_content("#kept")


def test_the_link_opens_at_the_same_place_in_the_same_language(visit, file):
    page = visit("overlay=0.35&buffer=0.25&profile=jp_retail_futures&years=2&rate=0.1&lang=ja")
    before = page.text_content("main"), page.url
    assert page.get_attribute("html", "lang") == "ja"
    assert "35 %" in page.text_content("#answer")
    page.locator("#overlay").press("ArrowRight")
    assert "36 %" in page.text_content("#answer")
    assert "overlay=0.36" in page.url
    again = visit(before[1].partition("#")[2])
    assert (again.text_content("main"), again.url) == before
    moved = visit(page.url.partition("#")[2])
    assert moved.text_content("main") == page.text_content("main")


def test_what_an_address_says_that_there_is_not_leaves_the_plan_as_it_is(visit):
    wild = visit("overlay=x&buffer=&profile=<img src=x>&years=1e9&rate=-1&lang=zz")
    assert wild.input_value("input[name=profile]:checked") == "us_fcm_tbill"
    assert wild.text_content("#said-overlay") == "20 %"
    assert wild.text_content("#said-years") == "2 years"


def test_a_finger_and_a_screen_reader_can_use_it(visit):
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()
    for scheme, language in (("light", "en"), ("dark", "ja")):
        page = visit(f"lang={language}", color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        targets = "#controls input[type=range], #controls label:has(input[type=radio]), #language"
        sizes = page.eval_on_selector_all(targets, "all => all.map(one => one.getBoundingClientRect().height)")
        assert len(sizes) == 8
        assert min(sizes) >= 44
        found = [one["id"] for one in axe.run(page).response["violations"]]
        assert found == [], json.dumps(found)


def test_the_button_changes_every_word(visit):
    page = visit()
    english = page.text_content("main")
    page.click("#language")
    assert page.get_attribute("html", "lang") == "ja"
    assert page.evaluate(
        "[...document.querySelectorAll('[data-say]')].every((one) => /[^\\x00-\\x7f]/.test(one.textContent))"
    )
    page.click("#language")
    assert page.text_content("main") == english


SMALL = (
    "hand", "--set", "stops.voluntary=off", "--vary", "overlay.ratio=0.2,0.5", "--vary", "cash.buffer=0.05", "--vary",
    "account.profile=jp_retail_futures", "--years", "1", "--rates", "0,4", "--paths", "2", "--histories", "0",
    "--block", "63",
)  # fmt: skip


def overlay(*arguments):
    patched = interpreted()
    try:
        return CliRunner().invoke(cli, [*map(str, arguments)], catch_exceptions=True)
    finally:
        patched.undo()


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hand")
    done = overlay(*SMALL, "--to", folder / "plan.html", "--out", folder)
    assert done.exit_code == 0, done.output
    return folder / "plan.html", done.stdout


def test_it_writes_a_page_and_says_how_large(written):
    path, told = written
    assert told == f"page: {path} ({path.stat().st_size / 1e6:.2f} MB, 4 computed points)\n"
    assert path.stat().st_size < 3_000_000
    assert [one.name for one in path.parent.iterdir()] == ["plan.html"]


def test_the_command_on_the_page_says_the_numbers_of_the_page(written, offline, tmp_path):
    shown = offline(f"{written[0].as_uri()}#overlay=0.5&rate=4", 390)
    command = shlex.split(shown.text_content("#command"))
    pairs = dict(pairwise(command))
    assert (command[:2], pairs["--crash"], pairs["--years"]) == (["overlay", "survive"], "1987:4", "1")
    done = overlay(*command[1:], "--out", tmp_path)
    assert done.exit_code == 0, done.output
    (folder,) = tmp_path.iterdir()
    found = load_survival(folder).table("survival").to_pylist()
    rows = {row["event"]: row for row in found if row["kind"] == "all"}
    for event in ("margin_call", "forced_sale", "fall_20"):
        told = shown.evaluate("(name) => [at(name, corners()), at(name + '/high', corners())]", event)
        assert told == [rows[event]["probability"], rows[event]["simulation_high"]]

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
from engine.survival.path_runs import PathRuns
from engine.survival.result import load_survival
from engine.words.sentence import chance
from tests.support.browser import IN_A_BROWSER
from tests.support.hand_grid import QUIET, place_of, survive_at, told_by
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
  times.sort((one, other) => one - other);
  return [times[count / 2], times[count - 1]];
}"""
AT = """(name) => [at(name, corners()), corners().length]"""


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    terms = HandTerms(years=(1, 2), rates=(0.0, 0.1), paths=60, histories=6, block=63.0)
    asked = hand_request(load_config(None, ()), (), terms)
    return hand_grid(asked, embedded_market(), tmp_path_factory.mktemp("grid"), QUIET, MadeUpRuns)


@pytest.fixture(scope="module")
def file(grid, tmp_path_factory):
    return write_hand_page(grid, tmp_path_factory.mktemp("page") / "hand.html")


@pytest.fixture
def visit(offline, file):
    """Open the page on a phone, at a place of its own."""
    return lambda hash_="", **settings: offline(f"{file.as_uri()}#{hash_}", 390, has_touch=True, **settings)


def test_a_move_takes_less_than_a_twentieth_of_a_second(visit):
    page = visit()
    times = {name: page.evaluate(MOVE, [name, 50]) for name in SLIDERS}
    assert max(median for median, _ in times.values()) < 50, times


def test_a_hundred_computed_points_have_the_numbers_that_were_computed_to_the_last_bit(visit, grid):
    page = visit()
    for point in np.random.default_rng(29).permutation(grid.asked.points)[:100].tolist():
        page.evaluate("(text) => { location.hash = text; fromAddress(); }", place_of(grid, point))
        for name in (*EVENTS, "forced_sale/low", "forced_sale/high", "wealth/0.01", "fund/0.5"):
            assert page.evaluate(AT, name) == [grid.columns[name][point], 1]
    assert "computed; this command" in page.text_content("#kept")


SHOWN = """() => Object.fromEntries([...document.querySelectorAll("[data-chance], [data-interval], [data-wealth]")].map(
  (box) => [Object.entries(box.dataset)[0].join(" "), box.textContent]))"""
PACKED = """(names) => names.map((name) => at(name, corners()))"""


def shown_of(told):
    """What a page shows of a point, by cell."""
    shown = {}
    for event in EVENTS:
        shown[f"chance {event}"] = chance(told[event])
        shown[f"interval {event}"] = f"{chance(told[event + '/low'])} to {chance(told[event + '/high'])}"
    return shown | {f"wealth {name}": f"{told[name]:.2f}x" for name in told if name.startswith(("wealth/", "fund/"))}


def test_a_hundred_points_by_chance_say_what_the_command_says(offline, tmp_path):
    vary = ("overlay.ratio=0.1,0.4,0.8", "cash.buffer=0.1,0.3", "account.profile=us_fcm_tbill,jp_retail_futures")
    terms = HandTerms(years=(1, 2), rates=(0.0, 0.5, 1.0, 2.0, 4.0), paths=4, histories=2, block=63.0)
    asked = hand_request(load_config(None, ["stops.voluntary=false", "cash.buffer=0.05"]), vary, terms)
    grid = hand_grid(asked, embedded_market(), tmp_path, QUIET, PathRuns)
    page = offline(write_hand_page(grid, tmp_path / "plan.html").as_uri(), 390)
    calls = set()
    for place, point in enumerate(np.random.default_rng(29).permutation(grid.asked.points)[:100].tolist()):
        told = told_by(survive_at(grid, point, tmp_path / f"{point}", PathRuns), resampled=True)
        page.evaluate("(text) => { location.hash = text; fromAddress(); }", place_of(grid, point))
        assert page.evaluate(PACKED, list(told)) == list(told.values())
        assert place >= 50 or page.evaluate(SHOWN) == shown_of(told)
        calls.add(told["margin_call"])
    assert len(calls) > 3


def test_digits_are_those_of_the_program(visit):
    page, shares = visit(), [0.0, 1.0, 1e-6, 0.0025, 0.999, *(count / 2000 for count in range(0, 2001, 5))]
    assert page.evaluate("(all) => all.map(chance)", shares) == [chance(share) for share in shares]
    assert page.evaluate("(all) => all.map(times)", [1.125, 1.135, 2.375]) == ["1.12x", "1.14x", "2.38x"]


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


def test_what_never_happened_is_told_by_the_upper_end_and_what_lies_between_is_told_at_once(visit, grid):
    never = int(np.flatnonzero(grid.columns["forced_sale"] == 0.0)[0])
    told = visit(place_of(grid, never)).text_content("#answer")
    assert "none of these 1-year histories ends in a forced sale" in told
    assert f"as high as {chance(grid.columns['forced_sale/high'][never])} (95 % interval)" in told
    assert "Not computed here" not in told
    assert "Not computed here" in visit("overlay=0.33").text_content("#answer")


def test_one_button_goes_back_to_the_plan_and_another_hands_the_answer_on(visit):
    page = visit("overlay=0.7&profile=jp_retail_futures&lang=ja")
    page.click("#own")
    assert (page.text_content("#said-overlay"), page.get_attribute("html", "lang")) == ("20 %", "ja")
    assert "overlay=0.2&" in page.url
    page.evaluate("() => { navigator.share = async (what) => { window.handed = what; }; }")
    page.click("#share")
    answer, command, place = page.evaluate("window.handed.text").split("\n\n")
    assert (answer, command) == (page.text_content("#answer"), page.text_content("#command"))
    assert page.url.endswith(place)
    page.evaluate("() => { navigator.share = async () => { throw new Error('no'); }; }")
    page.click("#share")
    assert "コピーできませんでした" in page.text_content("#shared")


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

"""The page of a survival result in a browser, opened from disk with the network off."""

import pytest

from engine.report.survival_page import write_survival_report
from engine.survival.schemas import EVENTS
from tests.support.browser import IN_A_BROWSER, then
from tests.support.survival_tables import survival_result

HOSTILE = "<img src=x onerror=alert(1)>"
CHARTS = ["curves", "fan", "terminal"]

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survival")
    made = {
        "few": survival_result(
            folder / "few", overlays=(0.1, 0.2), buffers=(0.2, 0.3), profiles=("a", HOSTILE), absence=True
        ),
        "grid": survival_result(folder / "grid", overlays=[n / 10 for n in range(1, 11)], starts=True),
        "one": survival_result(folder / "one", overlays=(0.2,), buffers=(0.3,), histories=0, kinds=("blocks",)),
    }
    return {
        (name, language): write_survival_report(result, result.path / f"{language}.html", language)
        for name, result in made.items()
        for language in ("en", "ja")
    }


@pytest.fixture
def visit(offline, files):
    """Open a page by its name."""
    return lambda name, language="en", width=1200, **settings: offline(
        files[name, language].as_uri(), width, **settings
    )


def lines(page, chart):
    return page.eval_on_selector_all(
        f"#chart-{chart} .scatterlayer path.js-line", "all => all.map(one => one.getAttribute('d'))"
    )


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["few", "grid", "one"])
def test_every_chart_has_drawn_data_and_a_table(visit, name, language):
    page = visit(name, language)
    assert page.eval_on_selector_all(".plot", "all => all.map(one => one.dataset.chart)") == CHARTS
    rows = {"curves": 21, "fan": 21, "terminal": 9}
    for chart in CHARTS:
        assert [one for one in lines(page, chart) if len(one) > 8]
        assert page.text_content(f"#chart-{chart} .ytitle").strip()
        assert page.eval_on_selector_all(f"[data-table='{chart}'] tbody tr", "all => all.length") == rows[chart]


def test_another_cell_and_another_kind_of_path_change_what_is_drawn(visit):
    page = visit("few")
    before = lines(page, "curves"), lines(page, "terminal")
    then(page, lambda: page.select_option("#kind", "regimes"))
    middle = lines(page, "curves"), lines(page, "terminal")
    assert before[0] != middle[0]
    assert before[1] == middle[1]
    assert page.is_visible("[data-cell='3']")
    then(page, lambda: page.select_option("#cell", "0"))
    assert lines(page, "terminal") != middle[1]
    assert page.is_visible("[data-cell='0']")
    assert page.is_hidden("[data-cell='3']")


def test_wealth_has_a_logarithmic_scale(visit):
    page = visit("grid")
    before = lines(page, "fan")
    then(page, lambda: page.check("#log"))
    assert lines(page, "fan") != before


def test_what_there_is_no_choice_of_is_not_asked(visit):
    page = visit("one")
    assert page.is_hidden("#cell")
    assert page.is_hidden("#kind")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["few", "grid", "one"])
def test_a_phone_need_not_scroll_sideways(visit, name, language):
    page = visit(name, language, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_dark_pages_are_dark_and_charts_follow(visit):
    page = visit("grid", color_scheme="dark")
    ground = "document.querySelector('#chart-fan').querySelector('.main-svg').style.background"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 20, 24)"
    assert page.evaluate(ground) == "rgb(17, 20, 24)"
    then(page, lambda: page.emulate_media(color_scheme="light"))
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_the_line_between_safe_and_not_is_thick(visit):
    page = visit("grid")
    drawn = page.eval_on_selector_all(
        ".map td.line-right", "all => all.map(one => getComputedStyle(one).borderRightWidth)"
    )
    assert drawn
    assert {float(width.removesuffix("px")) for width in drawn} <= {2.0, 4.0}  # half of it belongs to the neighbour


def test_names_are_shown_as_text(visit):
    page = visit("few")
    assert HOSTILE in page.inner_text("#h-map ~ h3:nth-of-type(2)")
    assert page.query_selector("main img") is None


def test_a_print_shows_every_cell_and_no_controls(visit):
    page = visit("few")
    page.emulate_media(media="print")
    assert page.is_hidden("#controls")
    assert page.eval_on_selector_all(
        "[data-cell] table", "all => all.every(one => one.getBoundingClientRect().height > 0)"
    )


def test_without_javascript_the_tables_are_there(chromium, files):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(files["few", "en"].as_uri())
    assert page.is_visible("table.map")
    assert page.eval_on_selector_all("[data-cell='3'] tbody tr", "all => all.length") == len(EVENTS)
    assert "Without JavaScript" in page.inner_text("body")
    context.close()

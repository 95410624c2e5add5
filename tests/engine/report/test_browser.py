"""The report in a browser, opened from disk with the network off."""

import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.report.page import write_report
from tests.support.browser import IN_A_BROWSER, then

FEW = Resampling(count=200)

HOSTILE = "<img src=x onerror=alert(1)><b>A</b>"
CHARTS = [
    "equity", "years", "regimes", "drawdown", "outcomes", "recoveries", "margin", "fall", "buffer", "exposure", "rules",
]  # fmt: skip

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def files(market, tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    settings = ["period.start=2007-10-01", "period.end=2009-06-30", f"note='{HOSTILE}'"]
    patterns = {"core": "core", HOSTILE: "A", "C": "C"}
    runs = {name: backtest(load_config(None, settings, pattern=pattern), market) for name, pattern in patterns.items()}
    comparison = compare_results(runs, market, plan=FEW)
    return {language: write_report(comparison, folder / f"{language}.html", language) for language in ("en", "ja")}


@pytest.fixture
def visit(offline, files):
    """Open the report, at a place in its address."""
    return lambda language="en", fragment="", width=1200, **settings: offline(
        files[language].as_uri() + fragment, width, **settings
    )


def lines(page, chart):
    """What a chart's curves are drawn as."""
    return page.eval_on_selector_all(
        f"#chart-{chart} .scatterlayer path.js-line", "all => all.map(one => one.getAttribute('d'))"
    )


def first_title(page):
    return page.text_content("#chart-equity .ytitle")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_chart_has_drawn_data(visit, language):
    page = visit(language)
    there = page.eval_on_selector_all(".plot", "all => all.map(one => one.dataset.chart)")
    assert there == ["equity", "options", *CHARTS[1:]], "what the run in focus has nothing for stands there, hidden"
    assert page.is_hidden("#chart-options")
    for chart in CHARTS:
        drawings = page.eval_on_selector_all(
            f"#chart-{chart} .scatterlayer path.js-line, #chart-{chart} .barlayer path",
            "all => all.map(one => one.getAttribute('d') || '').filter(d => d.length > 8)",
        )
        assert drawings, chart
        assert page.inner_text(f"#chart-{chart} h3")
    for chart in (
        "equity",
        "drawdown",
        "outcomes",
        "recoveries",
        "margin",
        "fall",
        "buffer",
        "exposure",
        "years",
        "regimes",
    ):
        assert page.text_content(f"#chart-{chart} .ytitle").strip(), chart


def test_leaving_a_run_out_takes_its_curve_away(visit):
    page = visit()
    assert len(lines(page, "equity")) == 3
    then(page, lambda: page.uncheck("#shown input[value='0']"))
    assert len(lines(page, "equity")) == 2


def test_another_run_in_focus_changes_tables_and_charts(visit):
    page = visit()
    assert page.is_visible("[data-run='1'] >> nth=0")
    before = lines(page, "margin"), page.inner_text("[data-table='years']"), page.inner_text("#h-audit")
    then(page, lambda: page.select_option("#focus", "2"))
    after = lines(page, "margin"), page.inner_text("[data-table='years']"), page.inner_text("#h-audit")
    assert before[0] != after[0]
    assert before[2] != after[2]
    assert page.is_hidden("[data-run='1'] >> nth=0")


def test_another_period_changes_the_curves_and_the_dates(visit):
    page = visit()
    before = lines(page, "equity")
    then(page, lambda: page.select_option("#period", "last-1"))
    assert lines(page, "equity") != before
    assert page.input_value("#from") == "2008-06-30"
    crash = page.eval_on_selector_all(
        "#period option", "all => all.map(one => one.value).filter(one => one.includes('_'))"
    )[0]
    then(page, lambda: page.select_option("#period", crash))
    assert [page.input_value("#from"), page.input_value("#to")] == crash.split("_")


def test_own_dates_are_a_period_too(visit):
    page = visit()
    then(page, lambda: page.fill("#from", "2009-01-05"))
    assert page.input_value("#period") == "own"


def test_scale_base_and_benchmark_change_the_chart_of_equity(visit):
    page = visit()
    rebased = first_title(page)
    then(page, lambda: page.uncheck("#rebased"))
    assert first_title(page) != rebased
    plain = lines(page, "equity")
    then(page, lambda: page.check("#log"))
    assert lines(page, "equity") != plain
    then(page, lambda: page.check("#benchmark"))
    assert len(lines(page, "equity")) == 4


def test_another_scheme_of_regimes_changes_band_legend_and_table(visit):
    page = visit()
    before = page.inner_text("#regime-legend")
    then(page, lambda: page.select_option("#scheme", "vix"))
    assert "VIX 15 to 20" in page.inner_text("#regime-legend") != before
    assert page.is_visible("[data-scheme='vix']")
    assert page.is_hidden("[data-scheme='trend']")


def test_the_choice_stands_in_the_address_and_is_read_from_it(visit):
    page = visit(fragment="#focus=2&scheme=drawdown&period=last-3&log=1&shown=0.2")
    assert (page.input_value("#focus"), page.input_value("#scheme")) == ("2", "drawdown")
    assert page.is_checked("#log")
    assert len(lines(page, "equity")) == 2
    assert "scheme=drawdown" in page.evaluate("location.hash")


def test_an_address_that_makes_no_sense_is_ignored(visit):
    page = visit(fragment="#focus=99&scheme=nothing&period=never&from=yesterday&shown=7")
    assert page.input_value("#focus") == "1"
    assert page.input_value("#scheme") == "trend"


def test_dark_pages_are_dark_and_charts_follow(visit):
    page = visit(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 20, 24)"
    assert (
        page.evaluate("document.querySelector('#chart-equity').querySelector('.main-svg').style.background")
        == "rgb(17, 20, 24)"
    )
    then(page, lambda: page.emulate_media(color_scheme="light"))
    assert (
        page.evaluate("document.querySelector('#chart-equity').querySelector('.main-svg').style.background")
        == "rgb(255, 255, 255)"
    )


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_phone_need_not_scroll_sideways(visit, language):
    page = visit(language, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_names_and_notes_are_shown_as_text(visit):
    page = visit()
    assert HOSTILE in page.inner_text("ul.runs")
    assert page.query_selector("ul.runs img, .legend img, table img") is None
    assert HOSTILE in page.text_content("#chart-equity .legend")
    assert page.query_selector("#chart-equity .legend tspan[style*='bold']") is None


def test_tables_stand_behind_charts_and_lists_can_be_narrowed(visit):
    page = visit()
    page.click("#chart-equity summary")
    rows = page.eval_on_selector_all("#chart-equity tbody tr", "all => all.length")
    assert rows == 21
    page.click("[data-list='events'] summary")
    everything = page.eval_on_selector_all("[data-list='events'] tbody tr", "all => all.length")
    page.select_option("[data-filter='events']", "roll")
    assert 0 < page.eval_on_selector_all("[data-list='events'] tbody tr", "all => all.length") < everything


def test_every_control_is_reached_by_the_keyboard(visit):
    page = visit()
    wanted = set(
        page.eval_on_selector_all("#controls input, #controls select", "all => all.map(one => one.id || one.value)")
    )
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.value || ''"))
    assert wanted <= reached


def test_a_print_shows_every_table_and_no_controls(visit):
    page = visit()
    page.emulate_media(media="print")
    assert page.is_hidden("#controls")
    assert page.eval_on_selector_all(
        "[data-run] table", "all => all.every(one => one.getBoundingClientRect().height > 0)"
    )


def test_without_javascript_the_tables_are_there(chromium, files):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(files["en"].as_uri())
    assert page.is_visible("table.numbers")
    assert "Without JavaScript" in page.inner_text("body")
    assert page.is_visible("[data-run='0'] table")
    context.close()

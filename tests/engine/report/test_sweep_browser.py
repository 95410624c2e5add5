"""The page of a sweep in a browser, opened from disk with the network off."""

from itertools import chain

import pytest

from engine.report.sweep_page import write_sweep_report
from tests.support.browser import IN_A_BROWSER, then
from tests.support.page_tables import shows
from tests.support.sweep_tables import BUFFERS, OVERLAYS, PROFILES, sweep_result

HOSTILE = "<img src=x onerror=alert(1)>"
CHARTS = {"grid": ["walk"], "line": ["line", "walk"], "drawn": []}

pytestmark = IN_A_BROWSER


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sweep")
    return {
        "grid": sweep_result(folder / "grid"),
        "line": sweep_result(folder / "line", buffers=(0.3,), profiles=("us_fcm_tbill", HOSTILE)),
        "drawn": sweep_result(folder / "drawn", walk=False, sample=36),
        "many": sweep_result(folder / "many", overlays=[round(0.1 + n / 1000, 3) for n in range(110)]),
    }


@pytest.fixture(scope="module")
def files(results):
    return {
        (name, language): write_sweep_report(result, result.path / f"{language}.html", language)
        for name, result in results.items()
        for language in ("en", "ja")
    }


@pytest.fixture
def visit(offline, files):
    """Open a page by its name."""
    return lambda name, language="en", width=1200, **settings: offline(
        files[name, language].as_uri(), width, **settings
    )


def squares(page):
    """Text, classes and heat of each square of the map by row."""
    told = (
        "cell => [cell.innerText.trim(), [...cell.classList].sort().join(' '), cell.style.getPropertyValue('--heat')]"
    )
    return page.eval_on_selector_all("#map tbody tr", f"rows => rows.map(row => [...row.cells].slice(1).map({told}))")


def first_column(page, place=0):
    return page.eval_on_selector_all("#runs tbody tr", f"rows => rows.map(row => row.cells[{place}].textContent)")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["grid", "drawn"])
def test_the_map_that_is_drawn_is_the_one_that_was_written(visit, chromium, files, name, language):
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(files[name, language].as_uri())
    written = squares(page)
    context.close()
    drawn = squares(visit(name, language))
    assert [len(row) for row in drawn] == [len(row) for row in written]
    for one, other in zip(chain(*drawn), chain(*written), strict=True):
        assert one[1] == other[1]
        assert one[0].split()[1:] == other[0].split()[1:]
        # a number that ends in a 5 may be rounded either way
        assert one[0] == other[0] or float(one[0].split()[0]) == pytest.approx(float(other[0].split()[0]), abs=0.0101)
        assert float(one[2] or 0.0) == pytest.approx(float(other[2] or 0.0), abs=0.0101)


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", [*CHARTS])
def test_every_chart_has_drawn_data_and_a_table(visit, name, language):
    page = visit(name, language)
    assert page.eval_on_selector_all(".plot", "all => all.map(one => one.dataset.chart)") == CHARTS[name]
    for chart in CHARTS[name]:
        drawn = page.eval_on_selector_all(
            f"#chart-{chart} .scatterlayer path.js-line", "all => all.map(one => one.getAttribute('d'))"
        )
        assert len([one for one in drawn if len(one) > 8]) == {"walk": 3, "line": 2}[chart]
        rows = page.eval_on_selector_all(f"[data-table='{chart}'] tbody tr", "all => all.length")
        assert rows == {"walk": 6, "line": len(OVERLAYS)}[chart]


def test_another_figure_and_other_settings_are_those_of_the_table(visit, results):
    page = visit("grid")
    then(page, lambda: page.select_option("#figure", "max_drawdown"))
    then(page, lambda: page.select_option("#others", f"account.profile={PROFILES[1]}"))
    told = {
        (row["cash.buffer"], row["overlay.ratio"]): row
        for row in results["grid"].table("runs").to_pylist()
        if row["account.profile"] == PROFILES[1]
    }
    for buffer, row in zip(BUFFERS, squares(page), strict=True):
        for overlay, (text, kind, _) in zip(OVERLAYS, row, strict=True):
            one = told[buffer, overlay]
            assert ("refused" in kind) == (one["refused"] is not None)
            assert one["refused"] or shows(text.split()[0].replace("\u2212", "-"), one["max_drawdown"])
    then(page, lambda: page.select_option("#others", "*"))
    assert page.inner_text("#map-name") == "all others together (median)"


def test_arrow_keys_walk_over_the_map_and_tell_each_square(visit):
    page = visit("grid")
    page.focus("#map td.own")
    assert "overlay.ratio=0.2 cash.buffer=0.3" in page.inner_text("#cell-told")
    assert "the plan itself" in page.inner_text("#cell-told")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
    assert "overlay.ratio=0.4 cash.buffer=0.2" in page.inner_text("#cell-told")
    assert "refused: overlay.ratio 0.4 makes total exposure 1.4" in page.inner_text("#cell-told")
    assert page.get_attribute("#map td:focus", "title").startswith("overlay.ratio 0.4")
    assert page.eval_on_selector_all("#map td[tabindex='0']", "all => all.length") == 1


def test_a_title_sorts_all_runs_either_way(visit, results):
    page = visit("many")
    runs = results["many"].frame().dropna(subset="sharpe")
    page.click("#runs th[data-sort='figure/max_drawdown'] button")
    assert page.get_attribute("#runs th[aria-sort]", "data-sort") == "figure/max_drawdown"
    column = page.evaluate(
        "[...document.querySelectorAll('#runs thead th')].findIndex(one => one.dataset.sort === 'figure/max_drawdown')"
    )
    best = runs["max_drawdown"].sort_values(ascending=False)
    told = first_column(page, column)
    assert len(told) in {200, 201}
    assert all(shows(text, value) for text, value in zip(told[:200], best.iloc[:200], strict=True))
    page.click("#runs th[data-sort='figure/max_drawdown'] button")
    assert shows(first_column(page, column)[0], best.iloc[-1])
    assert page.get_attribute("#runs th[aria-sort]", "aria-sort") == "ascending"
    page.click("#runs th[data-sort='setting/cash.buffer'] button")
    assert {*first_column(page, 2)[:200]} == {"0.2"}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", ["grid", "line", "drawn", "many"])
def test_a_phone_need_not_scroll_sideways(visit, name, language):
    page = visit(name, language, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_dark_pages_are_dark_and_charts_follow(visit):
    page = visit("grid", color_scheme="dark")
    ground = "document.querySelector('#chart-walk').querySelector('.main-svg').style.background"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(17, 20, 24)"
    assert page.evaluate(ground) == "rgb(17, 20, 24)"
    then(page, lambda: page.emulate_media(color_scheme="light"))
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


def test_names_are_shown_as_text(visit):
    page = visit("line")
    assert HOSTILE in page.inner_text("#runs")
    assert page.query_selector("main img") is None


def test_a_print_has_the_map_and_no_controls(visit):
    page = visit("grid")
    page.emulate_media(media="print")
    assert page.is_hidden("#controls")
    assert page.is_visible("#map")

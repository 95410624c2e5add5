"""Runs of several kinds on one page in a browser: what the run in focus has not is hidden, and comes back."""

import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.assembly.market_seen import market_for
from engine.report.page import write_report
from tests.support.browser import IN_A_BROWSER, then

pytestmark = IN_A_BROWSER
DAYS = ["period.start=2015-07-01", "period.end=2016-03-31"]
DRAWN = ".scatterlayer path.js-line, .barlayer path"


def file_of(market, folder, *patterns):
    runs = {name: backtest(load_config(None, DAYS, pattern=name), market) for name in patterns}
    seen = market_for(next(iter(runs.values())).config, market)
    return write_report(compare_results(runs, seen, plan=Resampling(count=100)), folder / "page.html")


@pytest.fixture(scope="module")
def mixed(market, tmp_path_factory):
    return file_of(market, tmp_path_factory.mktemp("mixed"), "A", "cash", "core")


@pytest.fixture(scope="module")
def pairs(market, tmp_path_factory):
    return file_of(market, tmp_path_factory.mktemp("pairs"), "fx", "fx_trades")


def blank(page):
    """Charts that are seen and have nothing drawn in them."""
    empty = "one => one.checkVisibility() && !one.querySelector(drawn)"
    return page.eval_on_selector_all(
        ".plot", f"(all, drawn) => all.filter({empty}).map(one => one.dataset.chart)", DRAWN
    )


def test_a_section_is_seen_where_the_run_in_focus_has_it(offline, mixed):
    page = offline(mixed.as_uri())
    seen = []
    for focus in ("0", "1", "2"):
        then(page, lambda focus=focus: page.select_option("#focus", focus))
        seen.append((page.is_visible("#h-cash"), page.is_visible("#chart-margin")))
        assert blank(page) == []
    assert seen == [(False, True), (True, False), (False, False)]
    assert "held nothing that asks for margin" in page.inner_text("section:has(#h-margin)")


def test_charts_of_a_pair_follow_the_run_in_focus(offline, pairs):
    page = offline(pairs.as_uri())
    titles = []
    for focus in ("0", "1"):
        then(page, lambda focus=focus: page.select_option("#focus", focus))
        titles.append(page.is_visible("#h-trades"))
        assert blank(page) == []
        assert page.is_visible("#chart-losscut")
    assert titles == [False, True]
    assert "currency trades" in page.text_content("#chart-years .legend")

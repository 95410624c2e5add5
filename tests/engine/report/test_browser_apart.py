"""The report of runs that stand apart, in a browser with the network off: each part draws its own charts."""

import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.report.page import write_report
from tests.support.browser import IN_A_BROWSER

pytestmark = IN_A_BROWSER
DAYS = ["period.start=2007-10-01", "period.end=2009-06-30"]


@pytest.fixture(scope="module")
def file(market, tmp_path_factory):
    runs = {name: backtest(load_config(None, DAYS, pattern=name), market) for name in ("A", "fx")}
    comparison = compare_results(runs, market, plan=Resampling(count=100))
    return write_report(comparison, tmp_path_factory.mktemp("reports") / "apart.html")


def test_what_stands_apart_opens_below_its_reason_and_draws_its_charts(offline, file):
    page = offline(file.as_uri(), 1200)
    assert "fx: apart from A" in page.inner_text("#h-apart ~ p.apart")
    assert "fx: apart from A" in page.inner_text("ul.verdict")
    page.click("text=report of fx")
    inside = page.wait_for_selector("iframe.apart").content_frame()
    inside.wait_for_selector("#chart-equity .scatterlayer path.js-line")
    assert "fx" in inside.inner_text("ul.verdict")

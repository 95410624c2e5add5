"""The page of the cash ratio is what a run says."""

import pytest

from validation.cash_ratio import PAGE, PERIODS, page, runs

pytestmark = [pytest.mark.usefixtures("public_data"), pytest.mark.pages]


@pytest.fixture(scope="module")
def public_data(development_data):
    return development_data("spx_daily.csv"), development_data("shiller_monthly.csv")


def test_the_page_is_what_a_run_says():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("period", list(PERIODS))
def test_the_rules_fall_less_than_the_constant_mix_and_lie_between_bills_and_the_index(period):
    falls = {name: run.metrics["max_drawdown"] for name, run in runs(period).items()}
    assert falls["buy and hold"] < falls["80/20"] < falls["rules"] < falls["T-bills (core)"]

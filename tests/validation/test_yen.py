"""The yen investor: the page is what the runs say, and the numbers are in the order that parity gives them."""

from statistics import fmean

import pytest

from validation.yen import PAGE, PATTERNS, RATIOS, comparison, costs_by_year, page, run

pytestmark = pytest.mark.pages


def test_the_page_is_what_the_runs_say():
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_hedge_takes_risk_away_in_proportion(pattern):
    spread = [run(pattern, ratio).metrics["volatility"] for ratio in RATIOS]
    assert spread[0] > spread[1] > spread[2]


def test_a_fully_hedged_fund_is_the_yen_rate_less_expenses_and_what_the_hedge_costs_over_the_two_riskless_rates():
    over = comparison(1.0).metrics()["core"]["excess_return"]
    dearer = fmean(paid - bills for bills, _, paid in costs_by_year().values())
    assert dearer == pytest.approx(0.0042, abs=0.0001)
    assert over == pytest.approx(-0.0035 - dearer, abs=0.0015)

"""What the units of a fund have cost, by the moving average."""

import pytest

from engine.tax.taxable import FundCost


@pytest.fixture
def fund():
    """300 dollars of units bought at 100 yen, 100 at 140: 44,000 yen, 110 a dollar."""
    made = FundCost()
    made.add(300.0, 100.0)
    made.add(100.0, 140.0)
    return made


def test_each_redemption_gains_over_the_mean_cost_of_what_is_left(fund):
    assert [fund.redeem(100.0, 120.0), fund.redeem(150.0, 100.0)] == pytest.approx([1_000.0, -1_500.0])
    fund.add(150.0, 130.0)  # 150 for 16,500 yen and 150 for 19,500: 120 a dollar
    assert fund.redeem(300.0, 125.0) == pytest.approx(1_500.0)


def test_what_units_have_risen_by_is_gained_when_they_are_redeemed(fund):
    fund.revalue(40.0)  # 440 dollars for 44,000 yen: 100 a dollar
    assert fund.redeem(220.0, 110.0) == pytest.approx(2_200.0)

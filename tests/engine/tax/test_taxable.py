"""What the units of a fund have cost, by the moving average, and when a written option counts."""

from datetime import date

import pytest

from data.base.days import day_of
from data.contracts.contracts import OptionContract, option_spec
from engine.account.account import Account
from engine.account.profiles import AccountProfile
from engine.tax.tax_regimes import REGIMES
from engine.tax.taxable import FundCost, TaxResults


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


@pytest.fixture
def account():
    opened = Account(100_000.0, AccountProfile.named("us_fcm_tbill", 15_707))
    opened.open_day(15_707)
    return opened


PUT = OptionContract(option_spec("SPX"), day_of(date(2013, 2, 15)), 950.0, "P")


def test_what_a_written_option_brought_counts_as_far_as_it_is_taken_back(account):
    results = TaxResults(REGIMES["japan"], account)
    account.options.trade(PUT, -4, 10.0)
    account.options.mark(PUT, 6.0)
    results.gather(100.0)
    assert results.of_year["derivatives"] == 0.0
    account.options.trade(PUT, 1, 6.0)
    results.gather(100.0)
    assert results.of_year["derivatives"] == pytest.approx(100 * 4.0 * 100.0)
    account.options.mark(PUT, 16.0)
    account.options.trade(PUT, 3, 16.0)
    results.gather(110.0)
    assert results.of_year["derivatives"] == pytest.approx(100 * 4.0 * 100.0 - 3 * 100 * 6.0 * 110.0)


def test_a_written_option_counts_at_its_mark_where_the_regime_says_so(account):
    results = TaxResults(REGIMES["us_1256"], account)
    account.options.trade(PUT, -4, 10.0)
    account.options.mark(PUT, 6.0)
    results.gather(1.0)
    assert results.of_year["derivatives"] == pytest.approx(4 * 100 * 4.0)

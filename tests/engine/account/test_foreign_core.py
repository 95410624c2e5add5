"""A core in yen under an account in dollars, against sums made by hand."""

from dataclasses import replace

import pytest

from engine.account.foreign_core import ForeignCoreAccount
from engine.account.profiles import AccountProfile

DAY = 15_000
PROFILE = AccountProfile.named("us_fcm_tbill", DAY)


@pytest.fixture
def account():
    opened = ForeignCoreAccount(1_000.0, replace(PROFILE, redemption_lag=0), half_spread=0.25)
    opened.open_day(DAY)
    return opened


def posted(account, category):
    return [posting.amount for posting in account.ledger.postings if posting.category == category]


def test_the_capital_is_in_the_core_and_no_dollar_is_there(account):
    assert (account.cash, account.fund, account.equity) == (0.0, 1_000.0, 1_000.0)


def test_the_core_is_worth_fewer_dollars_where_a_dollar_costs_more_yen(account):
    account.translate(100.0, 125.0)
    assert (account.fund, account.translation) == pytest.approx((800.0, -200.0))
    account.translate(125.0, 100.0)
    assert account.fund == pytest.approx(1_000.0, abs=1e-12)
    assert account.translation == pytest.approx(0.0, abs=1e-12)
    assert posted(account, "fx_translation") == pytest.approx([-200.0, 200.0])


def test_what_is_converted_pays_a_quarter_of_a_yen_a_dollar_the_day_after(account):
    account.translate(100.0, 100.0)
    account.redeem(0, 400.0)
    assert (account.cash, account.fund, posted(account, "spread")) == (400.0, 600.0, [])
    account.translate(100.0, 100.0)
    assert posted(account, "spread") == [-1.0]
    account.sweep(1, 200.0, 0.0)
    account.translate(100.0, 100.0)
    assert posted(account, "spread") == [-1.0, -0.5]
    assert (account.cash, account.fund) == (200.0, 798.5)


def test_no_more_comes_out_than_the_core_can_pay_for(account):
    account.translate(100.0, 100.0)
    account.redeem(0, 5_000.0)
    account.translate(100.0, 100.0)
    assert account.fund == pytest.approx(0.0, abs=1e-9)
    assert account.cash == pytest.approx(1_000.0 / 1.0025)


def test_what_was_ordered_before_is_paid_for_before_more_comes_out(account):
    account.translate(100.0, 100.0)
    account.redeem(0, 800.0)
    account.redeem(0, 5_000.0)
    account.translate(100.0, 100.0)
    assert account.fund == pytest.approx(0.0, abs=1e-9)
    assert account.cash == pytest.approx(1_000.0 / 1.0025)


def test_cash_in_dollars_knows_no_currency(account):
    account.translate(100.0, 100.0)
    account.redeem(0, 400.0)
    account.translate(100.0, 50.0)
    assert account.cash == 400.0

"""The account as statements: what is traded, at what price, and what the cash is afterwards."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.contracts.contracts import FutureContract, future_spec
from data.contracts.index_funds import IndexFund, fund_spec
from data.pricing.financing import Financing
from engine.account.account import Account
from engine.account.ledger import LedgerError
from engine.account.profiles import AccountProfile, profile_names

PROFILE = replace(AccountProfile.named("us_fcm_tbill", 15_000), redemption_lag=2)
ES = FutureContract(future_spec("ES"), 16_000)
SHARES = IndexFund(fund_spec("SPXFUND"))
MES = FutureContract(future_spec("MES"), 16_000)


@pytest.fixture
def account():
    opened = Account(100_000.0, PROFILE)
    opened.open_day(15_000)
    return opened


def statement(account, *lines):
    """Trade or mark line by line at (size, price); the cash after each."""
    balances = []
    for size, price in lines:
        if size:
            account.trade(ES, size, price, price)
        else:
            account.mark(ES, price, price)
        account.close_day(15_000)
        account.open_day(15_000)
        balances.append(account.cash)
    return balances


def test_variation_margin_is_cash_the_same_day(account):
    assert statement(account, (2, 1_000.0), (0, 1_010.0), (0, 995.0)) == [100_000.0, 101_000.0, 99_500.0]


def test_adding_to_a_position_marks_the_old_part_first(account):
    assert statement(account, (1, 1_000.0), (1, 1_010.0), (0, 1_020.0)) == [100_000.0, 100_500.0, 101_500.0]


def test_reducing_a_position_keeps_what_the_sold_part_gained(account):
    assert statement(account, (3, 1_000.0), (-2, 1_010.0), (0, 1_000.0)) == [100_000.0, 101_500.0, 101_000.0]


def test_flipping_a_position(account):
    assert statement(account, (1, 1_000.0), (-3, 1_010.0), (0, 1_000.0)) == [100_000.0, 100_500.0, 101_500.0]


def test_a_round_trip_within_a_day_settles_its_difference(account):
    assert statement(account, (4, 1_000.0), (-4, 1_001.0)) == [100_000.0, 100_200.0]
    assert account.holdings == {}


def test_a_short_position_gains_when_the_index_falls(account):
    assert statement(account, (-1, 1_000.0), (0, 990.0)) == [100_000.0, 100_500.0]


@given(st.lists(st.tuples(st.integers(-5, 5), st.floats(500.0, 2_000.0)), min_size=1, max_size=30))
def test_cash_is_what_the_trades_are_worth_at_the_last_price(lines):
    account = Account(100_000.0, PROFILE)
    account.open_day(15_000)
    traded = [(size, price) for size, price in lines if size]
    for size, price in traded:
        account.trade(ES, size, price, price)
        account.close_day(15_000)
    last = traded[-1][1] if traded else 0.0
    expected = 100_000.0 + 50.0 * sum(size * (last - price) for size, price in traded)
    assert account.cash == pytest.approx(expected, abs=1e-5)


def test_margin_paid_that_does_not_match_the_position_is_caught(account):
    account.trade(ES, 1, 1_000.0, 1_000.0)
    account.holdings[ES.code].cost += 1.0
    with pytest.raises(LedgerError, match="variation margin, result of the futures differ"):
        account.close_day(15_000)


def test_notional_and_margin_units_count_long_and_short_by_size(account):
    account.trade(ES, 2, 1_000.0, 1_000.0)
    account.trade(MES, -5, 1_000.0, 1_000.0)
    assert account.notional == 2 * 50_000.0 + 5 * 5_000.0
    assert account.margin_contracts == 2.5


def test_the_fund_is_collateral_less_its_haircut(account):
    account.ledger.transfer("cash", "fund", 80_000.0, "sweep")
    assert account.collateral == pytest.approx(20_000.0 + 0.99 * 80_000.0)


def test_a_redemption_arrives_after_its_lag_and_counts_for_nothing_on_its_way(account):
    account.sweep(0, target=0.0, band=0.0)
    assert (account.cash, account.fund) == (0.0, 100_000.0)
    account.redeem(0, 10_000.0)
    assert (account.fund, account.collateral, account.equity) == (90_000.0, 0.99 * 90_000.0, 100_000.0)
    account.settle(1)
    assert account.cash == 0.0
    account.settle(2)
    assert account.cash == 10_000.0


def test_the_sweep_keeps_a_share_of_the_overlay_in_cash(account):
    account.trade(ES, 1, 1_000.0, 1_000.0)
    account.sweep(0, target=5_000.0, band=0.5)
    assert account.cash == pytest.approx(5_000.0)
    account.charge("commission", 2_000.0, ES, "")
    account.sweep(1, target=5_000.0, band=0.5)
    assert account.cash == pytest.approx(3_000.0)  # within the band
    account.charge("commission", 1_000.0, ES, "")
    account.sweep(2, target=5_000.0, band=0.5)
    assert account.ledger.balances["in_transit"] == pytest.approx(3_000.0)


def test_money_on_its_way_is_not_ordered_twice(account):
    account.sweep(0, target=0.0, band=0.0)
    account.charge("commission", 1_000.0, ES, "")
    for place in (1, 2):
        account.sweep(place, target=0.0, band=0.0)
    assert account.ledger.balances["in_transit"] == pytest.approx(1_005.0)


def test_no_more_is_redeemed_than_the_fund_has(account):
    account.sweep(0, target=0.0, band=0.0)
    account.charge("commission", 150_000.0, ES, "")
    account.sweep(1, target=0.0, band=0.0)
    assert (account.fund, account.ledger.balances["in_transit"]) == (0.0, 100_000.0)
    assert account.equity == -50_000.0


def booked(account, since=0):
    """Postings from a number on: (account, category, amount, reason)."""
    rows = account.ledger.postings
    columns = (rows.column("account"), rows.column("category"), rows.amounts, rows.column("reason"))
    return list(zip(*(column[since:] for column in columns), strict=True))


def test_the_books_say_where_money_came_from_and_went():
    account = Account(1_000.0, PROFILE)
    account.open_day(15_000)
    account.sweep(0, target=0.0, band=0.0)
    account.redeem(1, 100.0)
    account.settle(3)
    assert booked(account) == [
        ("cash", "deposit", 1_000.0, "opening capital"),
        ("cash", "transfer", -1_000.0, "sweep"),
        ("fund", "transfer", 1_000.0, "sweep"),
        ("fund", "transfer", -100.0, "redemption ordered"),
        ("in_transit", "transfer", 100.0, "redemption ordered"),
        ("in_transit", "transfer", -100.0, "redemption received"),
        ("cash", "transfer", 100.0, "redemption received"),
    ]


def test_without_a_lag_a_redemption_is_there_at_once_and_counts_as_received_once():
    account = Account(1_000.0, replace(PROFILE, redemption_lag=0))
    account.open_day(15_000)
    account.sweep(0, target=0.0, band=0.0)
    account.redeem(0, 100.0)
    assert booked(account, since=3) == [
        ("fund", "transfer", -100.0, "redemption"),
        ("cash", "transfer", 100.0, "redemption"),
    ]
    account.redeem(0, 50.0)
    assert [account.settle(1), account.settle(2)] == [150.0, 0.0]


def test_what_the_price_of_its_bills_does_is_income_of_the_fund(account):
    account.ledger.transfer("cash", "fund", 36_500.0, "sweep")
    already = len(account.ledger.postings)
    account.reprice_fund(2, -0.01)
    assert booked(account, already) == [("fund", "mmf_income", pytest.approx(-2.0), "price of its bills")]


def test_financing_a_future_costs_its_value_for_calendar_days(account):
    account.trade(ES, 1, 1_000.0, 1_000.0)
    already = len(account.ledger.postings)
    account.carry(Financing(0.0465, 0.0, 0.01, 0.0), days=2)
    assert booked(account, already) == [("cash", "futures_carry", pytest.approx(-10.0), "")]
    assert account.ledger.postings.column("contract")[-1] == ES.code


def test_a_purchase_of_shares_stands_in_the_books_under_their_name(account):
    account.shares.trade(SHARES, 10, 100.0, 2011)
    rows = account.ledger.postings
    assert booked(account, 1) == [
        ("cash", "transfer", -1_000.0, "shares bought"),
        ("shares", "transfer", 1_000.0, "shares bought"),
    ]
    assert list(rows.column("contract")[1:]) == [SHARES.code] * 2


def test_shares_that_are_worth_something_else_than_the_books_say_are_caught(account):
    account.shares.trade(SHARES, 10, 100.0, 2011)
    account.shares.holdings[SHARES.code].mark += 1.0
    with pytest.raises(LedgerError, match="share value in the books, marks of the shares differ"):
        account.close_day(15_000)


def test_brokers_of_futures_are_named_and_those_of_currency_are_not_among_them():
    kinds = ("us_fcm_tbill", "cme_ief2", "retail_cash_margin", "jp_retail_futures")
    by_name = {"sbi_futures", "rakuten_futures", "monex_futures", "matsui_futures", "ibkr", "cme_fcm"}
    assert {*profile_names()} == {*kinds} | by_name

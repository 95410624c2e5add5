"""The currency hedge as a position of the account: its margin and its cash, calls, a forced closing, and its return.

The account holds 100,000 dollars, all of it sold forward at 100 yen on the second session; nothing earns interest.
"""

import json

import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from data.pricing.money_market import InterbankSpreads
from engine import backtest, load_config
from engine.account.hedge_terms import HedgeTerms
from engine.analysis.of_futures import margin_of_futures, sold_forward
from engine.day.terms import CashPolicy
from tests.engine.audit.looks import failed
from tests.support.futures_play import JAPAN, buy

ALL = HedgeTerms(1.0, 0.0, 0.0, 0.0, 0.04, 0.5, InterbankSpreads(0.0, 0.0))
KEPT = CashPolicy(sleeve=0.0, buffer=0.3, band=0.0, hedge_buffer=0.02)
MONTH = 22  # sessions: the last of January is number 20
ACCIDENTS = ("margin_call", "deadline_missed", "loss_cut", "liquidation", "ruin")


@pytest.fixture(scope="module")
def lived(small_market, play, script, terms):
    """A hedged account on rates made by hand, with the index standing still unless `index` says otherwise."""

    def run(rates, rules=JAPAN, orders=None, index=None, *, cash=KEPT, hedge=ALL, **changes):
        none = [0.0] * len(rates)
        market = small_market(
            index or [1000.0] * len(rates), usdjpy=rates, bill_yield=none, dividend_yield=none, high=index, low=index
        ) if index else small_market([1000.0] * len(rates), usdjpy=rates, bill_yield=none,
            dividend_yield=none)  # fmt: skip
        return play(market, script, terms(rules=rules, cash=cash, hedge=hedge, **changes), orders=orders or {})

    return run


def happened(run):
    """(session, kind, contract) of what the account ran into and what the hedge did."""
    days = run.column("equity", "date")
    told = (run.column("events", name) for name in ("date", "kind", "contract"))
    return [(days.index(day), kind, contract) for day, kind, contract in zip(*told, strict=True)]


def column(run, name):
    return run.column("equity", name)


def test_where_only_cash_counts_margin_and_buffer_lie_there_before_the_hedge_begins(lived):
    run = lived([100.0] * 4)
    assert column(run, "cash") == [6_000.0] * 4
    assert column(run, "maintenance") == column(run, "initial") == column(run, "hedge_margin") == [0.0] + [4_000.0] * 3
    assert column(run, "collateral") == [100_000.0] + [6_000.0] * 3


def test_where_the_fund_is_collateral_the_buffer_is_kept_only_if_cash_may_not_be_owed(lived):
    counted = {"fund_haircut": 0.0, "negative_cash": True}
    assert column(lived([100.0] * 4, counted), "cash") == [0.0] * 4
    assert column(lived([100.0] * 4, counted | {"negative_cash": False}), "cash") == [2_000.0] * 4


def test_a_hedge_alone_is_called_missed_closed_at_the_fixing_of_that_day_and_back_on_its_next_date(lived):
    # 5 % more yen for a dollar cost 100,000 x 5 / 105 = 4,761.90; the redemption takes two sessions, the deadline is
    # one away
    rates = [100.0] * 3 + [105.0, 105.0, 110.0] + [110.0] * (MONTH - 6)
    run = lived(rates)
    assert happened(run) == [
        (1, "hedge", "USDJPY"), (3, "margin_call", ""), (4, "deadline_missed", ""), (5, "liquidation", "USDJPY"),
        (20, "hedge", "USDJPY"),
    ]  # fmt: skip
    lost = 100_000.0 * (5.0 / 105.0 + 5.0 / 110.0) + 100_000.0 * 0.5 / 110.0
    assert column(run, "equity")[5:20] == pytest.approx([100_000.0 - lost] * 15)
    assert column(run, "hedge_margin")[5:20] == [0.0] * 15
    assert column(run, "hedge_margin")[20] == pytest.approx(0.04 * (100_000.0 - lost))
    assert sold_forward(run.tables)[[1, 4, 5, 19, 20]] == pytest.approx([1e5, 1e5, 0.0, 0.0, 1e5 - lost])
    costs = dict(zip(run.column("ledger", "category"), run.column("ledger", "amount"), strict=True))
    assert costs["liquidation_cost"] == pytest.approx(-100_000.0 * 0.5 / 110.0)
    reasons = dict(zip(run.column("ledger", "category"), run.column("ledger", "reason"), strict=True))
    assert reasons["liquidation_cost"] == "currency hedge"


def test_cash_that_is_owed_is_a_call_though_the_hedge_is_the_only_position(lived):
    run = lived([100.0] * 3 + [107.0] * 3, JAPAN | {"grace": 2})
    assert column(run, "cash")[3] < 0.0
    assert happened(run)[1] == (3, "margin_call", "")
    (called,) = [json.loads(row) for row in run.column("events", "numbers") if "amount" in row and "deadline" in row]
    assert called["amount"] == pytest.approx(4_000.0 - column(run, "cash")[3])


def test_a_forced_closing_of_everything_takes_the_hedge_along(lived):
    # the index falls by 8 %: ten contracts lose 40,000 of 21,500 + 15,000 + 6,000 in cash
    index = [1000.0] * 5 + [920.0] * (MONTH - 5)
    run = lived([100.0] * MONTH, JAPAN | {"grace": 0}, {1: buy(10)}, index, cash=KEPT._replace(buffer=0.03))
    told = [one for one in happened(run) if one[1] != "hedge"]
    assert told == [(5, "margin_call", ""), (6, "liquidation", "ESH13"), (6, "liquidation", "USDJPY")]
    assert column(run, "maintenance")[6] == 0.0


def test_a_broker_who_closes_the_minimum_closes_futures_first_and_the_hedge_only_if_that_does_not_help(lived):
    least = JAPAN | {"grace": 0, "liquidation": 1.0}
    # 59,500 in cash lose 25,000: 4,500 are missing to 39,000, two contracts free 7,000
    index, tight = [1000.0] * 5 + [950.0] * 3, KEPT._replace(buffer=0.03)
    mended = lived([100.0] * 8, least, {1: buy(10)}, index, cash=tight)
    assert happened(mended)[1:] == [(5, "margin_call", ""), (6, "liquidation", "ESH13")]
    assert mended.column("fills", "size") == [10, -2]
    assert column(mended, "hedge_margin")[-1] == 4_000.0
    alone = lived([100.0] * 3 + [107.0] * 4, least)
    assert [one[1:] for one in happened(alone)][1:] == [("margin_call", ""), ("liquidation", "USDJPY")]


@pytest.mark.parametrize("fill_at", ["close", "open"])
def test_it_is_closed_at_the_fixing_of_the_session_whether_orders_fill_at_the_open_or_the_close(lived, fill_at):
    rates = [100.0] * 3 + [105.0, 110.0, 120.0, 120.0]
    run = lived(rates, JAPAN | {"grace": 0}, fill_at=fill_at)
    (closed,) = [json.loads(row) for row in run.column("events", "numbers") if '"cost"' in row and "basis" not in row]
    assert closed["spot"] == 110.0
    assert happened(run)[-1] == (4, "liquidation", "USDJPY")
    assert column(run, "equity")[5] == column(run, "equity")[4]


def test_ruin_closes_it_for_good_and_what_it_would_gain_until_then_is_the_brokers(lived):
    # ten contracts lose 75,000, the hedge 100,000 x 50 / 150; the dollar falls back before the broker has closed it
    rates, index = [100.0] * 3 + [150.0, 75.0] + [75.0] * (MONTH - 5), [1000.0] * 3 + [850.0] * (MONTH - 3)
    run = lived(rates, {"fund_haircut": 0.0}, {1: buy(10)}, index)
    assert happened(run) == [
        (1, "hedge", "USDJPY"), (3, "ruin", ""), (4, "liquidation", "ESH13"), (4, "liquidation", "USDJPY")
    ]  # fmt: skip
    ruined = 100_000.0 - 75_000.0 - 100_000.0 / 3.0
    assert column(run, "equity")[3:] == pytest.approx([ruined] + [ruined - 100_000.0 * 0.5 / 75.0] * (MONTH - 4))


@pytest.mark.pages
@pytest.mark.parametrize("pattern", ["core", "A", "B", "C"])
def test_a_hedged_account_at_a_japanese_broker_can_be_lived_with(market, pattern):
    settings = ["account.profile=jp_retail_futures", "investor.currency=JPY", "hedge.ratio=1.0"]
    run = backtest(load_config(None, settings, pattern=pattern), market)
    kinds = run.table("events")["kind"].to_pylist()
    assert [kind for kind in kinds if kind in {*ACCIDENTS, "voluntary_stop"}] == []
    assert {"margin", "canceled", "rejected"}.isdisjoint(run.table("orders")["status"].to_pylist())
    assert to_array(run.table("equity")["cash"]).min() > 0.0
    assert failed(run) == []


@pytest.mark.pages
def test_a_buffer_smaller_than_a_bad_week_is_called(market):
    settings = [
        "account.profile=jp_retail_futures",
        "investor.currency=JPY",
        "hedge.ratio=1.0",
        "hedge.buffer=0.03",
        "cash.band=0.5",
    ]
    kinds = backtest(load_config(None, settings, pattern="core"), market).table("events")["kind"].to_pylist()
    assert kinds.count("margin_call") > 50
    assert kinds.count("liquidation") == kinds.count("deadline_missed")


def test_the_default_buffer_is_what_a_hedge_lost_in_its_worst_month(market, whole_market):
    """Since 1999; since 1981 it was once a little more."""
    worst = [
        float((1.0 - rates[:-span] / rates[span:]).max())
        for rates in (market.floats("usdjpy"), whole_market.floats("usdjpy"))
        for span in (3, 21)
    ]
    assert worst == pytest.approx([0.060, 0.097, 0.065, 0.106], abs=0.0005)
    assert worst[1] < load_config().hedge.buffer < worst[3]


@pytest.mark.pages
def test_margin_of_futures_is_told_without_that_of_the_hedge(market):
    settings = ["investor.currency=JPY", "period.start=2008-01-02", "period.end=2008-12-31"]
    free, hedged = (
        backtest(load_config(None, [*settings, f"hedge.ratio={ratio}"]), market) for ratio in (0.0, 1.0)
    )  # fmt: skip
    equity = hedged.table("equity")
    parts = {name: to_array(equity[name]) for name in ("maintenance", "collateral", "hedge_margin", "excess")}
    _, maintenance, collateral = margin_of_futures(hedged.tables)
    assert parts["hedge_margin"][1:] == pytest.approx(0.04 * sold_forward(hedged.tables)[1:])
    assert collateral - maintenance == pytest.approx(parts["excess"], abs=1e-6)
    shares = [
        maintenance[held := notional > 0.0] / notional[held]
        for notional, maintenance, _ in map(margin_of_futures, (free.tables, hedged.tables))
    ]
    assert shares[1].max() == pytest.approx(
        shares[0].max()
    )  # margin of the exchange over the index, whatever is hedged
    assert (parts["maintenance"] - maintenance).max() > 39_000.0


def test_a_hedge_without_margin_is_refused_for_its_debts_would_never_be_called():
    with pytest.raises(ConfigError, match=r"hedge\.margin"):
        load_config(None, ["investor.currency=JPY", "hedge.ratio=1.0", "hedge.margin=0.0"])


def test_the_terms_that_are_told_name_the_spreads_between_banks():
    fields = ("basis", "half_spread", "roll_half_spread", "margin", "closing_half_spread", "interbank")
    told = ALL.told([15_000, 15_001])
    assert (told["ratio"], list(told["struck"])) == (1.0, ["2011-01-26"])
    assert told["struck"]["2011-01-26"].keys() == set(fields)
    assert list(told["struck"]["2011-01-26"]["interbank"].values()) == [0.0, 0.0]


def test_half_the_spread_is_paid_on_what_is_sold_forward_and_booked_as_the_hedges(lived):
    run = lived([100.0] * 3, hedge=ALL._replace(half_spread=0.5))
    rows = [row for row in run.tables["ledger"].to_pylist() if row["category"] == "spread"]
    assert [(row["amount"], row["reason"], row["contract"]) for row in rows] == [(-500.0, "currency hedge", "USDJPY")]
    (told,) = (json.loads(numbers) for numbers in run.column("events", "numbers"))
    expected = {"notional": 1e5, "forward": 100.0, "spot": 100.0, "cost": 500.0, "basis": 0.0}
    assert told == pytest.approx(expected)

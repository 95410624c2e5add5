"""Runs that must equal each other, and a whole run against the world."""

import numpy as np
import pyarrow as pa
import pytest

from data.base.arrow import to_array, to_column
from engine import backtest, load_config
from engine.account.ledger import LedgerError
from engine.analysis.returns import cagr
from engine.results.identities import check_books
from tests.oracles.slow_fund import SlowFund
from tests.support.default_runs import default_run

UNBOUND = ["halving.enabled=false", "stops.monthly_loss=off"]
FREE = [f"costs.{name}=0.0" for name in ("commission", "half_spread", "stress_half_spread", "roll_half_spread")]
FULLY_FUNDED = [
    "overlay.ratio=1.0", "overlay.max_total_exposure=2.5", "overlay.acknowledge_high_leverage=true", "overlay.band=0.0",
    "cash.sleeve=0.0", "account.redemption_lag=0", *UNBOUND, *FREE,
]  # fmt: skip


@pytest.fixture(scope="module")
def core(market):
    return default_run("core", market)


@pytest.fixture(scope="module")
def pattern_a(market):
    return default_run("A", market)


def total_return_index(market):
    """Value of one unit in the index with dividends, from its closes and dividend yields."""
    closes, days = market.floats("close"), np.array(market.days)
    daily = closes[1:] / closes[:-1] - 1.0 + market.floats("dividend_yield")[:-1] * np.diff(days) / 365.0
    return np.concatenate([[1.0], np.cumprod(1.0 + daily)])


@pytest.mark.pages
@pytest.mark.parametrize("table", ["equity", "ledger", "orders", "fills", "positions", "attribution"])
def test_an_overlay_of_nothing_is_the_core_bit_for_bit(market, core, table):
    nothing = backtest(load_config(None, ["overlay.ratio=0.0"], pattern="A"), market)
    assert nothing.manifest["tables"][table] == core.manifest["tables"][table]


def test_the_core_earns_what_the_fund_pays(market, core):
    equity = to_array(core.table("equity")["mmf"])
    fund, first, value = SlowFund(market, {"kind": "mmf"}), market.row_from(market.starts), 1_000_000.0
    for row in range(first + 1, len(market)):
        value *= 1.0 + fund.net(row) * (market.days[row] - market.days[row - 1]) / 365.0
        assert abs(equity[row - first] - value) < 1e-9 * value


def test_bills_and_a_fully_funded_future_without_frictions_are_the_total_return_index(market):
    frictionless = [*FULLY_FUNDED, "futures.financing=0.0", "fund.expense_ratio=0.0", "fund.mean_age=0.0"]
    equity = to_array(backtest(load_config(None, frictionless, pattern="A"), market).table("equity")["equity"])
    index = total_return_index(market)
    ours, theirs = cagr(np.array(market.days), equity[0:]), cagr(np.array(market.days), index)
    # What is left: exposure is 1.0 a session late and in whole contracts, and the first session is not invested.
    assert ours == pytest.approx(theirs, abs=0.0025)
    daily_gap = np.diff(np.log(equity[2:])) - np.diff(np.log(index[2:]))
    assert abs(daily_gap).max() < 0.004
    assert daily_gap.std() * np.sqrt(252) < 0.005


@pytest.mark.pages
def test_bills_and_a_fully_funded_future_cost_financing_and_expenses(market):
    equity = to_array(backtest(load_config(None, FULLY_FUNDED, pattern="A"), market).table("equity")["equity"])
    gap = cagr(np.array(market.days), total_return_index(market)) - cagr(np.array(market.days), equity)
    # 0.50 % financing + up to 0.35 % expenses (waived while rates were nil), and the lag of a session
    assert 0.004 < gap < 0.0095


def test_the_total_return_index_is_the_published_one(market, development_data):
    lines = [line.split(",") for line in development_data("sp500tr_daily.csv").read_text().splitlines()[1:]]
    published = {day: float(close) for day, close in lines if "1999-01-04" <= day <= "2018-12-31"}
    values = np.array(list(published.values()))
    days = np.array(market.days)
    assert cagr(days, values) == pytest.approx(cagr(days, total_return_index(market)), abs=0.0010)


@pytest.mark.parametrize("run", ["core", "pattern_a"])
def test_the_sources_of_return_sum_to_the_gain(run, request):
    result = request.getfixturevalue(run)
    sources = result.frame("attribution").groupby("source")["amount"].sum()
    gain = result.metrics["final_equity"] - 1_000_000.0
    assert sources.sum() == pytest.approx(gain, abs=1e-9 * result.metrics["final_equity"])
    assert sources["carry"] > 0.0
    if run == "pattern_a":
        assert sources["costs"] < 0.0 < sources["overlay"]


def test_the_ledger_replayed_gives_the_account(pattern_a):
    ledger, equity = pattern_a.ledger, pattern_a.equity
    replayed = (
        ledger.pivot_table(index="date", columns="account", values="amount", aggfunc="sum")
        .reindex(equity.index)
        .fillna(0)
        .cumsum()
    )
    for account, column in (("cash", "cash"), ("fund", "mmf"), ("in_transit", "in_transit")):
        assert abs(replayed[account] - equity[column]).max() < 1e-9 * 1_000_000


@pytest.mark.pages
def test_a_roll_earns_nothing_but_its_costs(pattern_a):
    fills = pattern_a.frame("fills")
    rolls = fills[fills["reason"] == "roll"]
    assert len(rolls) == 2 * 80  # four a year, two legs each
    for day, legs in rolls.groupby(level="date"):
        assert legs["contract"].nunique() == 2, day
        booked = pattern_a.ledger.loc[[day]].query("reason == 'roll'").groupby("category")["amount"].sum()
        contracts = legs["size"].abs()
        assert booked["commission"] == pytest.approx(-legs["commission"].sum())
        spreads = booked["roll_cost"] + booked.get(
            "spread", 0.0
        )  # what a roll that resizes trades beyond it is outright
        assert spreads == pytest.approx(-(legs["half_spread"] * contracts * 5.0).sum())


def test_every_roll_is_on_its_fixed_date(pattern_a):
    from data.base.days import day_of, iso
    from data.contracts.calendars import xnys
    from data.contracts.rolls import roll_rule, roll_schedule

    first, last = (day_of(day.date()) for day in pattern_a.equity.index[[0, -1]])
    expected = [iso(roll.day) for roll in roll_schedule(first, last, xnys(), roll_rule("ES"))]
    fills = pattern_a.frame("fills")
    assert sorted({day.date().isoformat() for day in fills[fills["reason"] == "roll"].index}) == expected
    events = pattern_a.frame("events")
    assert [day.date().isoformat() for day in events[events["kind"] == "roll"].index] == expected


def test_a_position_is_always_in_the_lead_contract(pattern_a):
    assert pattern_a.frame("positions").groupby(level="date").size().max() == 1


def test_exposure_is_within_the_limit_after_every_fill(market):
    at_the_limit = ["overlay.ratio=0.3", "halving.enabled=false"]
    result = backtest(load_config(None, at_the_limit, pattern="A"), market)
    filled = result.equity.loc[result.frame("fills").index.unique()]
    assert filled["total_exposure"].max() <= 1.3
    assert "cap" in set(result.frame("events")["kind"])


def test_tables_that_do_not_add_up_are_caught(pattern_a):
    tables = dict(pattern_a.tables)
    check_books(tables)
    ledger = tables["ledger"]
    amounts = to_array(ledger["amount"]).copy()
    amounts[5_000] += 1.0
    place = ledger.column_names.index("amount")
    tables["ledger"] = ledger.set_column(place, ledger.schema.field(place), to_column(amounts, pa.float64()))
    with pytest.raises(LedgerError, match="differ"):
        check_books(tables)


@pytest.mark.parametrize("column", ["equity", "cash"])
def test_an_equity_table_that_does_not_follow_from_the_ledger_is_caught(pattern_a, column):
    tables = dict(pattern_a.tables)
    equity = tables["equity"]
    place = equity.column_names.index(column)
    values = to_array(equity[column]).copy()
    values[100] += 1.0
    tables["equity"] = equity.set_column(place, equity.schema.field(place), to_column(values, pa.float64()))
    with pytest.raises(LedgerError):
        check_books(tables)


@pytest.mark.pages
def test_twice_the_capital_is_twice_the_position_up_to_rounding(market):
    year = ["period.start=2008-01-02", "period.end=2008-12-31", "overlay.band=0.0"]
    one, two = (
        backtest(load_config(None, [*year, f"capital.initial={capital}"], pattern="A"), market)
        for capital in (5_000_000.0, 10_000_000.0)
    )
    sizes = [run.frame("positions")["size"] for run in (one, two)]
    assert abs(2 * sizes[0] - sizes[1]).max() <= 2


def test_bill_returns_are_at_the_rate_known_the_session_before(market, core):
    earned, yields, days = to_array(core.table("equity")["bill_return"]), market.values("bill_yield"), market.days
    assert earned[0] == 0.0
    for place in (1, 100, 2500, 5030):
        assert earned[place] == pytest.approx(yields[place - 1] * (days[place] - days[place - 1]) / 365)


@pytest.mark.parametrize("schedule", ["daily", "monthly", "quarterly"])
def test_the_first_position_does_not_wait_for_a_fixed_date(market, schedule):
    settings = ["period.start=2008-01-10", "period.end=2008-03-31", f"overlay.rebalance={schedule}"]
    fills = backtest(load_config(None, settings, pattern="A"), market).frame("fills")
    assert fills.index[0].date().isoformat() == "2008-01-11"

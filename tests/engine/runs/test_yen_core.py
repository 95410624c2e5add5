"""A yen core with a dollar overlay: only what lies in dollars is exposed to the dollar."""

from datetime import date

import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import ConfigError, DataError
from data.market.embedded import embedded_market
from engine import backtest, load_config
from engine.fast.simulate import simulate
from engine.results.identities import check_books
from engine.stress.of_run import account_on, stress_test
from engine.stress.shocks import evenly
from engine.stress.walk import walk
from tests.engine.audit.looks import failed

YEN = ["fund.currency=JPY", "investor.currency=JPY", "period.start=2012-11-01", "period.end=2013-12-30"]


def run_of(pattern, *settings, market=None):
    return backtest(load_config(None, [*YEN, *settings], pattern=pattern), market or embedded_market())


def by_day(run, table, *categories):
    told, equity = run.table(table), run.table("equity")
    days = np.array(equity["date"].to_pylist())
    sums = dict.fromkeys(days.tolist(), 0.0)
    for row in told.to_pylist():
        if row["category"] in categories:
            sums[row["date"]] += row["amount"]
    return np.array([sums[day] for day in days.tolist()])


@pytest.fixture(scope="module")
def plan():
    return run_of("A")


@pytest.fixture(scope="module")
def core():
    return run_of("core", "fund.expense_ratio=0")


def test_books_add_up_in_both_currencies(plan):
    check_books(plan.tables)
    assert {"fx_translation", "spread", "mmf_income"} <= set(plan.table("attribution")["category"].to_pylist())


def test_a_core_alone_earns_the_yen_rate_and_nothing_by_the_currency(core):
    yen = core.table("investor_equity")["equity"].to_numpy()
    by_currency = by_day(core, "investor_attribution", "fx_translation", "fx_cross")
    assert np.abs(by_currency[1:]).max() <= 1e-9 * yen[0]
    carried = by_day(core, "investor_attribution", "mmf_income", "fund_expense").sum()
    assert yen[-1] - yen[0] == pytest.approx(carried, rel=1e-6)
    dollars = core.table("equity")["equity"].to_numpy()
    assert dollars[-1] < 0.8 * dollars[0]


def test_of_an_overlay_only_what_lies_in_dollars_is_exposed(plan):
    equity, usdjpy = plan.table("equity"), embedded_market()
    days = [day_of(day) for day in equity["date"].to_pylist()]
    rate = np.array([usdjpy.as_of(day).value("usdjpy") for day in days])
    moved = np.diff(rate)
    told = by_day(plan, "investor_attribution", "fx_translation", "fx_cross")[1:]
    in_dollars = (equity["cash"].to_numpy() + equity["in_transit"].to_numpy())[:-1]
    trading = ("futures_price", "futures_carry", "commission", "cash_interest", "roll_cost")
    gains = by_day(plan, "attribution", *trading)[1:]
    assert told == pytest.approx((in_dollars + gains) * moved, abs=0.002 * equity["equity"][0].as_py())
    assert np.abs(told).sum() < 0.2 * float((equity["equity"].to_numpy()[:-1] * np.abs(moved)).sum())


def test_the_core_is_collateral_less_both_haircuts(plan):
    row = plan.table("equity").slice(50, 1).to_pylist()[0]
    assert row["collateral"] == pytest.approx(row["cash"] + row["in_transit"] + 0.99 * 0.95 * row["mmf"], rel=1e-9)


def test_a_fall_of_the_yen_is_no_loss_that_stops_trading(plan):
    equity = plan.table("equity")["equity"].to_numpy()
    assert equity[:60].min() < 0.92 * equity[0]
    assert "loss_stop" not in plan.table("events")["kind"].to_pylist()


def test_the_audit_leaves_the_currency_out_of_a_month_s_loss(plan):
    assert set(failed(plan)) <= {"carry"}  # yen earned nothing


def test_a_run_on_the_market_as_it_stood_is_the_run_until_then(plan):
    day = day_of(date(2013, 6, 3))
    known = run_of("A", "period.end=2013-06-03", market=embedded_market().until(day))
    told = known.table("equity")["equity"].to_pylist()
    assert plan.table("equity")["equity"].to_pylist()[: len(told)] == told


@pytest.mark.pages
def test_a_stress_moves_the_core_with_the_yen(plan):
    state, terms = account_on(plan, embedded_market(), 100)
    assert terms.core.currency == "JPY"
    for move in (-0.2, 0.1, 0.5):
        left = state.cash + sum(amount for _, amount in state.in_transit) + state.fund / (1.0 + move)
        for rate in (state.rate, float("nan")):
            told = walk(state._replace(rate=rate), terms, evenly(0.0, move, 1.0, 5))
            assert told.equity == pytest.approx(left, abs=0.003 * state.fund)
    cells = stress_test(plan, embedded_market()).cells
    assert len({round(cell.outcome.equity) for cell in cells if cell.fall == 0.05}) >= len({0.0, -0.1, 0.1, -0.2})


@pytest.mark.pages
def test_conversion_and_haircut_are_the_users_to_set(plan):
    free = run_of("A", "fund.conversion=0", "fund.currency_haircut=0")
    assert by_day(free, "attribution", "spread").sum() > by_day(plan, "attribution", "spread").sum()
    row = free.table("equity").slice(50, 1).to_pylist()[0]
    assert row["collateral"] == pytest.approx(row["cash"] + row["in_transit"] + 0.99 * row["mmf"], rel=1e-9)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["hedge.ratio=0.5"], "hedge.ratio does not go with fund.currency = 'JPY'"),
        (["fund.event=reserve_2008"], "fund.event does not go with fund.currency = 'JPY'"),
        (["capital.currency=JPY", "overlay.contract=NK225MC"], "fund.currency = 'JPY' has no effect"),
    ],
)
def test_what_does_not_go_with_it_is_refused(settings, told):
    with pytest.raises(ConfigError, match=told):
        load_config(None, [*YEN, *settings], pattern="A")


def test_the_fast_driver_refuses_it():
    with pytest.raises(ConfigError, match=r"fund\.currency = 'JPY': the fast driver does not do this"):
        simulate(load_config(None, YEN, pattern="A"), embedded_market(), compiled=False)


def test_a_market_without_yen_is_refused(small_market):
    market = small_market([1_000.0] * 40, usdjpy=[float("nan")] * 40)
    with pytest.raises(DataError, match=r"fund\.currency = 'JPY' needs usdjpy"):
        backtest(load_config(None, ["fund.currency=JPY"], pattern="core"), market)

"""Attribution: amounts that add up, and contributions that compound."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.arrow import to_array
from engine import backtest, load_config
from engine.analysis.attribution import (
    Attribution,
    by_source,
    contributions,
    daily_attribution,
    months_of,
    rules_of,
    summed,
    years_of,
)  # fmt: skip
from tests.support.default_runs import default_run

DAY = 10_957  # 2000-01-01


def attribution(rows, opening=100.0):
    """Carry and overlay of each session; equity follows from them."""
    amounts = np.array(rows, dtype=float)
    levels = opening + np.concatenate([[0.0], np.cumsum(amounts.sum(axis=1))[:-1]])
    days = np.arange(DAY, DAY + len(amounts), dtype=np.int32)
    return Attribution(days, ("mmf_income", "futures_price"), amounts, levels)


@pytest.fixture(scope="module", params=["core", "A", "B", "C"])
def run(request, market):
    return default_run(request.param, market)


def test_two_sessions_by_hand():
    # 100 -> 110 (carry 1, overlay 9) -> 99 (overlay -11): the whole is -1 %
    linked = contributions(attribution([[1.0, 9.0], [0.0, -11.0]]), np.array([True, True]))
    k = np.log1p(np.array([0.1, -0.1])) / np.array([0.1, -0.1])
    total = np.log(0.99) / -0.01
    assert linked[0] == pytest.approx(k[0] * 0.01 / total)
    assert linked.sum() == pytest.approx(-0.01)


@given(st.lists(st.tuples(st.floats(-20, 20), st.floats(-20, 20)), min_size=1, max_size=30), st.data())
def test_contributions_compound_to_the_return_of_any_sessions(rows, data):
    shares = np.array(rows) / 100.0
    levels = 100.0 * np.cumprod(np.concatenate([[1.0], 1.0 + shares.sum(axis=1)]))[:-1]
    one = Attribution(np.arange(DAY, DAY + len(rows)), ("mmf_income", "commission"), shares * levels[:, None], levels)
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    assert contributions(one, chosen).sum() == pytest.approx(np.prod(1.0 + shares.sum(axis=1)[chosen]) - 1.0, abs=1e-9)


def test_a_lost_account_has_no_return_to_split():
    assert contributions(attribution([[0.0, -100.0], [0.0, 0.0]]), np.array([True, True])) is None
    assert contributions(attribution([[0.0, -100.0], [0.0, 0.0]]), np.array([False, True])) is None


def test_no_sessions_contribute_nothing():
    assert contributions(attribution([[1.0, 2.0]]), np.array([False])).tolist() == [0.0, 0.0]


def test_the_days_of_a_run_add_up_to_its_gain(run):
    daily, equity = daily_attribution(run.tables), to_array(run.table("equity")["equity"])
    assert daily.amounts.sum() == pytest.approx(equity[-1] - equity[0], abs=1e-6)
    assert np.abs(daily.opening[1:] + daily.amounts[1:].sum(axis=1) - equity[1:]).max() < 1e-9 * equity.max()


def test_contributions_of_a_run_are_its_return(run):
    daily, equity = daily_attribution(run.tables), to_array(run.table("equity")["equity"])
    everything = np.ones(len(equity), dtype=bool)
    assert contributions(daily, everything).sum() == pytest.approx(equity[-1] / equity[0] - 1.0, abs=1e-9)


@pytest.mark.parametrize("grouping", [months_of, years_of])
def test_periods_add_up_to_the_whole(run, grouping):
    daily = daily_attribution(run.tables)
    codes, names = grouping(daily.days)
    assert summed(daily, codes, len(names)).sum(axis=0) == pytest.approx(daily.amounts.sum(axis=0), abs=1e-6)


def test_rule_states_add_up_to_the_whole(run):
    daily = daily_attribution(run.tables)
    codes, names = rules_of(run.tables)
    assert summed(daily, codes, len(names)).sum(axis=0) == pytest.approx(daily.amounts.sum(axis=0), abs=1e-6)


@pytest.mark.pages
def test_a_rule_is_in_force_the_session_after_it_bound(market):
    run = backtest(load_config(None, ["period.start=2008-01-02", "period.end=2008-12-31"], pattern="A"), market)
    codes, names = rules_of(run.tables)
    bound = [row["bound"] for row in run.table("rules").to_pylist() if row["rule"] == "halving"]
    assert [names[code] == "halving" for code in codes] == [False, *bound[:-1]]


def test_sessions_of_no_group_are_left_out():
    one = attribution([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    assert summed(one, np.array([0, -1, 0]), 1).tolist() == [[6.0, 8.0]]


def test_sources_are_all_there():
    assert by_source(("mmf_income", "spread"), np.array([2.0, -1.0])) == {
        "carry": 2.0, "overlay": 0.0, "costs": -1.0, "currency": 0.0, "tax": 0.0,
    }  # fmt: skip


def test_months_and_years_have_names():
    days = np.array([DAY - 1, DAY, DAY + 31], dtype=np.int32)
    assert months_of(days)[1] == ["1999-12", "2000-01", "2000-02"]
    assert years_of(days)[0].tolist() == [0, 1, 1]


def test_categories_come_in_the_order_of_the_ledger(run):
    assert daily_attribution(run.tables).categories[:2] == ("mmf_income", "fund_expense")
    assert isinstance(run.table("attribution"), pa.Table)

"""How fast a cash ratio moved and what cash cost, of small tables and re-derived from a run."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from engine.analysis.attribution import daily_attribution
from engine.analysis.cash_figures import cash_cost, cash_speed
from tests.support.cash_runs import run

DAYS = [date(2020, 1, 30), date(2020, 1, 31), date(2020, 2, 3), date(2020, 2, 4), date(2020, 3, 2)]


def tables(held, ordered, closes, fills=DAYS[1:2]):
    """Five sessions of an account of 100 with nothing but the index and cash that earns nothing."""
    nothing = pa.array([], pa.float64())
    return {
        "cash_rules": pa.table({
            "date": pa.array(DAYS), "held_ratio": held, "target_ratio": pa.array(ordered, pa.float64()),
            "close": closes,
        }),
        "fills": pa.table({"date": pa.array(fills, pa.date32())}),
        "equity": pa.table({"date": pa.array(DAYS), "equity": [100.0] * 5, "share_value": [50.0] * 5,
            "overlay_notional": [0.0] * 5}),
        "attribution": pa.table({
            "date": pa.array([], pa.date32()), "category": pa.array([], pa.string()), "amount": nothing,
        }),
    }  # fmt: skip


def test_speed_is_told_as_ordered_and_as_held_from_the_first_fill_on():
    made = tables([1.0, 0.2, 0.21, 0.5, 0.5], [0.2, None, 0.5, None, None], [100.0] * 5)
    speed, months = cash_speed(made), 31 / 30.4375
    assert (speed.orders, speed.ordered) == (1, pytest.approx(29.0 / months))
    assert (speed.held, speed.fastest) == (pytest.approx(30.0 / months), pytest.approx(29.0))
    assert date.fromordinal(date(1970, 1, 1).toordinal() + speed.day) == DAYS[3]


def test_cash_costs_in_months_that_rise_and_saves_in_the_others():
    """February: 0.2 of + 10 % and 0.2 of - 5 %, risen by 4.5 %; March: 0.5 of - 10 %."""
    cost = cash_cost(tables([1.0, 0.2, 0.2, 0.5, 0.5], [None] * 5, [90.0, 100.0, 110.0, 104.5, 94.05]))
    assert (cost.rising, cost.cost) == (1, pytest.approx(0.01))
    assert (cost.falling, cost.saved) == (1, pytest.approx(0.05))
    assert cost.yearly == pytest.approx((0.01 - 0.05) / (31 / 365.25))


def test_without_a_fill_before_the_end_there_is_nothing_to_tell():
    for fills in ([], DAYS[4:]):
        made = tables([1.0] * 5, [None] * 5, [100.0] * 5, fills)
        assert (cash_speed(made), cash_cost(made)) == (None, None)


@pytest.mark.pages
def test_of_futures_the_cost_is_what_they_would_have_earned_beside_the_same_cash(market):
    """Cash earns what it earns whatever futures are held: only their own gains are missed."""
    made = run(market, "period.start=2006-06-01", "period.end=2009-03-31", "cash_ratio.asset=futures")
    earned, equity = daily_attribution(made.tables), made.tables["equity"]
    gains = {name: earned.amounts[1:, place] for place, name in enumerate(earned.categories)}
    notional, worth = (np.asarray(equity[name])[:-1] for name in ("overlay_notional", "equity"))
    held = notional > 0.0
    futures = (gains["futures_price"] + gains["futures_carry"])[held] / notional[held]
    missed = (1.0 - notional / worth)[held] * futures
    years = (made.equity.index[-1] - made.equity.index[np.flatnonzero(held)[0]]).days / 365.25
    assert cash_cost(made.tables).yearly == pytest.approx(missed.sum() / years, abs=1e-3)


@pytest.mark.pages
def test_of_a_run_the_cost_is_what_the_index_earned_beyond_cash_on_what_was_not_in_it(market):
    """Without trading costs, equity with all cash in the index would have gained so much more, session by session."""
    made = run(market, "period.start=2008-06-02", "period.end=2009-03-31")
    told, cost = made.tables, cash_cost(made.tables)
    earned = daily_attribution(told)
    shares = np.asarray(told["equity"]["share_value"])[:-1]
    gains = {name: earned.amounts[1:, place] for place, name in enumerate(earned.categories)}
    held = shares > 0.0
    invested = sum(gains[name] for name in ("share_price", "dividend", "share_expense"))[held] / shares[held]
    worth = np.asarray(told["equity"]["equity"])[:-1][held]
    cash = worth - shares[held]
    carry = sum(gains[name] for name in ("mmf_income", "fund_expense", "cash_interest") if name in gains)[held]
    missed = cash / worth * (invested - carry / cash)
    years = (made.equity.index[-1] - made.equity.index[np.flatnonzero(held)[0]]).days / 365.25
    assert cost.yearly == pytest.approx(missed.sum() / years, abs=2e-4)
    assert [one for one in made.notes() if "holding cash cost" in one]

"""Dollars on margin in a yen account, session by session: swap points, and a requirement that moves with the rate.

Two lots of 10,000 dollars at 100 yen are worth 2,000,000; 4 % of their value is asked, half of that is the level of the
loss-cut.
"""

import json
from dataclasses import replace

import numpy as np
import pytest

from data.contracts.fx_contracts import LOT, FxContract, FxRequirement, SwapTerms, fx_spec
from data.margin.fx_requirements import FxAsked, FxRequirements
from data.margin.margin_scenarios import MarginPath
from data.market.market import Market

RULES = {"grace": 1, "closing_delay": 0, "recovery_counts": False, "loss_cut_level": 0.5}


def buys(size):
    return lambda strategy, _: strategy.buy(data=strategy.data.tradable(FxContract(fx_spec(LOT))), size=size)


def sells(size):
    return lambda strategy, _: strategy.sell(data=strategy.data.tradable(FxContract(fx_spec(LOT))), size=size)


@pytest.fixture
def dealt(market_table, play, script, terms, costs):
    """Orders over rates of a dollar made by hand, in an account that has no fund."""

    def run(rates, orders, dollar=0.0, yen=0.0, **changes):
        opened = [rates[0], *rates[:-1]]
        columns = {"dividend_yield": [dollar] * len(rates), "bill_yield": [yen] * len(rates), "open": opened}
        columns |= {"high": np.maximum(opened, rates), "low": np.minimum(opened, rates)}
        market = Market(market_table(rates, **columns), index="USDJPY")
        requirement = MarginPath(requirements=FxRequirements((FxAsked(0, FxRequirement(0.04)),)))
        account = {"family": LOT, "margin": requirement, "costs": {LOT: costs}, "cash": None, "currency": "JPY"}
        return play(market, script, replace(terms(rules=RULES), **account | changes), orders=orders)

    return run


@pytest.mark.parametrize(("order", "a_day"), [(buys(2), 0.5 * 200.0), (sells(2), -1.1 * 200.0)])
def test_the_broker_passes_on_a_part_of_the_differential_and_asks_more_than_the_whole(dealt, order, a_day):
    # 2,000,000 yen x (4.65 % - 1 %) / 365 = 200 yen a day
    run = dealt([100.0] * 5, {0: order}, dollar=0.0465, yen=0.01, capital=1e6, swap=SwapTerms(0.5, 1.1))
    paid = [row["amount"] for row in run.tables["ledger"].to_pylist() if row["category"] == "swap"]
    assert paid == pytest.approx([a_day, 3 * a_day, a_day])


@pytest.mark.parametrize(("order", "rate"), [(buys(2), 90.0), (sells(2), 110.0)])
def test_the_loss_cut_comes_where_the_requirement_of_the_moment_is_half_covered(dealt, order, rate):
    # long: 200,000 - 20,000 (100 - S) = 2 % x 20,000 S; short: 200,000 - 20,000 (S - 100) = 2 % x 20,000 S
    touched = 90.0 / 0.98 if rate < 100.0 else 110.0 / 1.02
    run = dealt([100.0, 100.0, rate, rate], {0: order}, capital=200_000.0, margin_test="intraday")
    numbers = json.loads(run.column("events", "numbers")[0])
    assert numbers["index"] == pytest.approx(touched)
    assert numbers["maintenance"] == pytest.approx(0.04 * 20_000 * touched)
    assert numbers["collateral"] == pytest.approx(0.02 * 20_000 * touched)

"""`costs.factor`: what a trade costs, multiplied."""

from random import Random

import pytest

from data.base.days import day_of
from engine import backtest, load_config
from engine.assembly.broker_terms import cost_model, option_commissions
from engine.assembly.profile_path import account_profile
from engine.settings.account_sections import Costs
from engine.settings.run_config import RunConfig
from tests.support.sparing import only

STRESSED = ("period.start=2008-08-01", "period.end=2009-02-27")
HEDGED = ("investor.currency=JPY", "hedge.ratio=0.7")
BY_PATTERN = {
    "A": ("overlay.ratio=8", "overlay.max_total_exposure=9", "overlay.acknowledge_high_leverage=true",
          "account.profile=jp_retail_futures", "cash.buffer=0.02", "halving.enabled=false", "stops.voluntary=false",
          "stops.monthly_loss=off"),
    "B": ("trend.strength=none", "options.direction=by_trend"),
    "C": ("overlay.ratio=0.3", *HEDGED),
    "cash": ("cash_ratio.asset=fund", "cash_ratio.constant=0.3", "cash_trend.enabled=false"),
}  # fmt: skip
COSTS = ("commission", "spread", "roll_cost", "liquidation_cost")


def run(market, pattern, *settings):
    return backtest(load_config(None, [*STRESSED, *settings], pattern=pattern), market)


def paid(found):
    """What was paid by category, account currency, negative."""
    posted = found.tables["attribution"].to_pandas().groupby("category")["amount"].sum()
    return {name: posted.get(name, 0.0) for name in COSTS}


@pytest.mark.pages
@pytest.mark.parametrize("pattern", BY_PATTERN)
def test_without_costs_no_trade_costs_anything_and_there_are_trades(market, pattern):
    dear, free = (run(market, pattern, *BY_PATTERN[pattern], f"costs.factor={factor}") for factor in (1, 0))
    fills = free.tables["fills"].to_pandas()
    assert len(fills) > 0
    assert set(paid(free).values()) == {0.0}
    assert sum(paid(dear).values()) < 0.0
    assert (fills["commission"] == 0.0).all()
    assert (fills["half_spread"] == 0.0).all()


@pytest.mark.parametrize("seed", only(range(3), 0))
@pytest.mark.parametrize("asked", [BY_PATTERN["A"], HEDGED], ids=["liquidated", "hedged"])
def test_it_is_every_cost_of_futures_and_hedge_set_by_hand(market, asked, seed):
    chance = Random(seed)  # noqa: S311  (settings are drawn, not keys)
    factor, plain = chance.uniform(0.0, 10.0), load_config(None, [*STRESSED, *asked], pattern="A")
    first = day_of(plain.period.start)
    costs = cost_model(plain, "MES", "ES", first, account_profile(plain, first))._asdict()
    costs = {name: value for name, value in costs.items() if name in {"liquidation_half_spread", *Costs.model_fields}}
    stress_vix, forced = costs.pop("stress_vix"), costs.pop("liquidation_half_spread")
    hedge = {name: chance.uniform(0.0, 0.1) for name in ("half_spread", "roll_half_spread")}
    by_hand = [
        f"account.liquidation_half_spread={forced * factor}", f"costs.stress_vix={stress_vix}",
        *(f"costs.{name}={value * factor}" for name, value in costs.items()),
        *(f"hedge.{name}={value * factor}" for name, value in hedge.items()),
    ]  # fmt: skip
    by_factor = [*(f"hedge.{name}={value}" for name, value in hedge.items()), f"costs.factor={factor}"]
    one, other = (run(market, "A", *asked, *more) for more in (by_factor, by_hand))
    assert one.equity.equals(other.equity)
    assert paid(one) == paid(other)
    assert (paid(one)["liquidation_cost"] < 0.0) == (asked != HEDGED)


def test_options_pay_so_many_times_the_commission_and_half_spread(market):
    once, thrice = (
        run(market, "B", *BY_PATTERN["B"], f"costs.factor={factor}").tables["fills"].to_pandas()
        for factor in (1.0, 3.0)
    )
    one, other = once.iloc[0], thrice.iloc[0]
    assert (one["date"], one["contract"]) == (other["date"], other["contract"])
    assert other["half_spread"] == pytest.approx(3.0 * one["half_spread"], rel=1e-12)
    assert other["commission"] / other["size"] == pytest.approx(3.0 * one["commission"] / one["size"], rel=1e-12)
    known = [option_commissions(RunConfig.model_validate({"costs": {"factor": one}}), 0) for one in (1.0, 2.5)]
    assert known[1] == {root: 2.5 * value for root, value in known[0].items()}

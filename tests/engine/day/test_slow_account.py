"""The account once more: a plain loop over `docs/trading_day.md`, held against every day of the engine's own books."""

import math
from random import Random

import pytest

from data.fund.funds import fund_kinds
from engine import backtest, load_config
from tests.oracles.slow_account import disagreements, fills_by_day, retell, told_by_day
from tests.oracles.slow_broker import Broker
from tests.oracles.slow_market import SlowCurve, fact, iso
from tests.support.seeds import seeds
from tests.support.sparing import only

CRISIS = ("period.start=2007-06-01", "period.end=2009-06-30", "overlay.ratio=0.3")
WHOLE = ()
STEEP = (
    "overlay.max_total_exposure=4.0",
    "overlay.acknowledge_high_leverage=true",
    "overlay.ratio=3.0",
    "cash.buffer=0.0",
)


def assert_every_day_agrees(market, settings, result):
    told, retold = told_by_day(result), retell(market, settings, result, Broker(settings))
    assert list(told) == list(retold)
    assert disagreements(told, retold)[:3] == []


def half_spreads(market, settings, row):
    """Of what is liquidated, rolled, or traded outright, index points."""
    costs = settings["costs"]

    def cost(name):
        return costs.get(name, fact("costs", f"ES.{name}"))

    evening = row - 1 if settings["execution"]["fill_at"] == "open" else row
    stressed = market.values("vix")[evening] > cost("stress_vix")
    forced = fact("account_profiles", f"{settings['account']['profile']}.liquidation_half_spread")
    if stressed:
        return max(forced, cost("stress_half_spread")), cost("stress_half_spread"), cost("stress_half_spread")
    return forced, cost("roll_half_spread"), cost("half_spread")


def rolled(fills, before):
    """Contracts of each of a session's fills that are rolled: closed ones are paired with opened ones of another
    expiry, one by one.
    """
    held, counts = dict(before), [0] * len(fills)
    closed, opened = {1: [], -1: []}, {1: [], -1: []}
    for place, fill in enumerate(fills):
        step = 1 if fill.size > 0 else -1
        for _ in range(abs(fill.size)):
            was = held.get(fill.contract, 0)
            if was * step < 0:
                closed[-step].append(place)
            else:
                opened[step].append(place)
            held[fill.contract] = was + step
    for side in (1, -1):
        for pair in zip(closed[side], opened[side], strict=False):
            for place in pair:
                counts[place] += 1
    return counts, held


def commission(settings, fill):
    rate = settings["costs"].get("commission", fact("costs", f"{fill.contract[:-3]}.commission"))
    return rate * abs(fill.size)


def assert_every_fill_costs_what_it_should(market, settings, result):
    curve, held = SlowCurve(market, settings), {}
    for day, fills in fills_by_day(result).items():
        row = market.days.index(day)
        forced, roll, outright = half_spreads(market, settings, row)
        parts, held = rolled(fills, held)
        for fill, part in zip(fills, parts, strict=True):
            rest = forced if fill.purpose == "liquidation" else outright
            half = (roll * part + rest * (abs(fill.size) - part)) / abs(fill.size)
            price = curve.mid(fill.contract, row) + math.copysign(half, fill.size)
            told = (fill.price, fill.half_spread, fill.commission)
            assert told == pytest.approx((price, half, commission(settings, fill)), rel=1e-12), fill


def assert_agrees(market, assignments, pattern="A"):
    config = load_config(None, assignments, pattern=pattern)
    result, settings = backtest(config, market), config.settings()
    assert_every_day_agrees(market, settings, result)
    assert_every_fill_costs_what_it_should(market, settings, result)
    return result


SETTINGS = {
    "default": CRISIS,
    "default all along": WHOLE,
    "ES": (*CRISIS, "overlay.contract=ES"),
    "ES all along": ("overlay.contract=ES",),
    "redemption arrives at once": (*CRISIS, "account.redemption_lag=0"),
    "redemption takes three sessions": (*CRISIS, "account.redemption_lag=3"),
    "no cash": (*CRISIS, "cash.sleeve=0.0"),
    "much cash": (*CRISIS, "cash.sleeve=0.4"),
    "fund of overnight bills": (*CRISIS, "fund.mean_age=0.0"),
    "fund at market prices": ("period.start=2007-06-01", "period.end=2009-06-30", "fund.kind=BIL"),
    "fees not waived": (*CRISIS, "fund.waiver=false"),
    "monthly": (*CRISIS, "halving.enabled=false", "overlay.rebalance=monthly", "overlay.band=0.0"),
    "fills at the open": (*CRISIS, "execution.fill_at=open"),
    "high leverage": (*STEEP, "period.start=2008-01-01", "period.end=2008-12-31"),
}


def test_the_core_is_what_the_loop_says(market):
    result = assert_agrees(market, WHOLE, pattern="core")
    assert result.frame("fills").empty


@pytest.mark.parametrize("name", only(SETTINGS, "default", "fills at the open", "high leverage"))
def test_pattern_a_is_what_the_loop_says(market, name):
    result = assert_agrees(market, SETTINGS[name])
    assert len(result.frame("fills")) > 20


def test_a_ruined_account_is_what_the_loop_says(small_market):
    market, config = small_market([1000.0, 1001.0] * 30 + [640.0] * 30), load_config(None, STEEP)
    result = backtest(config, market)
    assert_every_day_agrees(market, config.settings(), result)
    assert "ruin" in set(result.frame("events")["kind"])
    assert result.frame("equity")["cash"].iloc[-1] < 0


@pytest.mark.parametrize("pattern", ["core", "A"])
def test_negative_bill_yields_are_what_the_loop_says(small_market, pattern):
    market = small_market([1000.0, 1002.0] * 40, bill_yield=[-0.002] * 80)
    assert_agrees(market, ("overlay.ratio=0.3",), pattern)


def random_period(market, rng):
    first = rng.randrange(300, len(market.days) - 200)
    return iso(market.days[first]), iso(market.days[first + rng.randrange(130, 170)])


def random_settings(market, rng):
    start, end = random_period(market, rng)
    return {
        "period.start": start,
        "period.end": end,
        "execution.fill_at": rng.choice(["open", "close"]) if start >= "2006-06-01" else "close",
        "capital.initial": rng.choice([30_000.0, 250_000.0, 1e6, 2e7]),
        "fund.kind": rng.choice(fund_kinds()),
        "fund.waiver": rng.choice(["true", "false"]),
        "fund.expense_ratio": rng.uniform(0.0, 0.05),
        "fund.mean_age": rng.choice([0.0, 1.0, 60.0, 397.0]),
        "overlay.ratio": rng.choice([0.1, 0.5, 1.5, 3.0]),
        "overlay.contract": rng.choice(["MES", "ES"]),
        "overlay.max_total_exposure": 4.0,
        "overlay.acknowledge_high_leverage": "true",
        "overlay.rebalance": rng.choice(["daily", "monthly", "quarterly"]),
        "overlay.band": rng.choice([0.0, 0.03, 0.2]),
        "halving.enabled": rng.choice(["true", "false"]),
        "halving.factor": rng.choice([0.0, 0.5]),
        "account.fund_haircut": rng.uniform(0.0, 0.2),
        "account.profile": rng.choice(["us_fcm_tbill", "cme_ief2"]),
        "account.grace": rng.randrange(3),
        "account.liquidation": rng.choice([0.0, 1.0, 4.0]),
        "account.margin_multiple": rng.choice([1.0, 3.0, 6.0]),
        "account.redemption_lag": rng.randrange(6),
        "account.debit_spread": rng.uniform(0.0, 0.1),
        "account.credit_spread": rng.uniform(0.0, 0.02),
        "cash.sleeve": rng.choice([0.0, 0.05, 0.3, 1.0]),
        "cash.buffer": rng.choice([0.0, 0.3]),
        "stops.monthly_loss": rng.choice([0.01, 0.5]),
        "cash.band": rng.choice([0.0, 0.13, 0.5, 1.0]),
        "costs.commission": rng.uniform(0.0, 5.0),
        "costs.half_spread": rng.uniform(0.0, 1.0),
        "costs.roll_half_spread": rng.uniform(0.0, 0.5),
        "costs.stress_half_spread": rng.uniform(0.0, 3.0),
        "costs.stress_vix": rng.choice([0.0, 18.0, 40.0]),
        "futures.financing": rng.choice(["flat", -0.01, 0.02]),
    }


@pytest.mark.parametrize("seed", seeds(200))
def test_random_settings_are_what_the_loop_says(market, seed):
    settings = random_settings(market, Random(seed))  # noqa: S311
    assert_agrees(market, [f"{name}={value}" for name, value in settings.items()])

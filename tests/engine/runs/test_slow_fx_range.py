"""Pattern fx_range against its slow, independent re-derivation, on random settings and rates."""

from random import Random

import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from tests.oracles.slow_fx_range import SlowFxRange
from tests.oracles.slow_market import seen_of
from tests.support.fx_random import OF_STAGES, account_of, random_market, random_settings, random_stages

BINDINGS = {"", "edge", "stop", "middle", "range_over", "resting", "voluntary_stop", "allowed_loss", "free_margin"}
SHARED = ("short", "move_window", "stop", "allowed_loss", "free_margin", *OF_STAGES)
NUMBERS = ("entry", "stop", "price", "gain", "risked_share", "gain_share")


def random_edges(random):
    """Settings of [fx_range]."""
    return {
        "edge": random.choice(["bands", "bands", "channel"]),
        "window": random.randint(4, 15),
        "width": random.choice([0.53, 1.03, 1.97]),
        "efficiency_window": random.randint(5, 25),
        "enter_below": random.choice([0.1511, 0.3011, 0.4511]),
        "leave_above": random.choice([0.4513, 0.5513]),
        "losing_streak": random.randint(0, 3),
        "rest": random.randint(1, 25),
    }


def slow_range(seed, small_market):
    """Settings, the market, and what the oracle says of them."""
    random = Random(seed)  # noqa: S311  (a test, no secret)
    settings, columns = random_settings(random), random_market(random)
    settings |= random_stages(random, settings["allowed_loss"]) | random_edges(random)
    market = small_market([1000.0] * len(columns["usdjpy"]), "2011-03-01", **columns)
    return settings, market, SlowFxRange(settings, seen_of(market, columns)).run()


@pytest.mark.pages
@pytest.mark.parametrize("batch", range(8))
def test_slow_range_trades_agree_on_random_settings(batch, small_market):
    for seed in range(5 * batch, 5 * batch + 5):
        settings, market, slow = slow_range(seed, small_market)
        chosen = [f"fx_trades.{name}={settings[name]}".lower() for name in SHARED]
        chosen += [f"fx_range.{name}={settings[name]}" for name in random_edges(Random(0))]  # noqa: S311  (names alone)
        run = backtest(load_config(None, [*account_of(settings), *chosen], pattern="fx_range"), market)
        rules, every = run.table("fx_rules"), run.table("trades")
        held, target, count, binding = zip(*slow.rows, strict=True)
        assert rules["binding"].to_pylist() == list(binding), seed
        assert to_array(rules["held_contracts"]).tolist() == list(held), seed
        assert to_array(rules["target_contracts"]).tolist() == list(target), seed
        assert to_array(rules["trades"]).tolist() == list(count), seed
        equity = to_array(run.table("equity")["equity"])
        assert equity == pytest.approx(slow.sums, abs=1e-9 * settings["capital"], rel=1e-9), seed
        trades = every.filter(~to_array(every["open"]))
        told = zip(*(to_array(trades[name]).tolist() for name in ("opened", "closed", "contracts")), strict=True)
        assert list(told) == [trade[:3] for trade in slow.closed], seed
        for place, name in enumerate(NUMBERS, start=3):
            expected = [trade[place] for trade in slow.closed]
            assert to_array(trades[name]) == pytest.approx(expected, abs=1e-9 * settings["capital"], rel=1e-9), seed


@pytest.mark.pages
def test_the_random_settings_reach_every_binding(small_market):
    bindings, fates = set(), set()
    for seed in range(60):
        _, _, slow = slow_range(seed, small_market)
        bindings |= {row[-1] for row in slow.rows}
        fates |= slow.seen
    # no random account lost as much of its margin in one trade
    assert bindings == BINDINGS - {"voluntary_stop"}
    assert fates >= {"attack", "barred", "resting", "cut"}

"""Pattern fx_trades against its slow, independent re-derivation, on random settings and rates."""

from random import Random

import numpy as np
import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from tests.oracles.slow_fx_trades import SlowFxTrades
from tests.oracles.slow_market import seen_of
from tests.support.seeds import seeds

BINDINGS = {"breakout", "further", "stop", "exit", "voluntary_stop", "allowed_loss", "free_margin"}
FATES = {"filled", "cut", "not filled", "opened beside a smaller one", "closed by the broker", "ruin"}
FATES |= {"attack", "attack over", "stop at the low", "stop at the least distance"}
NUMBERS = ("entry", "stop", "price", "gain", "risked_share", "gain_share")


def random_trades(random):
    """Settings of [fx_trades]."""
    entry = random.randint(5, 20)
    return {
        "entry_window": entry,
        "exit_window": random.randint(2, min(10, entry)),
        "short": random.random() < 0.8,
        "move_window": random.randint(2, 10),
        "stop": random.choice([0.5, 1.0, 2.0, 4.0]),
        "spacing": random.choice([0.0, 0.25, 0.5, 1.0]),
        "allowed_loss": random.choice([0.005, 0.01, 0.03, 0.1]),
        "most_trades": random.choice([1, 2, 3, 3, 5]),
        "free_margin": random.choice([0.0, 0.3, 1.0, 2.0, 2.0, 4.0]),
    }


def random_settings(random):
    trades = random_trades(random)
    share, amount = random.choice(
        [(0.04, None), (0.1, None), (0.2, None), (0.3, None), (None, 40_000.0), (None, 200_000.0)]
    )
    stops = [0.0] + [stop for stop in (1.2, 1.5, 2.5) if stop < 1.0 + trades["free_margin"]]
    return trades | {
        "capital": random.choice([300_000.0, 1_000_000.0, 25_000_000.0, 500_000_000.0]),
        "lot": random.choice([1_000, 1_000, 10_000]),
        "share": share, "amount": amount, "level": random.choice([0.2, 0.5, 1.0]),
        "voluntary_stop": random.choice(stops),
        "received": random.choice([0.35, 0.97, 1.0]), "paid": 1.05, "commission": random.choice([0.0, 50.0]),
        "half_spread": 0.001,
        "stress_half_spread": 0.025, "stress_vix": 40.0, "liquidation_half_spread": 0.025,
    }  # fmt: skip


def random_market(random):
    """Columns of a market: trends that turn, and in some of them jumps."""
    sessions, calm = random.randint(130, 250), random.choice([0.002, 0.006, 0.012])
    jumps, drift, moves = random.choice([0.0, 0.02, 0.05]), 0.0, []
    for _ in range(sessions):
        if random.random() < 0.05:
            drift = random.gauss(0.0, calm)
        jump = random.gauss(0.0, 0.05) if random.random() < jumps else 0.0
        moves.append(random.gauss(drift, calm) + jump)
    bills = random.choice([(0.0, 0.001, 0.05), (0.0, 0.001, 0.05), (0.1, 0.3)])
    return {
        "usdjpy": (random.uniform(80.0, 150.0) * np.exp(np.cumsum(moves))).tolist(),
        "bill_yield": [random.choice(bills) for _ in moves],
        "jpy_rate": [random.choice([-0.001, 0.0, 0.005]) for _ in moves],
        "vix": [random.choice([15.0, 30.0, 55.0]) for _ in moves],
    }


def random_stages(random, allowed):
    """Settings of the stop and of the second stage of risk; in half of them there is none."""
    return {
        "stop_by": random.choice(["moves", "low"]),
        "stop_window": random.randint(2, 15),
        "stop_floor": random.choice([0.1, 0.5, 2.0]),
        "attack_loss": random.choice(["off", round(min(allowed * random.choice([1.5, 2.0]), 0.19), 6)]),
        "attack_trades": random.randint(1, 4),
        "attack_win_rate": random.choice([0.0, 0.2, 0.4]),
        "attack_payoff": random.choice([0.0, 0.5, 1.5]),
        "attack_drawdown": random.choice([0.02, 0.1, 1.0]),
    }


def assignments(settings):
    asked = f"fx.requirement={settings['share']}" if settings["share"] else f"fx.requirement_yen={settings['amount']}"
    names = [*random_trades(Random(0)), *random_stages(Random(0), 0.01)]  # noqa: S311  (names alone)
    chosen = [f"fx_trades.{name}={settings[name]}" for name in names]
    return [
        asked,
        *[one.lower() for one in chosen],
        f"capital.initial={settings['capital']}",
        "account.profile=jp_retail_fx_2007",
        f"fx.contract=USDJPY{settings['lot'] // 1000}K",
        f"fx.loss_cut_level={settings['level']}",
        f"fx.voluntary_stop={settings['voluntary_stop']}",
        f"fx.pass_through={settings['received']}",
        f"costs.commission={settings['commission']}",
    ]


def slow_trades(seed, small_market):
    """Settings, the market, and what the oracle says of them."""
    random = Random(seed)  # noqa: S311  (a test, no secret)
    settings, columns = random_settings(random), random_market(random)
    settings |= random_stages(random, settings["allowed_loss"])
    market = small_market([1000.0] * len(columns["usdjpy"]), "2011-03-01", **columns)
    return settings, market, SlowFxTrades(settings, seen_of(market, columns)).run()


@pytest.mark.parametrize("batch", seeds(6))
def test_slow_trades_agree_on_random_settings(batch, small_market):
    for seed in range(10 * batch, 10 * batch + 10):
        settings, market, slow = slow_trades(seed, small_market)
        run = backtest(load_config(None, assignments(settings), pattern="fx_trades"), market)
        rules, every = run.table("fx_rules"), run.table("trades")
        trades = every.filter(~to_array(every["open"]))
        held, target, count, binding = zip(*slow.rows, strict=True)
        assert to_array(rules["held_contracts"]).tolist() == list(held), seed
        assert rules["binding"].to_pylist() == list(binding), seed
        assert to_array(rules["target_contracts"]).tolist() == list(target), seed
        assert to_array(rules["trades"]).tolist() == list(count), seed
        equity = to_array(run.table("equity")["equity"])
        assert equity == pytest.approx(slow.sums, abs=1e-9 * settings["capital"], rel=1e-9), seed
        _same_stages(run, slow, seed)
        told = zip(*(to_array(trades[name]).tolist() for name in ("opened", "closed", "contracts")), strict=True)
        assert list(told) == [trade[:3] for trade in slow.closed], seed
        for place, name in enumerate(NUMBERS, start=3):
            expected = [trade[place] for trade in slow.closed]
            assert to_array(trades[name]) == pytest.approx(expected, abs=1e-9 * settings["capital"], rel=1e-9), seed


def _same_stages(run, slow, seed):
    """The record of every evening is that of the trades closed by then."""
    if "fx_stages" not in run.tables:
        assert slow.stages == [], seed
        return
    rows = run.table("fx_stages").to_pylist()
    for row, (count, won, payoff, fall, attacks) in zip(rows, slow.stages, strict=True):
        assert (row["recorded"], row["stage"] == "attack") == (count, attacks), (seed, row)
        assert (row["win_rate"], row["drawdown"]) == (won, pytest.approx(fall, abs=1e-12)), (seed, row)
        assert row["payoff"] == (None if payoff is None else pytest.approx(payoff)), (seed, row)


@pytest.mark.pages
def test_the_random_settings_reach_every_binding_and_every_fate(small_market):
    bindings, fates = set(), set()
    for seed in range(60):
        _, _, slow = slow_trades(seed, small_market)
        bindings |= {row[-1] for row in slow.rows}
        fates |= slow.seen | {"closed by the broker"} if slow.gone else slow.seen
        fates |= {"ruin"} if slow.ruined else set()
        if bindings >= BINDINGS | {""} and fates >= FATES:
            break
    assert bindings == BINDINGS | {""}
    assert fates >= FATES

"""Pattern fx_trades against its slow, independent re-derivation, on random settings and rates."""

from random import Random

import pytest

from data.base.arrow import to_array
from engine import backtest, load_config
from tests.oracles.slow_fx_trades import SlowFxTrades
from tests.oracles.slow_market import seen_of
from tests.support.fx_random import (
    OF_STAGES,
    account_of,
    random_market,
    random_settings,
    random_stages,
    random_trades,
)

BINDINGS = {"breakout", "further", "stop", "exit", "voluntary_stop", "allowed_loss", "free_margin"}
FATES = {"filled", "cut", "not filled", "opened beside a smaller one", "closed by the broker", "ruin"}
FATES |= {"attack", "attack over", "stop at the low", "stop at the least distance"}
NUMBERS = ("entry", "stop", "price", "gain", "risked_share", "gain_share")


def assignments(settings):
    names = [*random_trades(Random(0)), *OF_STAGES]  # noqa: S311  (names alone)
    return [*account_of(settings), *(f"fx_trades.{name}={settings[name]}".lower() for name in names)]


def slow_trades(seed, small_market):
    """Settings, the market, and what the oracle says of them."""
    random = Random(seed)  # noqa: S311  (a test, no secret)
    settings, columns = random_settings(random), random_market(random)
    settings |= random_stages(random, settings["allowed_loss"])
    market = small_market([1000.0] * len(columns["usdjpy"]), "2011-03-01", **columns)
    return settings, market, SlowFxTrades(settings, seen_of(market, columns)).run()


@pytest.mark.pages
@pytest.mark.parametrize("batch", range(6))
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

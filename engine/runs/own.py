"""A run of a Backtrader strategy of one's own, as those of the patterns are."""

from typing import Any

from data.market.market import Market
from engine.assembly.own_settings import with_strategy
from engine.bt.own_strategy import Setup, Strategy, strategy_of
from engine.bt.recorder import Tell
from engine.results.run import RunResult
from engine.runs.backtest import run_of
from engine.settings.run_config import RunConfig


def run_own(
    strategy: Strategy | str, config: RunConfig | None = None, market: Market | None = None, /,
    *, setup: Setup | None = None, tell: Tell | None = None, **params: Any,
) -> RunResult:  # fmt: skip
    """Run a Backtrader strategy on the account of a configuration, on a market (default: the embedded one).

    run_own(Crossing, load_config(None, ["period=2007-2009"]), fast=10).save()

    `strategy` is a class, or `FILE.py:Class`; `params` are its own, whose values are numbers, texts, true or false.
    `setup(cerebro)` (default: that of its file) adds feeds, sizers, analyzers; `config.own.feed` says on which feed it
    trades. Nothing is written; `RunResult.save` does that. Raises what `backtest` raises, and `ConfigError` for what is
    no strategy and a param that it has not.
    """
    own = strategy_of(strategy, setup)
    return run_of(with_strategy(config or RunConfig(), own, params), market, own, tell)

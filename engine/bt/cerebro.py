"""A run of Backtrader over one feed, one broker and one strategy."""

from typing import Any

import backtrader as bt

from data.base.garbage import uncollected
from engine.bt.broker import CollateralBroker
from engine.bt.feed import MarketFeed
from engine.bt.lean_cerebro import LeanCerebro
from engine.bt.recorder import Recorder, Tell, TellingRecorder


def run_strategy(
    feed: MarketFeed, broker: CollateralBroker, kind: type[bt.Strategy], tell: Tell | None = None, /, **params: Any
) -> Any:
    """Run a Backtrader strategy on a feed and a broker, with a `Recorder`; returns the strategy
    after its last session.
    """
    cerebro = LeanCerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    return run_recorded(cerebro, kind, tell, **params)


def run_recorded(cerebro: bt.Cerebro, kind: type[bt.Strategy], tell: Tell | None = None, /, **params: Any) -> Any:
    """Run a strategy in an engine that has its feeds and its broker, with a `Recorder`; returns the strategy after its
    last session.
    """
    recorder, hearing = (TellingRecorder, {"tell": tell}) if tell else (Recorder, {})
    cerebro.addanalyzer(recorder, _name="recorder", **hearing)
    cerebro.addstrategy(kind, **params)
    with uncollected():
        return cerebro.run()[0]

"""Cerebro, Backtrader's engine, over one feed, one broker and one strategy."""

import gc
from typing import Any

import backtrader as bt

from engine.bt.broker import CollateralBroker
from engine.bt.feed import MarketFeed
from engine.bt.recorder import Recorder, Tell, TellingRecorder


def run_strategy(
    feed: MarketFeed, broker: CollateralBroker, kind: type[bt.Strategy], tell: Tell | None = None, /, **params: Any
) -> Any:
    """Run a Backtrader strategy on a feed and a broker, with a `Recorder`; returns the strategy
    after its last session.
    """
    cerebro = bt.Cerebro(stdstats=False)
    cerebro.adddata(feed)
    cerebro.setbroker(broker)
    recorder, hearing = (TellingRecorder, {"tell": tell}) if tell else (Recorder, {})
    cerebro.addanalyzer(recorder, _name="recorder", **hearing)
    cerebro.addstrategy(kind, **params)
    collecting = gc.isenabled()
    gc.disable()  # a run keeps nearly all it makes: looking for garbage would only walk over it, again and again
    try:
        return cerebro.run()[0]
    finally:
        if collecting:
            gc.enable()

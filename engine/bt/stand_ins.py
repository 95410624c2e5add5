"""Contracts that stand in as the `data` of Backtrader orders, and positions in them."""

from typing import Any, Self

from backtrader.position import Position

from engine.day import instruments
from engine.day.instruments import PriceLine


class StandIn(instruments.Instrument):
    """What Backtrader asks of an order's data, though nothing here is compensated and there are no ticks."""

    _compensate = _tz = None
    tick_last = tick_open = tick_high = tick_low = tick_close = None
    p: Any
    params: Any
    datetime: Any
    date2num: Any
    num2date: Any
    high: PriceLine
    low: PriceLine
    volume: PriceLine
    openinterest: PriceLine
    _bars: Any

    def on(self, feed: Any) -> Self:
        """The contract with the clock of a Backtrader feed."""
        self._bars = feed
        self._name = self._dataname = self.code
        self.p = self.params = feed.p
        self.datetime = feed.lines.datetime
        self.date2num, self.num2date = feed.date2num, feed.num2date
        self.high = self.low = self.close
        if not self.is_option:
            self.high = PriceLine(feed, self.contract, lambda _, row: self.bar_in(row).high)
            self.low = PriceLine(feed, self.contract, lambda _, row: self.bar_in(row).low)
        self.volume = self.openinterest = PriceLine(feed, self.contract, _unknown)
        return self

    def __len__(self) -> int:
        return len(self._bars)

    def __bool__(self) -> bool:
        return True


class FutureInstrument(StandIn, instruments.FutureInstrument):
    """One expiry of a future."""


class FxInstrument(StandIn, instruments.FxInstrument):
    """A margin contract in a currency."""


class OptionInstrument(StandIn, instruments.OptionInstrument):
    """One option series."""


class ShareInstrument(StandIn, instruments.ShareInstrument):
    """Shares of an index fund."""


def _unknown(_contract: Any, _row: int) -> float:
    """Volume and open interest, which a modelled price does not have."""
    return float("nan")


class Held(dict[Any, Position]):
    """Positions as Backtrader's own broker gives them: an empty one where nothing is held."""

    def __missing__(self, data: Any) -> Position:
        return Position()

"""`MarketFeed`: one Backtrader feed for the whole market, with the contracts that trade on it."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from datetime import time
from math import inf
from typing import Any

import backtrader as bt
import numpy as np

from data.base.days import Day, iso
from data.base.errors import ConfigError, DataError, LookAheadError
from data.base.right import Right
from data.contracts.contracts import FutureContract, OptionContract, OptionSpec, future_spec, option_spec
from data.contracts.fx_contracts import FxContract
from data.contracts.index_funds import IndexFund, fund_spec
from data.contracts.perpetuals import NEVER
from data.contracts.rolls import Roll, RollRule, roll_schedule
from data.curves.daily_financing import Financed
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.market.market import Market
from data.market.market_view import MarketView
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from engine.bt.guarded_line import GuardedLine
from engine.bt.stand_ins import FutureInstrument, FxInstrument, OptionInstrument, ShareInstrument
from engine.day.instruments import AnyContract, Instrument

# Backtrader counts days from the year 1; bars are stamped at the close, so that its session timers fire.
_CLOSE_OF_EPOCH = 719163 + 16 / 24
QUARTERS_AHEAD_DAYS = 400


class MarketFeed(bt.feed.DataBase):
    """The market as one feed. Bars run from `first` to `last` (days); rules may look at older rows.

    Futures are rolled `sessions_earlier` than the exchange's dates. `lead(root, day)` is the contract of the roll
    schedule, `tradable(contract)` any contract; both are what `buy`, `sell`, `close`, `order_target_size` and
    `getposition` take as `data`. Raises `ConfigError` for a period without a session.
    """

    lines: Any = ("bill_yield", "dividend_yield", "vix")
    carry: Financed | None = None
    """What holding costs by the day, where contracts have no basis in their prices that pays it."""
    params = (("sessionstart", time(9, 30)), ("sessionend", time(16, 0)))

    def __init__(
        self,
        market: Market,
        curve: FuturesCurve,
        first: Day,
        last: Day,
        options: OptionCurve | None = None,
        *,
        sessions_earlier: int = 0,
    ) -> None:
        super().__init__()
        self._sessions_earlier = sessions_earlier
        self.market = market
        self.curve = curve
        self.options = options or OptionCurve(market, curve, surface("fitted"), OptionSpreads(inf))
        self.first_row, self.end_row = market.row_from(first), market.row_from(last + 1)
        if self.first_row >= self.end_row:
            span = f"{iso(market.days[0])} to {iso(market.days[-1])}"
            raise ConfigError(f"period {iso(first)} to {iso(last)} has no session; the market covers {span}")
        self.row = self.first_row - 1
        self._columns = list(self.lines)
        self.view: MarketView = _nothing_yet(market)
        self._instruments: dict[AnyContract, Instrument] = {}
        self._series: dict[tuple[str, Day, float, Right], Instrument] = {}
        self._schedules: dict[RollRule, tuple[Roll, ...]] = {}
        self._leads: dict[str, tuple[Day, Day, Instrument]] = {}

    def lead(self, root: str, day: Day) -> Instrument:
        """The contract to be in at the close of a day: the one whose roll date is the first after it. Raises
        `ConfigError` for an unknown root.
        """
        first, until, instrument = self._leads.get(root, (0, 0, None))
        if instrument is None or not first <= day < until:
            spec = future_spec(root)
            first, until, expiry = self._in_lead(spec.rolls, day)
            instrument = self.tradable(FutureContract(spec, expiry))
            self._leads[root] = (first, until, instrument)
        return instrument

    def _in_lead(self, rule: RollRule, day: Day) -> tuple[Day, Day, Day]:
        """(first day, the day after the last, expiry) of the contract to be in at the close of a day."""
        if not rule.months:
            return 0, NEVER, NEVER
        schedule = self._schedule(rule)
        following = bisect_right(schedule, day, key=lambda roll: roll.day)
        roll = schedule[following]
        return schedule[following - 1].day if following else 0, roll.day, roll.expiry

    def require_prices_of_rolls(self, root: str) -> None:
        """Raise `DataError` unless both contracts of each roll within the run were quoted on its date."""
        spec, days = future_spec(root), self.market.days
        within = days[self.first_row], days[self.end_row - 1]
        missing = [
            (roll.day, expiry)
            for roll in self._schedule(spec.rolls)
            if within[0] < roll.day <= within[1]
            for expiry in (roll.expiry, roll.next_expiry)
            if self.market.futures is None or self.market.futures.find(spec.family, expiry, roll.day) is None
        ]
        if missing:
            day, expiry = missing[0]
            raise DataError(
                f"futures prices: {FutureContract(spec, expiry).code} has no settlement on the roll date {iso(day)}"
                + (f" ({len(missing)} prices of rolls are missing)" if len(missing) > 1 else "")
                + "; add it, choose another period, or model prices"
            )

    def _schedule(self, rule: RollRule) -> tuple[Roll, ...]:
        if rule not in self._schedules:
            days, calendar = self.market.days, self.market.calendar
            self._schedules[rule] = roll_schedule(
                days[self.first_row], days[-1] + QUARTERS_AHEAD_DAYS, calendar, rule, self._sessions_earlier
            )
        return self._schedules[rule]

    def tradable(self, contract: AnyContract) -> Instrument:
        """The one stand-in for a contract in this run."""
        known = self._instruments.get(contract)
        if known is None:
            known = self._instruments[contract] = self._stand_in(contract)
        return known

    def _stand_in(self, contract: AnyContract) -> Instrument:
        if isinstance(contract, FxContract):
            return FxInstrument(contract, self).on(self)
        if isinstance(contract, IndexFund):
            return ShareInstrument(contract, self).on(self)
        if isinstance(contract, OptionContract):
            return OptionInstrument(contract, self, self.options).on(self)
        return FutureInstrument(contract, self, self.curve).on(self)

    def fund(self, root: str) -> Instrument:
        """Shares of an index fund, such as `fund("SPXFUND")`. Raises `ConfigError` for an unknown root."""
        return self.tradable(IndexFund(fund_spec(root)))

    def option(self, root: str, expiry: Day, strike: float, right: Right) -> Instrument:
        """An option series, such as `option("SPX", day, 1500.0, "P")`, the strike in points. Raises `ConfigError`
        for an unknown root.
        """
        series = root, expiry, strike, right
        known = self._series.get(series)
        if known is None:
            known = self._series[series] = self.tradable(OptionContract(option_spec(root), expiry, strike, right))
        return known

    def option_delta(self, spec: OptionSpec, expiry: Day, strike: float, right: Right) -> float:
        """Delta of an option series at today's close, per point of its forward, of one held: negative for a put."""
        return self.options.at_close(OptionContract(spec, expiry, strike, right), self.row).delta

    def trades(self, data: Any) -> bool:
        """Whether something can be the `data` of an order: a contract, and not the index itself."""
        return isinstance(data, Instrument)

    def refusal(self, data: Any) -> str:
        """Why something else cannot be, in a sentence."""
        name = getattr(data, "_name", "") or "the market feed"
        return f"{name} cannot be traded itself: order a contract, such as data.lead('MES', day)"

    @property
    def bars(self) -> Any:
        """The feed of Backtrader's that brings the bars: itself."""
        return self

    def begin(self) -> None:
        """Nothing: the market is as it was checked."""

    def start(self) -> None:
        """Lay out the values of every line."""
        super().start()
        self._hold()  # a run may have been broken off
        self._instruments.clear()
        self._series.clear()
        self._leads.clear()
        self.row, self.view = self.first_row - 1, _nothing_yet(self.market)
        self._values = [self._line(name) for name in self.getlinealiases()]
        self._times = self._values[self.getlinealiases().index("datetime")]

    def _line(self, name: str) -> "array[float]":
        rows = slice(self.first_row, self.end_row)
        if name in self.market.table.column_names:
            values = self.market.floats(name)[rows]
        else:
            days = np.asarray(self.market.days[rows], dtype=np.float64)
            values = days + _CLOSE_OF_EPOCH if name == "datetime" else np.zeros(len(days))
        return array("d", np.ascontiguousarray(values, dtype=np.float64).tobytes())

    def preload(self) -> None:
        """Fill every line at once."""
        for line, values in zip(self._columns, self._values, strict=True):
            line.array, line.lencount = array("d", values), len(values)
        self.home()

    def _load(self) -> bool:
        """Fill one bar, where Backtrader was told not to preload."""
        row = len(self) - 1
        if row >= len(self._times):
            return False
        for line, values in zip(self._columns, self._values, strict=True):
            line[0] = values[row]
        self._stand()
        return True

    def advance_peek(self) -> float:
        """Time of the next bar, infinity after the last."""
        following = self.lines[0].idx + 1
        return self._times[following] if following < len(self._times) else float("inf")

    def advance(  # Backtrader's signature
        self,
        size: int = 1,
        datamaster: Any = None,
        ticks: bool = True,  # noqa: ARG002, FBT001, FBT002
    ) -> None:
        """One session on, without the tick bookkeeping that only replayed feeds need."""
        if datamaster is not None:
            # beside other feeds the session may not be due yet: Backtrader's own method takes it back
            super().advance(size, datamaster, ticks=False)
        else:
            for line in self._columns:
                line._idx += size  # noqa: SLF001  (what LineBuffer.advance does, without 10 calls a bar)
                line.lencount += size
        self._stand()

    def sessions(self) -> Iterator[float]:
        """Stand at one session after the other, and give its time. Meanwhile the lines stand wherever the feed does."""
        for line in self._columns:
            line.__class__, line.feed = _FollowingLine, self
        try:
            for row, stamp in enumerate(self._times, self.first_row):
                self.row = row
                self.view = MarketView(self.market, row)
                yield stamp
        finally:
            self._hold()

    def _hold(self) -> None:
        """Let each line keep its own place again, where it is."""
        for line in self._columns:
            bars = line.lencount
            line.__class__, line.clock = GuardedLine, self.lines.datetime
            line._idx, line.lencount = bars - 1, bars  # noqa: SLF001

    def rewind(self, size: int = 1) -> None:
        """One session back: Backtrader does this to a feed that is ahead of its other feeds."""
        super().rewind(size)
        self._stand()

    def _stand(self) -> None:
        """Follow the lines to today."""
        self.row = self.first_row + self._columns[0].lencount - 1
        self.view = MarketView(self.market, self.row)


class _FollowingLine(GuardedLine):
    """A line that stands where its feed stands: one number moves them all."""

    feed: MarketFeed

    @property
    def lencount(self) -> int:
        """Sessions so far."""
        return self.feed.row - self.feed.first_row + 1

    @property
    def _idx(self) -> int:
        return self.feed.row - self.feed.first_row


class _NothingYet:
    """The view before the first bar: every question is one about the future."""

    def __init__(self, first: Day) -> None:
        self._first = first

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        raise LookAheadError(f"view.{name} before the first bar", self._first, self._first - 1)


def _nothing_yet(market: Market) -> Any:
    return _NothingYet(market.days[0])

"""`ExternalFeed`: a Backtrader feed of somebody else's, as the price of an index future that never expires."""

from typing import Any, Literal

import backtrader as bt

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.contracts import FutureContract, future_spec
from data.contracts.perpetuals import NEVER
from data.curves.daily_financing import at_bills, by_the_day
from data.curves.futures_curve import FuturesCurve
from data.market.agreement import require_index
from data.market.market import Market
from data.pricing.financing import Financing
from engine.bt.beside_index import BesideIndex
from engine.day.bar_path import Bar, bar_of
from engine.day.instruments import AnyContract

FeedKind = Literal["index", "future"]
KINDS: tuple[FeedKind, ...] = ("index", "future")

_FARTHEST = 0.10
_THIN = 3
"""Sessions to a bar, from which on a feed is not of days."""
_ENOUGH = 12
"""Bars after which that is looked at."""


class ExternalFeed:
    """A daily feed on the market's index or its future, traded as contracts of `root` at the feed's own prices.

    Rates, margin and volatility are the market's, on the feed's dates. The feed itself is the `data` of orders. `kind`
    says whether its prices are those of the index, which pay no financing by themselves, or of its future; without it
    most closes say so: equal to the index's, it is the index. Raises `DataError` on a bar that is no session of the
    market, the second of a day, without a price, or far from the index: margin in currency would not fit it;
    `ConfigError` for a contract that is not on the market's index.
    """

    first_row = 0
    options = None
    """None trade on it."""

    def __init__(
        self, data: Any, root: str, curve: FuturesCurve, market: Market, kind: FeedKind | None, *, at_open: bool = False
    ) -> None:
        spec = future_spec(root)
        require_index(spec, market, root)
        if spec.at_index and kind == "future":
            raise ConfigError(f"broker_for: feed='future', but {root} is dealt at the index itself; leave it out")
        if kind not in {None, *KINDS}:
            raise ConfigError(f"broker_for: feed={kind!r} should be one of {', '.join(KINDS)}, or left out")
        _require_feed(data)
        self.market = market
        self._kind = kind
        self._financed = (by_the_day if spec.at_index else at_bills)(market, curve, spec.family)
        self.bars = data
        self._lines: tuple[str, ...] = ("open", "close") if at_open else ("close",)
        self.begin()
        data.contract = FutureContract(spec, NEVER)
        data.code, data.multiplier = root, spec.multiplier
        data.is_margined, data.is_option, data.is_share, data.once_a_day = True, False, False, False
        data.bar = self._bar

    def begin(self) -> None:
        """Stand before the first bar. Raises `DataError` for a feed that is not of days, by its own word."""
        self._beside = BesideIndex(self.market, self.bars)
        self._last, self._first, self._placed = (0, -1), -1, 0
        if told := _no_days(self.bars):
            raise DataError(
                f"{self._name}: its bars are {told}, and margin is tested every session at prices that were dealt; "
                "trade the daily feed as it is, and look at this one beside it"
            )

    @property
    def row(self) -> int:
        """Row of the market in which the feed's bar of today stands, -1 before its first bar. Raises `DataError` for a
        bar that does not fit the market.
        """
        bars, row = self._last
        if len(self.bars) != bars:
            self._last = (len(self.bars), self._place(row))
        return self._last[1]

    def tradable(self, contract: AnyContract) -> Any:
        """The feed itself, as its contract. Raises `ConfigError` for another."""
        if contract.code != self.bars.code:
            raise ConfigError(f"{contract.code} is not traded: this account trades {self.bars.code} on {self._name}")
        return self.bars

    def trades(self, data: Any) -> bool:
        """Whether something can be the `data` of an order: the feed itself."""
        return data is self.bars

    def refusal(self, data: Any) -> str:
        """Why something else cannot be, in a sentence."""
        if not isinstance(data, bt.feed.AbstractDataBase):
            return f"data={data!r} of an order is no feed: order {_called(self.bars)}, or leave data out"
        return (
            f"{_called(data)} is only looked at: this account trades {_called(self.bars)}; order that one, or "
            "let it trade the other (own.feed = 'own' in a run, broker_for(data) in a script)"
        )

    def carry(self, row: int) -> Financing | None:
        """What holding the feed's contract costs from the session in a row of the market on.

        On the index what its family says, for futures bill yield and financing spread less the dividend yield; nothing
        on a future, whose own basis pays it.
        """
        return self._financed(row) if self.is_index else None

    @property
    def is_index(self) -> bool:
        """Whether the feed is the index: as it was said, or as most of its closes say (all of a preloaded
        feed, else those so far).
        """
        return self._beside.same if self._kind is None else self._kind == "index"

    def _compare(self) -> None:
        """Look at the bars beside the index. Raises `DataError` where they are a session off, or hold its dividends."""
        beside = self._beside
        beside.look()
        if self._kind == "future":
            return
        if off := beside.sessions_off:
            when, lag = ("before", "late") if off < 0 else ("after", "early")
            raise DataError(
                f"{self._name}: most of its closes are the index's of the session {when}, so its dates are "
                f"a session {lag}: give each bar the day it was dealt"
            )
        if (gained := beside.gained(may_be_future=self._kind is None)) is not None:
            raise DataError(
                f"{self._name}: it gains {gained:.1%} a year on the index, as an index with its dividends does, and "
                "the account counts dividends by itself: give the index without them"
                + ("" if self._kind else ", or say feed='future' if it is one")
            )

    def _place(self, before: int) -> int:
        if len(self.bars) == 0:
            return -1
        day, market = day_of(self.bars.datetime.date(0)), self.market
        row = market.row_from(day)
        if row == len(market) or market.days[row] != day:
            raise DataError(f"{self._name}: {iso(day)} is not a session of {market!r}; give daily bars within it")
        if row <= before and len(self.bars) > 1:
            raise DataError(f"{self._name}: a second bar on {iso(day)}; give daily bars")
        self._check_price(row, self._lines)
        self._check_step(row)
        self._compare()
        return row

    def _check_step(self, row: int) -> None:
        """Missing sessions are bridged; a feed that has not a third of them is not of days."""
        if self._first < 0:
            self._first = row
        self._placed += 1
        sessions = row - self._first + 1
        if self._placed > _ENOUGH and sessions > _THIN * self._placed:
            raise DataError(
                f"{self._name}: {self._placed} bars in {sessions} sessions to {iso(self.market.days[row])}, and margin "
                "is tested every session; trade the feed of daily bars, and look at this one beside it"
            )

    def _bar(self) -> Bar:
        """Prices of today, points. Raises `DataError` where one is missing or far from the index."""
        self._check_price(self.row, Bar._fields)
        return bar_of(Bar(*(getattr(self.bars, name)[0] for name in Bar._fields)), real=True)

    def _check_price(self, row: int, names: tuple[str, ...]) -> None:
        for name in names:
            price, (least, most) = getattr(self.bars, name)[0], self._range_of(row, name)
            if not (1.0 - _FARTHEST) * least <= price <= (1.0 + _FARTHEST) * most:
                index, day = self.market.values("close")[row], iso(self.market.days[row])
                raise DataError(
                    f"{self._name}: {name} {price:g} on {day} is not near the index ({index:g}); "
                    "margin, rates and volatility are that index's: give the market that belongs to the feed"
                )

    def _range_of(self, row: int, name: str) -> tuple[float, float]:
        """(least, most) of the index to which a price of the feed should be near: its close, or its bar."""
        told = [self.market.values(one)[row] for one in (("close",) if name == "close" else Bar._fields)]
        return min(told), max(told)

    @property
    def _name(self) -> str:
        return self.bars._name or "the feed"  # noqa: SLF001  (Backtrader's only name for it)


def _called(data: Any) -> str:
    """What a strategy calls a feed: its name, and where it stands among the feeds."""
    place = getattr(data, "_id", None)
    said = f"self.data{place - 1}" if place else f"a {type(data).__name__}"
    name = getattr(data, "_name", "")
    return f"{name!r} ({said})" if name else said


def _no_days(data: Any) -> str:
    """What makes a feed by its own word something else than the bars of days; empty where it is just that."""
    frame, step = data._timeframe, data._compression  # noqa: SLF001  (here and below Backtrader's only names)
    if data.replaying:
        return "replayed"
    if (frame, step) != (bt.TimeFrame.Days, 1):
        return f"of {step} {bt.TimeFrame.Names[frame]}"
    filters = [one for one, *_ in (*data._filters, *data._ffilters)]  # noqa: SLF001
    return f"filtered ({getattr(filters[0], '__name__', type(filters[0]).__name__)})" if filters else ""


def _require_feed(data: Any) -> None:
    """Raise `ConfigError` for what is no feed of Backtrader's, or several."""
    if isinstance(data, list | tuple):
        raise ConfigError(
            f"broker_for: {len(data)} feeds were given, and an account trades one; add the others with cerebro.adddata "
            "to look at them"
        )
    if not isinstance(data, bt.feed.AbstractDataBase):
        raise ConfigError(
            f"broker_for: a {type(data).__name__} is no feed of Backtrader's; make one of it, such as "
            "bt.feeds.PandasData(dataname=frame)"
        )

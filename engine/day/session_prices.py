"""The prices of the session that is being run: what orders fill at, and what was known then."""

from typing import NamedTuple, Protocol

from engine.account.today import Today
from engine.day.bar_path import Bar, bar_of
from engine.day.instruments import Instrument
from engine.day.session_inputs import PriceRows


class Quote(NamedTuple):
    """What a trade is done at: mid price of the contract and the index, in points, and the VIX known then."""

    mid: float
    spot: float
    vix: float


class Part(NamedTuple):
    """A part of a session: the index at its begin, and its highest and lowest in it, points."""

    begins: float
    high: float
    low: float


class Moment(Protocol):
    """A moment within the session."""

    @property
    def spot(self) -> float:
        """Where the index stands, points."""

    def mid(self, instrument: Instrument) -> float:
        """Where a contract stands, points."""


class SessionPrices:
    """Prices of one session after the other; orders fill at its close or `at_open`, or at a `moment` of it."""

    def __init__(self, rows: PriceRows, today: Today, *, at_open: bool) -> None:
        self.today = today
        self.closes, self.opens, self.highs, self.lows = rows[:4]
        self._vix, self._real_opens, self._scale, self._limits = rows[4:]
        self.at_open = at_open
        self.moment: Moment | None = None

    @property
    def day(self) -> int:
        """Today."""
        return self.today.day

    @property
    def scale(self) -> float:
        """Size of a point to contracts today (see `Market.scale`)."""
        return self._scale[self.today.row]

    @property
    def close(self) -> float:
        """The index at the close, points."""
        return self.closes[self.today.row]

    @property
    def opened(self) -> float:
        """The index at the open, points."""
        return self.opens[self.today.row]

    @property
    def opened_for_real(self) -> bool:
        """Whether that is a real opening price."""
        return bool(self._real_opens[self.today.row])

    @property
    def spot(self) -> float:
        """The index when orders fill, points."""
        if self.moment is not None:
            return self.moment.spot
        return self.opens[self.today.row] if self.at_open else self.closes[self.today.row]

    def mid(self, instrument: Instrument) -> float:
        """Mid price at which orders for a contract fill, points."""
        if self.moment is not None:
            return self.moment.mid(instrument)
        return instrument.open[0] if self.at_open else instrument.close[0]

    def at_the_fill(self, instrument: Instrument) -> Quote:
        """What orders fill at; a close's own VIX is not known before it."""
        vix = self.evening_vix if self.at_open or self.moment is not None else self._vix[self.today.row]
        return Quote(self.mid(instrument), self.spot, vix)

    def in_mid_session(self, mid: float, spot: float) -> Quote:
        """A price on the way to the session's extreme, in points; the VIX is that of the evening before."""
        return Quote(mid, spot, self.evening_vix)

    @property
    def evening_vix(self) -> float:
        """The VIX of the evening before."""
        return self._vix[max(self.today.row - 1, 0)]

    def locked(self, spot: float) -> bool:
        """Whether the index, in points, is at the daily price limit, where nobody takes the other side."""
        row = self.today.row
        return row > 0 and at_limit(spot, self.closes[row - 1], self._limits[row])

    @property
    def whole(self) -> Part:
        """The whole session."""
        row = self.today.row
        return Part(self.opens[row], self.highs[row], self.lows[row])

    @property
    def bar(self) -> Bar:
        """The index's bar."""
        row = self.today.row
        return bar_of(Bar(self.opens[row], self.highs[row], self.lows[row], self.closes[row]), self.opened_for_real)


def at_limit(spot: float, before: float, limit: float) -> bool:
    """Whether the index stands at the daily price limit (a decimal) from the close `before`, both in points."""
    # a fall of exactly the limit is at it, whatever the last bit of the quotient
    return abs(spot / before - 1.0) >= limit - 1e-12


def gap_price(touched: float, opened: float, better: float, long: bool) -> float:  # noqa: FBT001  (keyword-only is not to be compiled)
    """The index, in points, at which one gets out once a level is touched: the open, or the session's better extreme,
    where that is worse.
    """
    return min(touched, opened, better) if long else max(touched, opened, better)


def reaches(
    extreme: float,
    touched: float,
    long: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> bool:
    """Whether the session's adverse extreme goes beyond a level of the index, both in points."""
    return extreme < touched if long else extreme > touched


def moved_with(mark: float, spot: float, index: float) -> float:
    """Mark of a future, points, where the index stands at another value than at that mark (`spot`)."""
    return mark * index / spot


def settles_later(
    pays_at_close: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    at_open: bool,  # noqa: FBT001
) -> bool:
    """Whether what ends today is settled after the fills: what pays at the close, where orders fill at the open."""
    return pays_at_close and at_open


def settlement_index(
    opened: float,
    close: float,
    pays_at_close: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    open_is_real: bool,  # noqa: FBT001
) -> float:
    """The index, points, at which a contract is settled: the open where that is a real one, unless it pays at the
    close.
    """
    return close if pays_at_close or not open_is_real else opened

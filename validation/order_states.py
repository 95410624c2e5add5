"""Orders that wait in the market as they stand, and how they fill."""

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from validation.order_scripts import TRAILS, Bar, Sent


class Terms(NamedTuple):
    """How orders fill: half-spreads (points) of each session within it and at its close, commission of a contract and
    value of a point of each that is traded (currency); bars of the index, where it may be at the daily price limit
    (a decimal).
    """

    fill_at: str = "open"
    intrabar: str = "worst"
    within: Sequence[float] = ()
    at_close: Sequence[float] = ()
    commission: float = 0.0
    multipliers: Sequence[float] = (1.0,)
    of_index: Sequence[Bar] = ()
    limit: float = inf


class State(NamedTuple):
    """An order as it stands: its stop or limit, the limit of a stop-limit, the first session in which it is active
    (-1: its parent has not filled), and since which moment of that; whether its stop has been touched; the stop less
    the limit, which a trail keeps.
    """

    sent: Sent
    level: float | None
    limit: float | None
    since: int
    moment: float = 0.0
    triggered: bool = False
    offset: float = 0.0


class Filled(NamedTuple):
    """A fill: session, moment, price with the half-spread, mid price, signed size, and the stop or limit it had."""

    session: int
    moment: float
    price: float
    mid: float
    size: int
    asked: float | None


class Book(NamedTuple):
    """Orders that wait, by number, fills by number, and codes of orders that ended without one."""

    waiting: dict[int, State]
    fills: dict[int, Filled]
    ended: dict[int, str]

    def copy(self) -> "Book":
        """Another that can be changed by itself."""
        return Book(dict(self.waiting), dict(self.fills), dict(self.ended))


def opened(sent: Sent, close: float) -> State:
    """An order when it is sent: the stop of a trail follows the price, its limit keeps the distance."""
    price = sent.price or sent.limit or close
    limit = sent.limit or price
    state = State(sent, price, limit, -1 if sent.parent else sent.session + 1, offset=price - limit)
    return trailed(state._replace(level=None), price) if trails(sent) else state


def trails(sent: Sent) -> bool:
    """Whether an order's stop follows the price."""
    return sent.kind in TRAILS


def trailed(state: State, price: float) -> State:
    """The order after its stop has followed a price, never back."""
    sent = state.sent
    away = sent.amount or price * (sent.share or 0.0)
    level = price + away if sent.size > 0 else price - away
    if state.level is not None and (level >= state.level if sent.size > 0 else level <= state.level):
        return state
    return state._replace(level=level, limit=level - state.offset)


def at_stop(state: State, mid: float) -> bool:
    """Whether a price touches the order's stop."""
    level = state.level or 0.0
    return mid >= level if state.sent.size > 0 else mid <= level


def at_limit(state: State, mid: float, half: float) -> bool:
    """Whether what is paid at a mid price is within the order's limit."""
    limit = (state.level if state.sent.kind == "limit" else state.limit) or 0.0
    return mid <= limit - half if state.sent.size > 0 else mid >= limit + half


def corners(bar: Bar, high_first: bool) -> Bar:  # noqa: FBT001  (one of two paths)
    """A bar's path: open, high, low, close, or open, low, high, close."""
    opened, high, low, close = bar
    return (opened, high, low, close) if high_first else (opened, low, high, close)

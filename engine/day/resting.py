"""Orders that wait in the market for a price: what each waits for, and what becomes of those that belong together.

Numbers in, numbers and codes out. Contracts are places in a list of whoever asks; sizes are signed, negative to sell.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import nan
from typing import Any, NamedTuple

from engine.day.bar_path import CLOSING, NEVER, OPENING, Corners, first_touch, price_at
from strategies.events.purposes import Ending

MARKET, CLOSE, LIMIT, STOP, STOP_LIMIT, STOP_TRAIL, STOP_TRAIL_LIMIT = range(7)
"""Kinds of order, with the numbers they have in Backtrader."""
WITH_STOP = frozenset({STOP, STOP_LIMIT, STOP_TRAIL, STOP_TRAIL_LIMIT})
WITH_LIMIT = frozenset({LIMIT, STOP_LIMIT, STOP_TRAIL_LIMIT})
TRAILING = frozenset({STOP_TRAIL, STOP_TRAIL_LIMIT})
RESTING = WITH_STOP | WITH_LIMIT
"""Kinds that fill within the bar."""
FILLS, TRIGGERS = range(2)
"""What a touch does."""


@dataclass(slots=True)
class Resting:
    """An order that waits or sleeps: `stop` and `limit` in points (NaN: none), `parent` and `group` numbers (0: none),
    `since` the moment of the session from which it can fill, at the price `at` (NaN: where the path then stands).
    It sleeps while it is not `awake`, because its parent has not filled, or `held` back, not yet transmitted.
    """

    number: int
    place: int
    kind: int
    size: int
    stop: float = nan
    limit: float = nan
    parent: int = 0
    group: int = 0
    awake: bool = True
    held: bool = False
    triggered: bool = False
    since: float = OPENING
    at: float = nan

    @property
    def is_live(self) -> bool:
        """Whether it can fill."""
        return self.awake and not self.held


Ended = list[tuple[Resting, Ending]]
"""Orders that end, and why."""


class Touch(NamedTuple):
    """What happens next on a path: at which moment and mid price (points) to the order of which number, and whether it
    fills or is triggered.
    """

    moment: float
    number: int
    mid: float
    does: int


def touch(order: Resting, path: Corners, half_spread: float) -> Touch:
    """What happens first to an order on a path of its contract, today's half-spread in points: a stop waits for its
    level, a limit for the mid price at which what is paid keeps it.
    """
    at, buys = order.at if order.at == order.at else price_at(path, min(order.since, CLOSING)), order.size > 0
    if order.kind in WITH_STOP and not order.triggered:
        level, rising = order.stop, buys
        does = TRIGGERS if order.kind in WITH_LIMIT else FILLS
    elif order.kind in WITH_LIMIT:
        level, rising, does = order.limit - half_spread if buys else order.limit + half_spread, not buys, FILLS
    else:
        return Touch(order.since, order.number, at, FILLS)
    moment = NEVER if order.since == NEVER else first_touch(path, order.since, level, at, rising)
    return Touch(moment, order.number, at if moment == order.since else level, does)


class Board:
    """Orders that rest or sleep, by number, with what they are to one another: legs of a bracket, one of a group that
    cancel each other.
    """

    def __init__(self, orders: Iterable[Resting] = ()) -> None:
        self.orders = {order.number: order for order in orders}
        self.sent: dict[int, Any] = {}
        """What was sent, of whatever kind that is, by number."""
        self.now = CLOSING
        """The moment at which something fills."""

    def __len__(self) -> int:
        return len(self.orders)

    def __iter__(self) -> Iterator[Resting]:
        return iter(self.orders.values())

    def copy(self) -> "Board":
        """The same orders, to be tried out."""
        return Board(replace(order) for order in self)

    def begin(self) -> None:
        """A session opens: what is awake can fill from its first moment on."""
        for order in self:
            order.since, order.at = (OPENING if order.awake else NEVER), nan

    def resting(self) -> list[Resting]:
        """Orders that may fill within the bar, as they were sent."""
        return [order for order in self if order.is_live and order.kind in RESTING]

    def closing(self) -> list[Resting]:
        """Orders for the close that may fill there, likewise."""
        return [order for order in self if order.is_live and order.kind == CLOSE]

    def trigger(self, found: Touch) -> None:
        """A stop is touched, and is a limit from that moment on."""
        order = self.orders[found.number]
        order.triggered, order.since, order.at = True, found.moment, found.mid

    def hold_up(self, found: Touch) -> None:
        """An order is touched where nobody trades: a stop is triggered, and both wait for the next session."""
        order = self.orders[found.number]
        order.triggered, order.since = order.kind in WITH_STOP, NEVER

    def fill(self, number: int, size: int, mid: float) -> Ended:
        """An order fills now (signed size, mid price in points): its children awake at that moment, at the close for
        the next session; who ends with it.
        """
        filled = self.orders.pop(number)
        for child in self._children(number):
            child.awake, child.since = True, self.now if self.now < CLOSING else NEVER
            child.at = mid if child.place == filled.place else nan
            child.size = max(-abs(size), min(child.size, abs(size)))
        return self._end([one.number for one in self if are_rivals(one, filled)], Ending.OTHER_FILLED)

    def end(self, number: int) -> Ended:
        """An order ends without a fill; who ends with it."""
        return self._after(self.orders.pop(number))

    def _after(self, ended: Resting) -> Ended:
        children = self._end([child.number for child in self._children(ended.number)], Ending.PARENT_ENDED)
        others = (one for one in self if are_rivals(one, ended) or one.number == ended.parent)
        return children + self._end([one.number for one in others], Ending.CANCELLED)

    def _children(self, number: int) -> list[Resting]:
        return [one for one in self if one.parent == number]

    def _end(self, numbers: Iterable[int], why: Ending) -> Ended:
        """Orders end together, and after them whoever ends with each."""
        gone = [self.orders.pop(number) for number in numbers]
        found = [(one, why) for one in gone]
        for one in gone:
            found += self._after(one)
        return found


def are_rivals(one: Resting, other: Resting) -> bool:
    """Whether the fill of one order ends the other: they cancel each other, or have the same parent."""
    return bool((one.group and one.group == other.group) or (one.parent and one.parent == other.parent))

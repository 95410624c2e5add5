"""Backtrader's side of the orders that rest or sleep: what was said of each, and the rows of `resting_orders`."""

from dataclasses import dataclass
from math import inf, isnan, nan
from typing import Any

from data.base.days import Day
from data.base.errors import ConfigError
from engine.bt.asked import NEXT_SESSION, Asked
from engine.day.bar_path import NEVER
from engine.day.resting import LIMIT, MARKET, RESTING, TRAILING, WITH_LIMIT, WITH_STOP, Board, Resting
from engine.results.records import RestingEnd, RestingRow

KINDS = ("market", "close", "limit", "stop", "stop_limit", "stop_trail", "stop_trail_limit")
"""How kinds of order stand in the table."""


@dataclass(slots=True)
class Note:
    """What is known of an order besides its numbers on the board."""

    sent: Day
    asked: Asked
    valid: Day | None
    other: int = 0
    triggered: Day | None = None


class RestingBook:
    """Orders of the board by Backtrader's object, from their arrival to their row."""

    def __init__(self) -> None:
        self.board = Board()
        self.rows: list[tuple[Any, ...]] = []
        self._notes: dict[int, Note] = {}
        self._numbers: dict[int, int] = {}
        self._places: dict[Any, int] = {}

    def add(self, order: Any, number: int, note: Note, other: Resting | None = None) -> Resting:
        """Put an order on the board, asleep where it has a parent or is held back, in the group of an `other`."""
        parent = self.of(note.asked.parent)
        if other is not None:
            other.group = other.group or other.number
        found = self.board.orders[number] = Resting(
            number,
            self._places.setdefault(order.data, len(self._places)),
            note.asked.exectype,
            int(order.size),
            parent=parent.number if parent else 0,
            group=other.group if other else 0,
            awake=parent is None,
            held=not note.asked.transmit,
        )
        self.board.sent[number], self._notes[number], self._numbers[order.ref] = order, note, number
        self._level(found)
        return found

    def of(self, order: Any) -> Resting | None:
        """An order as it stands on the board, None where it does not."""
        return None if order is None else self.board.orders.get(self.number_of(order.ref))

    def number_of(self, ref: int) -> int:
        """The number of an order that has been on the board, by Backtrader's reference; 0 for any other."""
        return self._numbers.get(ref, 0)

    def family(self, number: int) -> list[Resting]:
        """An order that has no parent, and all that hang on it, as they were sent; `number` is of any of them."""
        root = self.board.orders[number]
        while root.parent in self.board.orders:
            root = self.board.orders[root.parent]
        found = [root]
        for one in self.board:
            found += [one] if one.parent in {member.number for member in found} else []
        return found

    def last_day(self, one: Resting, following: Day) -> Day | None:
        """The last day of an order (None: until it is taken back), of a day order the session `following`."""
        valid = self._notes[one.number].valid
        return following if valid == NEXT_SESSION else valid

    def lapsed(self, day: Day) -> list[Resting]:
        """Orders whose time is up in the morning of a day; of day orders it becomes known that it is their day."""
        late = []
        for one in self.board:
            note = self._notes[one.number]
            if note.valid == NEXT_SESSION:
                note.valid = day
            elif note.valid is not None and note.valid < day:
                late.append(one)
        return late

    def heed(self) -> None:
        """Before a session, prices that a strategy changed in `order.created` are those that count, as on Backtrader's
        own broker. Raises `ConfigError` for what is no price.
        """
        for one in self.board:
            if one.kind in RESTING:
                self._level(one)
                if not all(isnan(level) or 0.0 < level < inf for level in (one.stop, one.limit)):
                    data = self.board.sent[one.number].data
                    raise ConfigError(f"order of {abs(one.size)} {data.code}: its changed price should be above 0")

    def trail(self) -> None:
        """After the close, trails follow it."""
        for one in self.board:
            if one.kind in TRAILING and one.is_live and one.since != NEVER and not one.triggered:
                order = self.board.sent[one.number]
                order.trailadjust(order.data.close[0])
                self._level(one)

    def see(self, day: Day) -> None:
        """Remember stops that were triggered this day."""
        for one in self.board:
            self._see(one, day)

    def _see(self, one: Resting, day: Day) -> None:
        note = self._notes[one.number]
        if one.triggered and note.triggered is None:
            note.triggered, self.board.sent[one.number].triggered = day, True

    def _level(self, one: Resting) -> None:
        created = self.board.sent[one.number].created
        one.stop = created.price if one.kind in WITH_STOP else nan
        one.limit = created.price if one.kind == LIMIT else created.pricelimit if one.kind in WITH_LIMIT else nan

    def finish(self, one: Resting, end: RestingEnd) -> None:
        """An order has ended: its row is written, and it is gone."""
        self.tell(one, end)
        del self._notes[one.number], self.board.sent[one.number]

    def tell(self, one: Resting, end: RestingEnd) -> None:
        """Write the row of an order that has ended, or waits at the end of the data."""
        self._see(one, end.finished)
        note, order = self._notes[one.number], self.board.sent[one.number]
        if one.kind == MARKET:
            return
        if end.moment is not None and one.kind in WITH_STOP and note.triggered is None:
            note.triggered, order.triggered = end.finished, True
        price = one.stop if one.kind in WITH_STOP else one.limit
        asked = RestingRow(
            note.sent, one.number, order.data.code, KINDS[one.kind], int(order.created.size),
            None if isnan(price) else price, one.limit if one.kind in WITH_LIMIT - {LIMIT} else None,
            note.asked.trailamount, note.asked.trailpercent, None if note.valid == NEXT_SESSION else note.valid,
            one.parent or None, note.other or None,
        )  # fmt: skip
        self.rows.append((*asked, *end._replace(triggered=note.triggered)))

"""The part of the order desk on which orders rest that wait for a price, and those that belong to others."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from backtrader.position import Position

from data.base.days import Day
from engine.bt.asked import PLAIN
from engine.bt.resting_book import Note, RestingBook
from engine.day.fill_sizes import only_reduces
from engine.day.instruments import Instrument
from engine.day.orders import Fill
from engine.day.resting import CLOSE, MARKET, Ended, Resting, are_rivals
from engine.results.records import RestingEnd
from strategies.events.purposes import Ending


class RestingDesk(ABC):
    """Orders that wait for the next fills, and those that rest or sleep on a board."""

    def __init__(self, *, at_open: bool) -> None:
        self._in_line = {MARKET} if at_open else {MARKET, CLOSE}
        self._at_open = at_open
        self.book = RestingBook()
        self.board = self.book.board
        self.positions: dict[Any, Position] = {}
        self.waiting: list[Any] = []
        self._sent: dict[int, tuple[Day, int]] = {}
        self.unattended = False

    @abstractmethod
    def _accept(self, order: Any) -> None:
        """Tell the owner that an order is in the market."""

    @abstractmethod
    def _end(self, order: Any, why: Ending, day: Day, one: Resting | None) -> None:
        """Finish an order without a fill."""

    def position(self, instrument: Instrument) -> Position:
        """Backtrader's view of a position, an empty one where nothing is held."""
        return self.positions.get(instrument) or Position()

    @property
    def open(self) -> list[Any]:
        """Orders that have not ended, as they were sent."""
        resting = [order for order in self.board.sent.values() if order not in self.waiting]
        return sorted([*self.waiting, *resting], key=attrgetter("ref")) if resting else list(self.waiting)

    @property
    def expected(self) -> list[Any]:
        """Orders for which money is provided: those that wait, and of those that rest and would add, the largest of
        each group.
        """
        if not self.board:
            return self.waiting
        groups: dict[tuple[str, int], Any] = {}
        for order, one in self._adding():
            group = ("group", one.group) if one.group else ("parent", one.parent or -one.number)
            if group not in groups or _value(order) > _value(groups[group]):
                groups[group] = order
        return [*self.waiting, *groups.values()]

    def _adding(self) -> Iterator[tuple[Any, Resting]]:
        """Orders that rest, do not wait for the next fills, and would add to what is held."""
        waiting, held = {order.ref for order in self.waiting}, dict[int, int]()
        for one in self.board:
            if one.is_live:
                order = self.board.sent[one.number]
                if one.place not in held:
                    held[one.place] = int(self.position(order.data).size)
                if order.ref not in waiting and not only_reduces(held[one.place], one.size):
                    yield order, one

    @property
    def untransmitted(self) -> int:
        """How many orders are held back because the last of their bracket was not sent."""
        return sum(one.held for one in self.board)

    def take(self) -> list[Any]:
        """All waiting orders, which then wait no longer; of orders that would end each other the first."""
        waiting, self.waiting = self.waiting, []
        if not self.board:
            return waiting
        taken = self._first_of_rivals(sorted(waiting, key=attrgetter("ref")))
        self.waiting = [order for order in waiting if order not in taken]
        return taken

    def take_closing(self) -> list[Any]:
        """Orders for the close that wait while others fill at the open, likewise."""
        closing = self.board.closing() if self._at_open else []
        return self._first_of_rivals([self.board.sent[one.number] for one in closing])

    def _first_of_rivals(self, orders: Sequence[Any]) -> list[Any]:
        taken: list[Any] = []
        for order in orders:
            one, others = self.book.of(order), map(self.book.of, taken)
            if one is None or not any(other and are_rivals(one, other) for other in others):
                taken.append(order)
        return taken

    def put_back(self, order: Any) -> None:
        """Let an order that was taken wait for another session."""
        if order.exectype in self._in_line:
            self.waiting.append(order)

    def _put_on_board(self, order: Any, note: Note) -> None:
        other = self._on_board(note.asked.oco)
        self._on_board(note.asked.parent)
        if other is not None:
            note.other = other.number
        sent = self.book.add(order, self._sent[order.ref][1], note, other)
        if not sent.held:
            for one in self.book.family(sent.number):
                if one.held or one is sent:
                    one.held = False
                    self._accept(self.board.sent[one.number])
                    self._line_up(one)

    def _on_board(self, order: Any) -> Resting | None:
        """An order that others refer to, which then stands on the board."""
        if (order := self.find(order)) is None:
            return None
        day, number = self._sent[order.ref]
        return self.book.of(order) or self.book.add(order, number, Note(day, PLAIN, None))

    def _line_up(self, one: Resting) -> None:
        """An order that fills with the others of a session waits with them, once it is awake."""
        if one.is_live and one.kind in self._in_line:
            self.waiting.append(self.board.sent[one.number])

    def find(self, order: Any) -> Any:
        """An order that was sent to this desk and has not ended, also by a copy of it; None for any other."""
        ref, waiting = getattr(order, "ref", 0), {one.ref: one for one in self.waiting}
        return waiting.get(ref) or self.board.sent.get(self.book.number_of(ref))

    def cancel(self, order: Any, day: Day) -> bool:
        """Take back an order, and all that hangs on it; whether it was still there, and somebody to take it back."""
        found = None if self.unattended else self.find(order)
        if found is not None:
            self.end(found, Ending.CANCELLED, day)
        return found is not None

    def open_day(self, day: Day) -> None:
        """In the morning, orders end whose time is up, or whose contract ends today."""
        if self.board:
            self.book.heed()
            late = [(one, Ending.LAPSED) for one in self.book.lapsed(day)]
            late += [(one, Ending.EXPIRED) for one in self.board if self._ends(one, day)]
            for one, why in late:
                if one.number in self.board.orders:
                    self.end(self.board.sent[one.number], why, day)

    def _ends(self, one: Resting, day: Day) -> bool:
        """Whether an order that is not in line for the next fills, where that is found out, ends with its contract."""
        in_line = one.is_live and one.kind in self._in_line
        return not in_line and bool(self.board.sent[one.number].data.contract.expiry <= day)

    def close_day(self, day: Day, *, unattended: bool = False) -> None:
        """In the evening, trails follow the close; in an `unattended` one nobody sends orders or takes them back."""
        self.unattended = unattended
        if self.board:
            self.book.see(day)
            self.book.trail()

    def end(self, order: Any, why: Ending, day: Day) -> None:
        """Finish an order without a fill, and those that end with it; its `info.ended` says why."""
        one = self.book.of(order)
        after = self.board.end(one.number) if one else []
        self._end(order, why, day, one)
        self._end_all(after, day)

    def _end_all(self, ended: Ended, day: Day) -> None:
        for one, why in ended:
            self._end(self.board.sent[one.number], why, day, one)

    def clear_board(self, why: Ending, day: Day) -> None:
        """Finish without a fill all that rests or sleeps, each for itself."""
        gone = [one for one in self.board if not (one.is_live and one.kind in self._in_line)]
        self.board.orders = {one.number: one for one in self.board if one not in gone}
        self._end_all([(one, why) for one in gone], day)

    def _fill_on_board(self, one: Resting, fill: Fill, day: Day) -> None:
        """What the fill of an order means to those that have to do with it."""
        moment, reason = self.board.now, self.board.sent[one.number].info.reason or ""
        ended = self.board.fill(one.number, fill.size, fill.mid)
        self.book.finish(one, RestingEnd(None, day, "completed", reason, moment, fill.mid))
        self._end_all(ended, day)
        for child in self.board:
            if child.parent == one.number:
                self.board.sent[child.number].size = child.size
                self._line_up(child)


def _value(order: Any) -> float:
    """What an order is worth at the close, account currency, unsigned."""
    value: float = abs(order.size) * order.data.close[0] * order.data.multiplier
    return value

"""Orders that wait in the market, by plain brute force from docs/orders.md: every price of a bar's path that could
matter is visited in turn, and each order is asked whether it fills there. It knows nothing of the program's own way.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import fsum

from validation.order_scripts import Bar, Script, Sent, last_day
from validation.order_states import Book, Filled, State, Terms, at_limit, at_stop, corners, opened, trailed, trails

CLOSE = 3.0
"""The moment of the close; 0 is that of the open."""


class Walk:
    """One script through the model. `book` is what became of its orders."""

    def __init__(self, script: Script, terms: Terms) -> None:
        self.script, self.terms = script, terms
        none = [0.0] * len(script.bars)
        self.within, self.at_close = list(terms.within) or none, list(terms.at_close) or none
        self.book = Book({}, {}, {})
        self.high_first = False
        self.sent_by = {one.parent or one.number: one.session for one in script.orders if one.transmit}
        for session in range(len(script.bars)):
            self.run(session)

    def run(self, session: int) -> None:
        """A session, from the open to what is sent at its close."""
        self.session, self.bars = session, [bars[session] for bars in (self.script.bars, *self.script.others)]
        self.morning()
        if self.terms.fill_at == "open":
            self.at_once(("market",), 0.0, self.within[session])
        self.walk()
        if self.terms.fill_at == "close":
            self.at_once(("market", "close"), CLOSE, self.at_close[session])
        self.evening()

    def morning(self) -> None:
        """End what lives no longer."""
        for number in list(self.book.waiting):
            self.lapse(number)

    def lapse(self, number: int) -> bool:
        """End an order that lives no longer; whether it was one."""
        state = self.book.waiting.get(number)
        if state is None or self.lives(state.sent):
            return False
        self.end(number, "lapsed")
        return True

    def lives(self, sent: Sent) -> bool:
        """Whether an order may still fill today."""
        if sent.valid[0] in {"day", "zero"}:
            return self.session == sent.session + 1
        return self.script.days[self.session] <= last_day(sent, self.script)

    def at_once(self, kinds: Sequence[str], moment: float, half: float) -> None:
        """Fill what asks for no price, as it was sent."""
        waiting = [] if self.is_locked(moment) else sorted(self.book.waiting.items())
        for number, state in waiting:
            if state.sent.kind in kinds and self.active(state, moment) and number in self.book.waiting:
                self.fill(number, moment, self.bar(number)[int(moment)], half)

    def bar(self, number: int) -> Bar:
        """Today's bar of what an order is for."""
        return self.bars[self.traded(number)]

    def traded(self, number: int) -> int:
        """Which of the contracts an order is for."""
        return self.script.of[number - 1] if self.script.of else 0

    def active(self, state: State, moment: float) -> bool:
        return (
            self.transmitted(state.sent)
            and 0 <= state.since <= self.session
            and (state.since < self.session or state.moment <= moment)
        )

    def transmitted(self, sent: Sent) -> bool:
        """Whether the last of a bracket has said that all are sent."""
        return self.sent_by.get(sent.parent or sent.number, self.session) < self.session

    def walk(self) -> None:
        """The path that the settings name, or of both the one that leaves less at the close."""
        paths = {"high_first": (True,), "low_first": (False,), "worst": (False, True)}[self.terms.intrabar]
        before, found = self.book, []
        for high_first in paths:
            self.book = before.copy()
            self.path(high_first)
            found.append((self.left(before), self.book))
        self.book = min(found, key=lambda one: one[0])[1]

    def left(self, before: Book) -> float:
        """What the fills of today's path leave at the close, currency."""
        made = {number: one for number, one in self.book.fills.items() if number not in before.fills}
        points = {number: self.terms.multipliers[self.traded(number)] for number in made}
        gained = [one.size * points[number] * (self.bar(number)[3] - one.price) for number, one in made.items()]
        return fsum([*gained, *(-abs(one.size) * self.terms.commission for one in made.values())])

    def path(self, high_first: bool) -> None:  # noqa: FBT001  (one of two paths)
        """Visit each price of a path that could matter, and ask every order there."""
        self.high_first = high_first
        walked = [dict(self.stations(contract, high_first)) for contract in range(len(self.bars))]
        for moment in sorted(set().union(*walked)):
            mids = [of_one.get(moment) for of_one in walked]
            while any(self.asked_if_there(number, moment, mids) for number in sorted(self.book.waiting)):
                pass

    def asked_if_there(self, number: int, moment: float, mids: Sequence[float | None]) -> bool:
        """Fill an order if it fills at a moment at which its contract is looked at; whether it did."""
        mid = mids[self.traded(number)]
        return mid is not None and self.asked(number, moment, mid)

    def stations(self, contract: int, high_first: bool) -> Iterator[tuple[float, float]]:  # noqa: FBT001
        """Moments and prices of a contract's path, in order: its corners, and every price at which an order for it
        could fill.
        """
        path = corners(self.bars[contract], high_first)
        half = self.within[self.session]
        levels = {
            price + up * half
            for number, state in self.book.waiting.items()
            for price in (state.level, state.limit)
            for up in (-1, 0, 1)
            if price is not None and self.traded(number) == contract
        }
        yield 0.0, path[0]
        for leg, (start, stop) in enumerate(pairwise(path)):
            between = sorted((one for one in levels if min(start, stop) < one < max(start, stop)), reverse=stop < start)
            yield from ((leg + (one - start) / (stop - start), one) for one in between)
            yield leg + 1.0, stop

    def asked(self, number: int, moment: float, mid: float) -> bool:
        """Fill an order if it fills here; whether it did."""
        state = self.book.waiting.get(number)
        if state is None or state.sent.kind == "market" or not self.active(state, moment):
            return False
        if state.sent.kind == "close":
            return self.at_the_end(number, moment, mid)
        touched = state.sent.kind != "limit" and not state.triggered and at_stop(state, mid)
        if state.sent.kind != "limit" and not (state.triggered or touched):
            return False
        state = self.book.waiting[number] = state._replace(triggered=state.triggered or touched)
        half = self.within[self.session]
        fills = state.sent.kind in {"stop", "stop_trail"} or at_limit(state, mid, half)
        if (fills or touched) and self.is_locked(moment):
            self.book.waiting[number] = state._replace(since=self.session + 1, moment=0.0)
            return False
        if fills:
            self.fill(number, moment, mid, half)
        return fills

    def is_locked(self, moment: float) -> bool:
        """Whether the index is at the daily price limit at a moment."""
        if not self.terms.of_index or self.session == 0:
            return False
        path = corners(self.terms.of_index[self.session], self.high_first)
        leg = min(int(moment), 2)
        price = path[leg] + (moment - leg) * (path[leg + 1] - path[leg]) if moment < CLOSE else path[3]
        return abs(price / self.terms.of_index[self.session - 1][3] - 1.0) >= self.terms.limit - 1e-12

    def at_the_end(self, number: int, moment: float, mid: float) -> bool:
        if moment < CLOSE or self.terms.fill_at == "close" or self.is_locked(moment):
            return False
        self.fill(number, moment, mid, self.at_close[self.session])
        return True

    def fill(self, number: int, moment: float, mid: float, half: float) -> None:
        """Fill an order, end what it ends, and let its children begin."""
        state = self.book.waiting.pop(number)
        sent = state.sent
        up = 1 if sent.size > 0 else -1
        _, high, low, _ = self.bar(number)
        inside = max(mid, low) if up > 0 else min(mid, high)
        self.book.fills[number] = Filled(self.session, moment, inside + up * half, inside, sent.size, state.level)
        for other in self.group(sent):
            self.end(other, "other_filled")
        since, moment = (self.session + 1, 0.0) if self.later(moment) else (self.session, moment)
        for child in self.children(number):
            self.book.waiting[child] = self.book.waiting[child]._replace(since=since, moment=moment)

    def later(self, moment: float) -> bool:
        """Whether children of what fills at a moment are active from the next session on only."""
        return moment == CLOSE

    def end(self, number: int, code: str) -> None:
        """End an order without a fill, and what ends with it."""
        state = self.book.waiting.pop(number, None)
        if state is None:
            return
        self.book.ended[number] = code
        sent = state.sent
        for child in self.children(number):
            self.end(child, "parent_ended")
        if code in {"cancelled", "lapsed"}:
            for other in [*self.group(sent), sent.parent]:
                self.end(other, "cancelled")

    def children(self, number: int) -> list[int]:
        return [other for other, state in self.book.waiting.items() if state.sent.parent == number]

    def group(self, sent: Sent) -> list[int]:
        """Others of which only one fills: those of the group, and children of the same parent."""
        head = sent.oco or sent.number
        return [
            number
            for number, state in self.book.waiting.items()
            if number != sent.number
            and ((state.sent.oco or number) == head or (sent.parent and state.sent.parent == sent.parent))
        ]

    def evening(self) -> None:
        """After the close: trails follow it, orders are sent, and some are taken back."""
        for number, state in list(self.book.waiting.items()):
            if trails(state.sent) and self.follows(state):
                self.book.waiting[number] = trailed(state, self.bar(number)[3])
        for sent in self.script.orders:
            if sent.session == self.session:
                self.book.waiting[sent.number] = opened(sent, self.bar(sent.number)[3])
        for session, number in self.script.cancels:
            if session == self.session:
                self.end(number, "cancelled")

    def follows(self, state: State) -> bool:
        """Whether today's close moves the order's trail: it is active by then, and its stop not touched."""
        return self.active(state, CLOSE) and not state.triggered

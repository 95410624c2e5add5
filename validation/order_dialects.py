"""What other engines do otherwise, rule by rule: each model is ours with some rules replaced by theirs.

With all of an engine's rules a model fills as that engine does, to the last order; so each difference has its reasons
among them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from validation.order_scripts import Bar, Script, Sent
from validation.order_states import Filled, State, Terms, trailed
from validation.order_walk import Walk

LEGS = "legs"
CHILDREN = "children"
STOP_LIMIT = "stop_limit"
VALID = "valid"
LIMIT = "limit"
TRAIL = "trail"
TURNED = "turned"
BACKTRADER = (STOP_LIMIT, CHILDREN, VALID, LEGS)
BACKTESTING = (STOP_LIMIT, CHILDREN, LEGS)
ML4T = (LIMIT, TRAIL, TURNED)
FREE = Terms()
Fills = Mapping[int, Filled]


class OneByOne(Walk):
    """Rules of engines that look at the whole bar for one order after the other."""

    def __init__(self, script: Script, differs: Iterable[str]) -> None:
        self.differs = frozenset(differs)
        self.tried: set[int] = set()
        """Stop-limits whose stop was touched today."""
        super().__init__(script, FREE)

    def morning(self) -> None:
        if LEGS not in self.differs:
            super().morning()

    def at_once(self, kinds: Sequence[str], moment: float, half: float) -> None:
        if LEGS not in self.differs:
            super().at_once(kinds, moment, half)

    def path(self, high_first: bool) -> None:  # noqa: FBT001  (as the model has it)
        self.tried = set()
        if LEGS not in self.differs:
            super().path(high_first)
            return
        for number in list(self.book.waiting):
            self.alone(number, high_first)

    def alone(self, number: int, high_first: bool) -> None:  # noqa: FBT001
        """One order against the whole bar, whatever the others do in it."""
        if not self.lapse(number):
            for moment, mid in self.stations(0, high_first):
                if self.at_open(number, moment, mid) or self.asked(number, moment, mid):
                    return

    def at_open(self, number: int, moment: float, mid: float) -> bool:
        """Fill an order that asks for no price, when its turn comes; whether it was one."""
        state = self.book.waiting.get(number)
        found = state is not None and state.sent.kind == "market" and self.active(state, moment)
        if found:
            self.fill(number, moment, mid, 0.0)
        return found

    def asked(self, number: int, moment: float, mid: float) -> bool:
        state = self.book.waiting.get(number)
        if STOP_LIMIT in self.differs and state and state.sent.kind in {"stop_limit", "stop_trail_limit"}:
            if number in self.tried:
                return False
            if not state.triggered and self.active(state, moment):
                return self.stop_limit(number, state)
        return super().asked(number, moment, mid)

    def stop_limit(self, number: int, state: State) -> bool:
        """Fill a stop-limit from the whole bar, where its stop is touched; whether it did. All prices as a purchase has
        them: a sale's are negative.
        """
        up = 1 if state.sent.size > 0 else -1
        opened, high, low, close = (up * one for one in self.bars[0])
        low, high = sorted((low, high))
        if high < up * (state.level or 0.0):
            return False
        self.tried.add(number)
        self.book.waiting[number] = state._replace(triggered=True)
        at = self.limit_of_bar(state, up, (opened, high, low, close))
        if at is not None:
            self.fill(number, 0.0, up * at, 0.0)
            made = self.book.fills[number]
            self.book.fills[number] = made._replace(price=up * at, mid=up * at)  # be it in the bar or not
        return at is not None

    def limit_of_bar(self, state: State, up: int, bar: Sequence[float]) -> float | None:
        """Price at which a stop-limit fills in the bar in which its stop is touched, None: not in it."""
        raise NotImplementedError


class AsBacktrader(OneByOne):
    """Backtrader's own broker."""

    def lives(self, sent: Sent) -> bool:
        if VALID not in self.differs:
            return super().lives(sent)
        return sent.kind == "market" or sent.valid[0] == "zero" or (sent.valid[0] != "day" and super().lives(sent))

    def later(self, moment: float) -> bool:
        return CHILDREN in self.differs or super().later(moment)

    def follows(self, state: State) -> bool:
        touched_today = state.sent.number in self.tried
        return super().follows(state._replace(triggered=state.triggered and not touched_today))

    def limit_of_bar(self, state: State, up: int, bar: Sequence[float]) -> float | None:
        opened, _, low, close = bar
        stop, limit = up * (state.level or 0.0), up * (state.limit or 0.0)
        falls = opened > close or (up < 0 and opened == close)
        if opened >= stop:
            return opened if limit >= opened else limit if limit >= low else None
        return stop if limit >= stop else limit if falls and limit >= close else None


class AsBacktesting(OneByOne):
    """backtesting.py, with `hedging`."""

    def limit_of_bar(self, state: State, up: int, bar: Sequence[float]) -> float | None:
        stop, limit = up * (state.level or 0.0), up * (state.limit or 0.0)
        return stop if limit > stop and limit >= bar[2] else None

    def path(self, high_first: bool) -> None:  # noqa: FBT001  (as the model has it)
        super().path(high_first)
        if CHILDREN in self.differs and any(self.looks_again(one) for one in self.script.orders):
            for number, state in list(self.book.waiting.items()):
                if state.since > self.session and state.sent.parent:
                    self.book.waiting[number] = state._replace(since=self.session)
            self.tried = set()
            for number in list(self.book.waiting):
                self.alone(number, high_first)

    def later(self, moment: float) -> bool:
        return CHILDREN in self.differs or super().later(moment)

    def looks_again(self, sent: Sent) -> bool:
        """Whether the bar is looked at once more for the children of what has filled in it: of a market order, and
        where a stop's target is within the bar and its stop is not.
        """
        made = self.book.fills.get(sent.number)
        if made is None or made.session != self.session or not self.children(sent.number):
            return False
        if sent.kind == "market":
            return True
        up = 1 if sent.size > 0 else -1
        low, high = sorted((up * self.bars[0][1], up * self.bars[0][2]))
        legs = [self.book.waiting[child] for child in self.children(sent.number)]
        kinds = {one.sent.kind: up * (one.level or 0.0) for one in legs}
        return sent.kind == "stop" and kinds.get("limit", high + 1.0) <= high and kinds["stop"] < low


class AsMl4t(Walk):
    """ml4t-backtest, with orders at the next bar."""

    def __init__(self, script: Script, differs: Iterable[str]) -> None:
        self.differs = frozenset(differs)
        self.position = 0
        super().__init__(script, FREE)

    def fill(self, number: int, moment: float, mid: float, half: float) -> None:
        state = self.book.waiting[number]
        at_limit = LIMIT in self.differs and state.sent.kind == "limit"
        super().fill(number, moment, (state.level or mid) if at_limit else mid, half)

    def run(self, session: int) -> None:
        for number, state in self.book.waiting.items():
            if TRAIL in self.differs and state.sent.kind == "stop_trail":
                begins = state.sent.session + 1 == session
                self.book.waiting[number] = within_bar(state, self.script.bars[session], begins=begins)
        super().run(session)
        if self.turns(session) and TURNED in self.differs:
            for number, state in list(self.book.waiting.items()):
                if state.sent.session < session:
                    self.end(number, "cancelled")

    def turns(self, session: int) -> bool:
        """Whether a fill of the session turns the position round: first those that reduce what was held before it."""
        held = self.position
        sizes = [one.size for _, one in sorted(self.book.fills.items()) if one.session == session]
        turned = False
        for size in sorted(sizes, key=lambda size: not (held * size < 0 and abs(size) <= abs(held))):
            turned |= self.position * (self.position + size) < 0
            self.position += size
        return turned

    def follows(self, state: State) -> bool:
        return TRAIL not in self.differs and super().follows(state)


def within_bar(state: State, bar: Bar, *, begins: bool) -> State:
    """A trail that has followed the bar's better extreme, at which it begins, before the bar is looked at."""
    buys = state.sent.size > 0
    return trailed(state._replace(level=None if begins else state.level), bar[2] if buys else bar[1])


MODELS: Mapping[str, tuple[type[OneByOne] | type[AsMl4t], Sequence[str]]] = {
    "backtrader": (AsBacktrader, BACKTRADER),
    "backtesting": (AsBacktesting, BACKTESTING),
    "ml4t": (AsMl4t, ML4T),
}


def fills_as(engine: str, script: Script, differs: Iterable[str] | None = None) -> dict[int, Filled]:
    """Fills by number with all of an engine's rules, or with some."""
    model, rules = MODELS[engine]
    return model(script, rules if differs is None else differs).book.fills


def reasons(engine: str, script: Script) -> dict[int, str]:
    """Of each order that the engine fills otherwise than we do the first rule that makes a difference to it, by itself
    or by its lack among all of the engine's; of none that does, the rules together.
    """
    ours, theirs = fills_as(engine, script, ()), fills_as(engine, script)
    left = {one.number for one in script.orders if differ(ours.get(one.number), theirs.get(one.number))}
    told: dict[int, str] = {}
    for rule, made, beside in _changed(engine, script, ours, theirs) if left else ():
        found = {number for number in left if differ(made.get(number), beside.get(number))}
        told |= dict.fromkeys(found, rule)
        left -= found
        if not left:
            break
    return told | dict.fromkeys(left, "together")


def _changed(engine: str, script: Script, ours: Fills, theirs: Fills) -> Iterator[tuple[str, Fills, Fills]]:
    """A rule, the fills with it alone and ours; then a rule, the fills with all others and theirs."""
    rules = MODELS[engine][1]
    yield from ((rule, fills_as(engine, script, (rule,)), ours) for rule in rules)
    yield from ((rule, fills_as(engine, script, set(rules) - {rule}), theirs) for rule in rules)


def differ(one: Filled | None, other: Filled | None) -> bool:
    """Whether two fills are in different sessions or at different prices, or one of them is none."""
    if one is None or other is None:
        return one is not other
    return (one.session, one.price) != (other.session, other.price)

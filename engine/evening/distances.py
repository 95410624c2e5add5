"""How far the index is from what would happen to an account: levels, in points and as a move from tonight's close."""

from collections.abc import Callable, Iterator
from math import inf
from typing import NamedTuple

from engine.account.calls import Snapshot, below
from engine.account.profiles import AccountProfile
from engine.evening.levels import HIGHEST, LOWEST, changes, first_level
from engine.evening.next_rules import Answer, NextRules
from engine.evening.standing import Moved, Standing, moved
from strategies.rules.leverage_cap import LeverageCap, breached

CALL, CLOSED, CUT, GONE, CAP = "margin_call", "closed_at_once", "loss_cut", "ruin", "cap"
MOST_CHANGES = 3
"""Changes of the answer that are told on each side."""
REACH = 1.25
"""How far the next close is looked at either way: to 1 / 1.25 and to 1.25 of tonight's."""


class Distance(NamedTuple):
    """Something that happens where the index closes at `close` points or beyond, which is `move` from tonight's close
    (decimal, a fall negative): the code of what happens, the rule it is of ("" for the broker), and the volatility that
    stands there by the measure of the plan (annual decimal, None: not looked at).
    """

    code: str
    rule: str
    close: float
    move: float
    volatility: float | None = None

    @property
    def points(self) -> float:
        """The same from tonight's close, points."""
        return self.close - self.close / (1.0 + self.move)


class Change(NamedTuple):
    """From which next close on the answer is another: its points and its move from tonight's close, what
    would then be decided, and the futures to be traded for it (None: of a plan that holds none).
    """

    close: float
    move: float
    answer: Answer
    trade: int | None


def margin_distances(filled: Standing, profile: AccountProfile, limit: float = inf) -> tuple[Distance, ...]:
    """Where the broker calls for money, closes, where nothing is left, and where the index value of the futures breaks
    the `limit` on total exposure, of an account with nothing but a move of the index; nothing where nothing is held.
    What comes wherever it closes stands once, at a move of 0.
    """
    if not filled.futures and not filled.options:
        return ()
    rules = profile.margin_rules

    def cut(then: Moved) -> bool:
        return below(Snapshot(0, then.collateral, then.maintenance, then.missing), rules.loss_cut_level)

    asked: tuple[tuple[str, Callable[[Moved], bool]], ...] = (
        (CALL if profile.grace else CLOSED, lambda then: then.missing > 0.0),
        *(((CUT, cut),) if rules.loss_cut_level else ()),
        (GONE, lambda then: then.equity <= 0.0),
        (CAP, lambda then: breached(LeverageCap(limit), max(then.equity, 0.0), abs(then.futures))),
    )
    return tuple(dict.fromkeys(_either_way(filled, asked)))


def _either_way(standing: Standing, asked: tuple[tuple[str, Callable[[Moved], bool]], ...]) -> Iterator[Distance]:
    for code, happens in asked:
        for end in (LOWEST, HIGHEST):
            level = first_level(lambda one, happens=happens: happens(moved(standing, one)), end)  # type: ignore[misc]
            if level is not None:
                yield Distance(code, "", standing.spot * level, level - 1.0)


def rule_distances(rules: NextRules, index: float) -> tuple[Distance, ...]:
    """The nearest next close, each way, at which each rule would switch; a rule that switches wherever it closes stands
    once, at a move of 0.
    """
    found: list[Distance] = []
    names = rules.ruled(1.0).rules
    for place, name in enumerate(names):
        for end in (LOWEST, HIGHEST):
            level = first_level(lambda one, place=place: bool(rules.ruled(one).rulings[place].code), end)  # type: ignore[misc]
            if level is not None:
                code = rules.ruled(level).rulings[place].code
                found.append(Distance(code, name, index * level, level - 1.0, rules.volatility(level)))
    return tuple(dict.fromkeys(found))


def answer_changes(rules: NextRules, index: float) -> tuple[Change, ...]:
    """The first next closes, down and then up, at which another answer is given than with an index that stands still,
    which is the first of them, at a move of 0.
    """
    answer = rules.answer(1.0)
    found = [(1.0, answer)]
    for end in (1.0 / REACH, REACH):
        found += changes(rules.answer, end, MOST_CHANGES)
    return tuple(_change(rules, index, *one) for one in found)


def _change(rules: NextRules, index: float, level: float, answer: Answer) -> Change:
    trade = None if answer.contracts is None else answer.contracts - rules.held
    return Change(index * level, level - 1.0, answer, trade)

"""Bull and bear markets by months, dated from the end of the data.

Source: A. R. Pagan, K. A. Sossounov, A Simple Framework for Analysing Bull and Bear Markets, J. of Applied Econometrics
18 (2003), appendix B, in the order of that page: candidates, alternation, both ends, short cycles, short phases. Both
ends are looked at once more after that, so that a cycle left out at an end does not leave half of itself behind.
"""

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats


class MonthlyRule(NamedTuple):
    """Months on both sides that a turn must top, of the ends without turns, of the shortest cycle and of the shortest
    phase.

    A shorter phase stands when the price moved by more than `threshold`, a decimal, in it. The numbers are the paper's.
    """

    window: int = 8
    censor: int = 6
    cycle: int = 16
    phase: int = 4
    threshold: float = 0.20


class MonthlyTurn(NamedTuple):
    """A turning point: its month (place in the levels), whether it is a peak, and the level."""

    month: int
    peak: bool
    level: float

    def beats(self, other: "MonthlyTurn") -> bool:
        """Whether it is the more extreme of two of its kind; the earlier of equals is."""
        mine, theirs = (self.level, other.level) if self.peak else (-self.level, -other.level)
        return mine > theirs or (mine == theirs and self.month <= other.month)


Turns = list[MonthlyTurn]
MONTHLY_RULE = MonthlyRule()


def turning_points(levels: Floats, rule: MonthlyRule = MONTHLY_RULE) -> Turns:
    """Peaks and troughs in turn, from month-end levels (any unit, > 0) of shape (months,)."""
    turns = _without_false_ends(_alternate(_candidates(levels, rule)), levels)
    return _without_false_ends(_without_short_phases(_without_short_cycles(turns, rule), rule), levels)


def _candidates(levels: Floats, rule: MonthlyRule) -> Turns:
    """The highest and lowest months of those around them; near an end, of those there are."""
    turns = []
    for month in range(rule.censor, len(levels) - rule.censor):
        around = levels[max(month - rule.window, 0) : month + rule.window + 1]
        level, high, low = float(levels[month]), float(around.max()), float(around.min())
        if high > low and level in {high, low}:
            turns.append(MonthlyTurn(month, level == high, level))
    return turns


def _alternate(turns: Turns) -> Turns:
    """Of neighbours of one kind, the most extreme."""
    kept: Turns = []
    for turn in turns:
        if kept and kept[-1].peak == turn.peak:
            kept[-1] = kept[-1] if kept[-1].beats(turn) else turn
        else:
            kept.append(turn)
    return kept


def _without_false_ends(turns: Turns, levels: Floats) -> Turns:
    """Without a first turn that the months before it beat, and a last one that those after it beat."""
    first, last = 0, len(turns)
    while first < last and not _tops(turns[first], levels[: turns[first].month]):
        first += 1
    while last > first and not _tops(turns[last - 1], levels[turns[last - 1].month + 1 :]):
        last -= 1
    return turns[first:last]


def _tops(turn: MonthlyTurn, others: Floats) -> bool:
    return bool(np.all(others <= turn.level) if turn.peak else np.all(others >= turn.level))


def _without_short_cycles(turns: Turns, rule: MonthlyRule) -> Turns:
    """From peak to peak or trough to trough: of two that are too near, the less extreme goes."""
    for one, other in zip(turns, turns[2:], strict=False):
        if other.month - one.month < rule.cycle:
            loser = other if one.beats(other) else one
            return _without_short_cycles(_alternate([turn for turn in turns if turn != loser]), rule)
    return turns


def _without_short_phases(turns: Turns, rule: MonthlyRule) -> Turns:
    """From turn to turn: of each kind, the less extreme of the phase's own turn and its neighbour outside goes."""
    for place, (start, end) in enumerate(pairwise(turns)):
        if end.month - start.month < rule.phase and abs(end.level / start.level - 1.0) <= rule.threshold:
            before, after = turns[max(place - 1, 0) : place], turns[place + 2 : place + 3]
            losers = {_loser(start, after), _loser(end, before)}
            return _without_short_phases(_alternate([turn for turn in turns if turn not in losers]), rule)
    return turns


def _loser(turn: MonthlyTurn, rival: Turns) -> MonthlyTurn:
    return rival[0] if rival and turn.beats(rival[0]) else turn

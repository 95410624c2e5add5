"""The least unlikely path on which a broker sells an account.

Along a direction (which sessions fall by how much, beside which rise of margin, with money how late) the account stands
until some depth, and is sold beyond it: the depth is found by halving. Over directions the search goes down from many
beginnings: falls of one session and of many, at the first and later, even and not, with margin that rises by none, one
or two standard errors, with a currency that does not move or goes against the hedge, for every delay of money. Great
moves being less unlikely than normal ones, the likeliest way down has few great sessions or many small ones, and not
what lies between; so each way is gone to its end.
"""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from math import inf
from typing import NamedTuple

from engine.nearest.problem import Path, Problem

DEEPEST = 14.0
"""Logarithm of the deepest fall: to a millionth of the level before."""
LADDER = tuple(DEEPEST * 0.5**rung for rung in range(9, -1, -1))
"""Depths at which a direction is tried before it is halved."""
RAISES, PULLS = (0.0, 1.0, 2.0), (0.0, 0.5)
"""Standard errors of margin that searches begin with, and moves of the currency as a share of the index's fall."""
WIDTHS = (1, 2, 3, 5, 7, 10)
"""Numbers of sessions that fall in the beginning."""
ROUGH, FINE = 3e-3, 1e-7
"""How exactly a depth is found, as a share of it."""
LEAST = 1e-3
"""Depths below this are found as exactly as this one."""
ENDS = 3
"""Of how many of the best beginnings the search goes on."""
FIRST_STEP, LAST_STEP = 0.2, 0.004
"""Steps of the search downwards, as shares of the whole fall."""
WORTH_IT = 2e-4
"""A share by which a round of steps has to do better, or steps become smaller."""


class Direction(NamedTuple):
    """Falls by session and moves of the currency upwards, of which a depth makes a path, beside what goes with it."""

    falls: tuple[float, ...]
    pulls: tuple[float, ...]
    raised: float
    late: int

    @property
    def whole(self) -> float:
        """All of its falls together."""
        return sum(map(abs, self.falls)) or 1.0

    def path(self, problem: Problem, depth: float) -> Path:
        """The path of a depth, a logarithm."""
        usual = problem.usual
        returns = tuple(one - depth * fall for one, fall in zip(usual.returns, self.falls, strict=True))
        currency = tuple(one + depth * pull for one, pull in zip(usual.currency, self.pulls, strict=True))
        return Path(returns, self.raised, self.late, currency)


Change = Callable[[Direction, float], Direction]


class Found(NamedTuple):
    """A path on which the account is sold, how unlikely it is (see `Problem.unlikely`), and what it was made of."""

    path: Path
    unlikely: float
    direction: Direction


def nearest(problem: Problem, ends: int = ENDS) -> tuple[Found, ...]:
    """The nearest paths, the least unlikely first, so many of which were searched to their `ends`; nothing where no
    direction leads to a sale.
    """
    begun = _beginnings(problem)
    best = [_downwards(problem, one) for one in begun[:ends]]
    return tuple(sorted([*best, *begun[ends:]], key=lambda one: one.unlikely))


def _beginnings(problem: Problem) -> list[Found]:
    """The best of each number of falling sessions and each delay, the least unlikely first."""
    found: dict[tuple[int, int], Found] = {}
    for direction in _directions(problem):
        one = at_depth(problem, direction, ROUGH)
        key = (sum(fall > 0.0 for fall in direction.falls), direction.late)
        if one and one.unlikely < inf and (key not in found or one.unlikely < found[key].unlikely):
            found[key] = one
    return sorted(found.values(), key=lambda one: one.unlikely)


def _directions(problem: Problem) -> Iterator[Direction]:
    pulls = PULLS if problem.with_currency else (0.0,)
    for late, raised, pull in product(range(problem.chances.latest + 1), RAISES, pulls):
        for falls in _falls(problem.sessions):
            moves = tuple(pull * fall for fall in falls) if problem.with_currency else ()
            yield Direction(falls, moves, raised, late)


def _falls(sessions: int) -> Iterator[tuple[float, ...]]:
    """Falls that come to 1: even ones and one great one with smaller ones after it, over the first sessions; and those
    of one session alone.
    """
    for width in (one for one in WIDTHS if one <= sessions):
        rest = (0.0,) * (sessions - width)
        yield (*(1.0 / width,) * width, *rest)
        if width > 1:
            yield (0.6, *(0.4 / (width - 1),) * (width - 1), *rest)
            yield (*(0.0,) * (width - 1), 1.0, *rest)


def at_depth(problem: Problem, direction: Direction, exactly: float, about: float = 0.0) -> Found | None:
    """The least depth of a direction at which the account is sold, near one that is known where one is; None where none
    is.
    """
    low, high = _bracket(problem, direction, about)
    if high == inf:
        return None
    while high - low > exactly * max(high, LEAST):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if problem.sold(direction.path(problem, middle)) else (middle, high)
    path = direction.path(problem, high)
    return Found(path, problem.unlikely(path), _scaled(direction, high))


def _bracket(problem: Problem, direction: Direction, about: float) -> tuple[float, float]:
    """(a depth that the account stands, one at which it is sold); infinity where it stands all, 0 both where it is sold
    without a fall.
    """
    low = 0.0
    rungs = (*(about * share for share in (0.97, 1.03, 1.15, 1.4)), *LADDER) if about else LADDER
    for rung in rungs:
        if rung <= low or rung * direction.whole > DEEPEST:
            continue
        if problem.sold(direction.path(problem, rung)):
            return (0.0, 0.0) if not low and problem.sold(direction.path(problem, 0.0)) else (low, rung)
        low = rung
    return low, inf


def _scaled(direction: Direction, depth: float) -> Direction:
    """The same direction, of which the depth 1 is that depth."""
    return direction._replace(
        falls=tuple(depth * fall for fall in direction.falls), pulls=tuple(depth * pull for pull in direction.pulls)
    )


def _downwards(problem: Problem, found: Found) -> Found:
    """From one found path to less unlikely ones, number by number, as long as a step of any size leads there."""
    step = FIRST_STEP
    while step >= LAST_STEP:
        before = found.unlikely
        for change in _changes(problem):
            for way in (step, -step):
                one = at_depth(problem, change(found.direction, way), 0.1 * step, 1.0)
                if one and one.unlikely < found.unlikely:
                    found = one
                    break
        if found.unlikely > before - WORTH_IT * before:
            step *= 0.25
    return at_depth(problem, found.direction, FINE, 1.0) or found


def _changes(problem: Problem) -> Iterator[Change]:
    """What can be changed by a step, a share of the whole fall."""
    yield lambda one, step: one._replace(raised=one.raised + 4.0 * step)
    for place in range(problem.sessions):
        yield partial(_falling, place)
        if problem.with_currency:
            yield partial(_pulling, place)


def _falling(place: int, one: Direction, step: float) -> Direction:
    return one._replace(falls=_moved(one.falls, place, step * one.whole))


def _pulling(place: int, one: Direction, step: float) -> Direction:
    return one._replace(pulls=_moved(one.pulls, place, step * one.whole))


def _moved(values: tuple[float, ...], place: int, by: float) -> tuple[float, ...]:
    return (*values[:place], values[place] + by, *values[place + 1 :])

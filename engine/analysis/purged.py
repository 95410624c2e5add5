"""Combinatorial purged cross-validation: splits of observations that reach over time, such as options held for months.

Lopez de Prado, "Advances in Financial Machine Learning" (2018), chapters 7 and 12: observations are cut into groups in
order of time; every choice of some groups is tested once, with what the other groups teach. An observation that was
still open while a tested one was, or that began soon after it, knows its outcome in part, and is left out of what is
learnt from.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.errors import ConfigError

Places = NDArray[np.int64]
Span = NDArray[np.int32] | NDArray[np.int64]


class Split(NamedTuple):
    """Places of the observations that are learnt from, and those of each tested group, in order of time."""

    train: Places
    tests: tuple[Places, ...]


class Grouping(NamedTuple):
    """How observations are split: into `groups`, `tests` of which are tested at a time; nothing is learnt from what
    begins within `embargo` after the last end of a tested group (in the unit of the spans, days say). `purge` is there
    to show what happens without it.
    """

    groups: int = 6
    tests: int = 2
    embargo: int = 0
    purge: bool = True

    @property
    def splits(self) -> int:
        """Choices of groups to test."""
        return comb(self.groups, self.tests)

    @property
    def paths(self) -> int:
        """Histories out of sample that the tested groups can be put together to (phi in the book)."""
        return self.splits * self.tests // self.groups


def split(starts: Span, ends: Span, how: Grouping) -> Iterator[Split]:
    """The splits of observations by the first and the last day of each, both included, shape (n,), in order of their
    first days. Groups are in the order of `itertools.combinations`.

    Raises `ConfigError` where the days are out of order, or there are not enough observations for the groups.
    """
    _check(starts, ends, how)
    groups = np.array_split(np.arange(len(starts)), how.groups)
    for tested in combinations(range(how.groups), how.tests):
        free = np.ones(len(starts), dtype=bool)
        for one in tested:
            free[groups[one]] = False
            if how.purge:
                free &= ~_overlapping(starts, ends, groups[one], how.embargo)
        yield Split(np.flatnonzero(free), tuple(groups[one] for one in tested))


def path_numbers(how: Grouping) -> NDArray[np.int64]:
    """In which path each tested group of each split stands, from 0, shape (splits, tests): a group's first test in path
    0, its second in path 1.
    """
    seen = np.zeros(how.groups, dtype=np.int64)
    numbers = np.empty((how.splits, how.tests), dtype=np.int64)
    for row, tested in enumerate(combinations(range(how.groups), how.tests)):
        numbers[row] = seen[list(tested)]
        seen[list(tested)] += 1
    return numbers


def paths(splits: Sequence[Split], told: Sequence[Sequence[Floats]], how: Grouping) -> Floats:
    """What was told of each observation out of sample, put together to whole histories, shape (paths, n): `told[i][j]`
    is about the observations `splits[i].tests[j]`.
    """
    count = 1 + max(int(group[-1]) for one in splits for group in one.tests)
    found = np.full((how.paths, count), np.nan)
    for one, numbers, values in zip(splits, path_numbers(how), told, strict=True):
        for group, number, value in zip(one.tests, numbers, values, strict=True):
            found[number, group] = value
    return found


def _overlapping(starts: Span, ends: Span, group: Places, embargo: int) -> NDArray[np.bool_]:
    """Observations that were open while the group was, or began within the embargo after it."""
    found: NDArray[np.bool_] = (starts <= ends[group].max() + embargo) & (ends >= starts[group[0]])
    return found


def _check(starts: Span, ends: Span, how: Grouping) -> None:
    if not 1 <= how.tests < how.groups or how.embargo < 0:
        raise ConfigError(
            f"cross-validation: {how.tests} of {how.groups} groups tested, embargo {how.embargo}; test at least one "
            "group and not all, with an embargo of 0 or more"
        )
    if len(starts) < how.groups:
        raise ConfigError(f"cross-validation: {len(starts)} observations for {how.groups} groups; give as many or more")
    if (np.diff(starts) < 0).any() or (ends < starts).any():
        raise ConfigError("cross-validation: out of order; give them by first day, no last day before it")

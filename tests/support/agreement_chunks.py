"""Runs by chance that the event engine and the loop are both asked for, in portions; each is run once."""

from functools import cache, partial

import pytest

from validation.agreement_runs import case, compare, fast

RUNS, PORTIONS = 600, 40
ON_HISTORY, IN_A_CRASH = 0, 1


def portions(kind):
    """Seeds of runs on history, or in a crash, a few at a time."""
    return [range(first, RUNS, PORTIONS) for first in range(kind, PORTIONS, 2)]


def marked(kind):
    """The same, the later ones marked as what takes long."""
    found = portions(kind)
    return [found[0], *(pytest.param(one, marks=pytest.mark.pages) for one in found[1:])]


@cache
def compared(seeds):
    """Each run by the event engine and by the loop in plain Python."""
    return [compare(case(seed), partial(fast, compiled=False)) for seed in seeds]


def different(seeds):
    """Seeds of runs that differ, and where."""
    return {seed: one.differences for seed, one in zip(seeds, compared(seeds), strict=True) if one.differences}

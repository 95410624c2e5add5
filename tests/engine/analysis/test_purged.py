"""Splits with what overlaps left out: as skfolio prints them, and told a second time."""

from itertools import combinations
from math import comb

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine.analysis.purged import Grouping, path_numbers, paths, split

TWELVE = np.arange(12)
SKFOLIO = {
    (0, 0): ([8, 9, 10, 11], [4, 5, 6, 7], [0, 1, 2, 3]),
    (1, 0): ([9, 10, 11], [5, 6], [0, 1, 2]),
    (0, 1): ([9, 10, 11], [5, 6, 7], [0, 1, 2, 3]),
}
"""What is learnt from in the three splits of twelve observations in three groups, two tested: printed in the
documentation of `skfolio.model_selection.CombinatorialPurgedCV` (1.12) by (purged_size, embargo_size)."""


def learnt(starts, ends, how):
    return [one.train.tolist() for one in split(starts, ends, how)]


@pytest.mark.parametrize(("purged", "embargo"), SKFOLIO)
def test_the_splits_that_skfolio_prints(purged, embargo):
    # an observation that lasts a day longer than its own reaches into the next one
    found = learnt(TWELVE, TWELVE + purged, Grouping(3, 2, embargo))

    assert tuple(found) == SKFOLIO[purged, embargo]


def by_chance(seed):
    random = np.random.default_rng(seed)
    starts = np.sort(random.integers(0, 300, 40))
    return starts, starts + random.integers(0, 60, 40), Grouping(*((6, 2), (5, 1), (7, 3))[seed % 3], seed * 3)


@pytest.mark.parametrize("seed", range(9))
def test_nothing_that_is_learnt_from_was_open_with_or_soon_after_what_is_tested(seed):
    starts, ends, how = by_chance(seed)
    for one in split(starts, ends, how):
        tested = {place for group in one.tests for place in group.tolist()}
        clear = [
            place
            for place in range(len(starts))
            if place not in tested
            and all(
                ends[place] < starts[group[0]] or starts[place] > max(ends[group]) + how.embargo for group in one.tests
            )
        ]
        assert one.train.tolist() == clear


def test_without_purging_everything_else_is_learnt_from():
    starts, ends, how = by_chance(2)

    for one in split(starts, ends, how._replace(purge=False)):
        assert sorted([*one.train, *np.concatenate(one.tests)]) == list(range(40))


@pytest.mark.parametrize(("groups", "tests"), [(6, 2), (10, 8), (5, 1), (7, 3)])
def test_every_path_has_each_group_once(groups, tests):
    how = Grouping(groups, tests)
    found = sorted(
        (number, group)
        for numbers, tested in zip(path_numbers(how).tolist(), combinations(range(groups), tests), strict=True)
        for number, group in zip(numbers, tested, strict=True)
    )

    assert how.paths == comb(groups - 1, tests - 1)
    assert found == [(path, group) for path in range(how.paths) for group in range(groups)]


def test_paths_hold_what_was_told_of_each_observation_by_every_split_that_tested_it():
    how = Grouping(4, 2)
    splits = list(split(TWELVE, TWELVE, how))
    told = [[np.full(len(group), float(row)) for group in one.tests] for row, one in enumerate(splits)]

    found = paths(splits, told, how)

    assert found.shape == (3, 12)
    for group in range(4):
        tellers = [float(row) for row, tested in enumerate(combinations(range(4), 2)) if group in tested]
        assert found[:, 3 * group].tolist() == tellers


@pytest.mark.parametrize(
    ("starts", "ends", "how"),
    [
        (TWELVE, TWELVE, Grouping(3, 3)),
        (TWELVE, TWELVE, Grouping(3, 0)),
        (TWELVE, TWELVE, Grouping(3, 1, -1)),
        (TWELVE, TWELVE, Grouping(13, 1)),
        (TWELVE[::-1], TWELVE[::-1], Grouping(3, 1)),
        (TWELVE, TWELVE - 1, Grouping(3, 1)),
    ],
)
def test_what_cannot_be_split_is_refused(starts, ends, how):
    with pytest.raises(ConfigError, match="cross-validation: "):
        list(split(starts, ends, how))

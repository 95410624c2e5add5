"""Some cells of a grid, spread evenly."""

from math import prod

import numpy as np
import pytest

from engine.sweeps.sobol import sampled


@pytest.mark.parametrize("sizes", [(7,), (9, 3, 4), (50, 40), (2,) * 8])
def test_as_many_different_cells_as_are_asked_for_all_where_there_are_no_more(sizes):
    for count in (1, 5, 60, 5_000):
        found = sampled(count, 1)(sizes)
        assert len(found) == len({*found}) == min(count, prod(sizes))
        assert (np.array(found) < sizes).all()
        assert (np.array(found) >= 0).all()


def test_every_value_of_every_setting_comes_about_equally_often():
    places = np.array(sampled(256, 3)((16, 16, 16, 16)))
    counts = np.array([np.bincount(column, minlength=16) for column in places.T])
    assert counts.min() >= 15
    assert counts.max() <= 17
    by_chance = np.bincount(np.random.default_rng(3).integers(0, 16, 256), minlength=16)
    assert by_chance.max() - by_chance.min() > 4

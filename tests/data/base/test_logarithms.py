"""Logarithms that are the same on every processor."""

from math import log

import numpy as np
import pytest

from data.base.logarithms import logs


def test_they_are_those_of_the_library_of_c():
    values = np.random.default_rng(31).uniform(0.01, 1e5, 1_000)
    assert logs(values).tolist() == [log(value) for value in values.tolist()]
    np.testing.assert_array_max_ulp(logs(values), np.log(values), maxulp=1)


def test_what_is_unknown_stays_so_and_what_has_none_is_refused():
    assert np.isnan(logs([np.nan])).all()
    assert len(logs([])) == 0
    with pytest.raises(ValueError, match="math domain error"):
        logs([0.0])

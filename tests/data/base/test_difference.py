"""Differences of decimals are those of the decimals."""

from decimal import Decimal
from math import isnan

import numpy as np
import pytest

from data.base.difference import difference


def test_a_difference_is_that_of_the_decimals_as_they_were_written():
    chance = np.random.default_rng(7)
    for _ in range(2000):
        places = int(chance.integers(0, 6))
        one, other = (
            f"{chance.uniform(-200.0, 20000.0) / 10 ** int(chance.integers(0, 5)):.{places}f}" for _ in range(2)
        )
        assert difference(float(one), float(other)) == float(Decimal(one) - Decimal(other))


@pytest.mark.parametrize(("now", "before"), [(2.3, 1.3), (4.1, 3.1), (2.2, 1.2), (103.2, 102.2), (12345.67, 12344.67)])
def test_a_point_is_a_point_and_a_step_more_is_more(now, before):
    assert difference(now, before) == 1.0
    assert difference(now + 1e-7, before) > 1.0


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [(0.0, 0.0, 0.0), (5e-324, 0.0, 5e-324), (1e308, -1e308, float("inf")), (1e308, 0.0, 1e308)],
)
def test_numbers_at_the_ends_of_floats(one, other, found):
    assert difference(one, other) == found


def test_what_is_not_known_stays_so():
    assert isnan(difference(float("nan"), 1.0))
    assert isnan(difference(1.0, float("nan")))

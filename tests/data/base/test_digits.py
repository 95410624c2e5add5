"""Two numbers of a sentence never look the same unless they are."""

import numpy as np
import pytest

from data.base.digits import apart


@pytest.mark.parametrize(
    ("one", "other", "digits", "told"),
    [
        (15.0, 14.9925, 2, ("15", "14.99")),
        (15.0, 14.9925, 4, ("15", "14.99")),
        (25.001, 25.0, 4, ("25.001", "25")),
        (1.3, 1.3, 6, ("1.3", "1.3")),
        (26.0, 25.0, 6, ("26", "25")),
    ],
)
def test_as_many_digits_as_it_takes(one, other, digits, told):
    assert apart(one, other, digits) == told


def test_neighbours_are_told_apart():
    assert len(set(apart(1.3, np.nextafter(1.3, 2.0)))) == 2

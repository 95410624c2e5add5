import math

from hypothesis import given
from hypothesis import strategies as st

from data.base.sums import total

FLOATS = st.lists(st.floats(-1e12, 1e12))


def in_order(values):
    found = 0.0
    for value in values:
        found = found + value
    return found


@given(FLOATS)
def test_values_are_added_from_left_to_right_each_sum_rounded(values):
    assert total(values).hex() == total(iter(values)).hex() == in_order(values).hex()


def test_it_is_not_the_corrected_sum_of_newer_pythons():
    assert total([0.1] * 10) == 0.9999999999999999
    assert math.fsum([0.1] * 10) == 1.0
    assert total([1e16, 1.0, -1e16]) == 0.0


def test_no_values_are_nought():
    assert total([]).hex() == "0x0.0p+0"

import pytest

from strategies.rules.voluntary_stop import LIFTED, NOTHING, STOPPED, step

INFINITE = float("inf")


def test_below_the_level_the_overlay_is_closed_for_the_rest_of_the_month():
    assert step(1.5, False, 1.49, 1, 1) == (True, 0.0, STOPPED)
    assert step(1.5, True, INFINITE, 1, 1) == (True, 0.0, NOTHING)


def test_at_the_level_nothing_happens():
    assert step(1.5, False, 1.5, 1, 1) == (False, 1.0, NOTHING)


def test_in_a_new_month_it_opens_again():
    assert step(1.5, True, INFINITE, 1, 2) == (False, 1.0, LIFTED)


def test_without_positions_there_is_nothing_to_stop():
    assert step(1.5, False, INFINITE, 1, 1) == (False, 1.0, NOTHING)


@pytest.mark.parametrize("ratio", [-0.1, -INFINITE, float("nan")])
def test_a_level_of_zero_is_no_stop_however_low_collateral_falls(ratio):
    assert step(0.0, False, ratio, 1, 1) == (False, 1.0, NOTHING)

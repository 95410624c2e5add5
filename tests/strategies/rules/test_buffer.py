import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.buffer import largest_ratio, tolerable_fall


def test_spare_cash_of_a_fifth_and_margin_of_a_twentieth_carry_four_times_equity():
    assert largest_ratio(0.20, available=100.0, equity=100.0, margin_share=0.05) == pytest.approx(4.0)


def test_without_collateral_nothing_is_carried():
    assert largest_ratio(0.20, available=0.0, equity=100.0, margin_share=0.05) == 0.0
    assert largest_ratio(0.20, available=50.0, equity=-1.0, margin_share=0.05) == 0.0


@given(st.floats(0.0, 1.0), st.floats(1.0, 1e7), st.floats(1.0, 1e7), st.floats(0.01, 0.5))
def test_the_largest_overlay_leaves_just_the_buffer(buffer, available, equity, margin):
    notional = largest_ratio(buffer, available, equity, margin) * equity
    assert available - margin * notional == pytest.approx(buffer * notional, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("buffer", "margin", "fall"),
    [
        (0.20, 0.05, 0.158),
        (0.20, 0.10, 0.111),
        (0.30, 0.05, 0.263),
        (0.30, 0.10, 0.222),
        (0.40, 0.05, 0.368),
        (0.40, 0.10, 0.333),
    ],
)
def test_the_fall_a_buffer_tolerates(buffer, margin, fall):
    assert tolerable_fall(buffer, margin) == pytest.approx(fall, abs=0.0006)


def test_a_buffer_of_two_fifths_just_fails_february_to_march_2020():
    # -34 % with margin of 10.9 % of notional
    assert tolerable_fall(0.40, 0.109) < 0.34 < tolerable_fall(0.42, 0.109)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.buffer import largest_ratio


def test_spare_cash_of_a_fifth_and_margin_of_a_twentieth_carry_four_times_equity():
    assert largest_ratio(0.20, available=100.0, equity=100.0, margin_share=0.05) == pytest.approx(4.0)


def test_without_collateral_nothing_is_carried():
    assert largest_ratio(0.20, available=0.0, equity=100.0, margin_share=0.05) == 0.0
    assert largest_ratio(0.20, available=50.0, equity=-1.0, margin_share=0.05) == 0.0
    assert largest_ratio(0.20, available=50.0, equity=0.0, margin_share=0.05) == 0.0
    assert largest_ratio(0.0, available=0.0, equity=100.0, margin_share=0.0) == 0.0


@given(st.floats(0.0, 1.0), st.floats(1.0, 1e7), st.floats(1.0, 1e7), st.floats(0.01, 0.5))
def test_the_largest_overlay_leaves_just_the_buffer(buffer, available, equity, margin):
    notional = largest_ratio(buffer, available, equity, margin) * equity
    assert available - margin * notional == pytest.approx(buffer * notional, rel=1e-9, abs=1e-6)

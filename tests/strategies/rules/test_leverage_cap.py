from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.leverage_cap import PRUDENT_LIMIT, LeverageCap, breached, ceiling, following, largest_position

CAP = LeverageCap(1.3)


def test_the_ceiling_is_what_the_limit_leaves_beside_the_core():
    assert ceiling(LeverageCap(1.25)) == 0.25


def test_exposure_above_the_limit_is_a_breach():
    assert breached(CAP, equity=100.0, notional=30.1)
    assert not breached(CAP, equity=100.0, notional=29.9)


@given(st.floats(0.0, 0.3))
def test_a_limit_that_follows_leaves_the_plan_a_tenth_for_drift_below_the_prudent_one(ratio):
    limit = following(ratio)
    assert 1.0 + ratio <= limit + 1e-12
    assert limit <= PRUDENT_LIMIT
    assert abs(limit - (1.0 + 1.1 * ratio)) < 1e-9 or limit == PRUDENT_LIMIT


def test_the_largest_position_is_rounded_down():
    assert largest_position(1.5, equity=100.0, other_notional=0.0, unit_notional=12.0) == 4


def test_what_other_contracts_hold_leaves_less_room():
    assert largest_position(1.5, equity=100.0, other_notional=30.0, unit_notional=12.0) == 1
    assert largest_position(1.5, equity=100.0, other_notional=80.0, unit_notional=12.0) == 0


@given(st.floats(1.0, 5.0), st.floats(0.0, 1e7), st.floats(0.0, 1e7), st.floats(1.0, 1e6))
def test_the_limit_holds_with_the_largest_position(limit, equity, other, unit):
    size = largest_position(limit, equity, other, unit)
    assert size >= 0
    assert size == 0 or other + size * unit <= (limit - 1.0) * equity * (1 + 1e-12)
    assert other + (size + 1) * unit > (limit - 1.0) * equity * (1 - 1e-12) - 1e-6

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.leverage_cap import (
    PRUDENT_LIMIT,
    LeverageCap,
    breached,
    ceiling,
    following,
    largest_position,
    left_of,
    most_options,
    of_futures,
    together,
)

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


NOTHING = (0.0, 0.0, 0.0)


def test_of_calls_the_delta_after_a_rise_counts():
    assert most_options(1.3, 1000.0, NOTHING, (20.0, 30.0, 40.0)) == 7


@pytest.mark.parametrize(
    ("one", "most"), [((-40.0, -30.0, -20.0), 7), ((-39.2, -40.0, -40.8), 7), ((-20.0, -60.0, -30.0), 5)]
)
def test_of_puts_the_largest_of_the_three_deltas_counts(one, most):
    assert most_options(1.3, 1000.0, NOTHING, one) == most


def test_futures_leave_room_for_puts_and_none_for_calls():
    futures = of_futures(300.0)
    assert futures == pytest.approx((294.0, 300.0, 306.0))
    assert most_options(1.3, 1000.0, futures, (-60.0, -60.0, -60.0)) == 9
    assert most_options(1.3, 1000.0, futures, (1.0, 2.0, 3.0)) == 0


def test_what_a_trade_costs_takes_from_the_room():
    assert most_options(2.0, 100.0, NOTHING, (10.0, 10.0, 10.0)) == 10
    assert most_options(2.0, 100.0, NOTHING, (10.0, 10.0, 10.0), friction=1.0) == 9


def test_an_option_without_delta_has_room_until_the_limit_is_gone():
    assert most_options(1.3, 1000.0, NOTHING, NOTHING) > 10**9
    assert most_options(1.3, 1000.0, of_futures(310.0), NOTHING) == 0


def test_deltas_add_up_after_each_move():
    assert together((2.0, (1.0, 2.0, 3.0)), (-1.0, (1.0, 1.0, 1.0))) == (1.0, 3.0, 5.0)
    assert together() == NOTHING


@given(st.integers(-20, 20), st.integers(0, 20))
def test_what_is_left_is_on_the_same_side_and_no_more_than_may_be(size, most):
    left = left_of(size, most)
    assert abs(left) == min(abs(size), most)
    assert left * size >= 0


deltas = st.tuples(*[st.floats(0.0, 1e5)] * 3)


@given(
    st.floats(1.0, 3.0),
    st.floats(0.0, 1e7),
    st.floats(-1e6, 1e6),
    deltas,
    st.sampled_from([-1.0, 1.0]),
    st.floats(0.0, 100.0),
)
def test_net_delta_is_within_the_limit_after_each_move(limit, equity, futures, sizes, side, friction):
    one, others = tuple(side * (size + 1.0) for size in sizes), of_futures(futures)
    count = most_options(limit, equity, others, one, friction)
    net, left = together((1.0, others), (count, one)), equity - count * friction
    if count:
        assert all(side * delta <= (limit - 1.0) * left + 1e-9 * (1e6 + equity + count * 1e5) for delta in net)
    more, less = together((1.0, others), (count + 1, one)), equity - (count + 1) * friction
    assert any(side * delta > (limit - 1.0) * less - 1e-9 * (1e6 + equity + count * 1e5) for delta in more)

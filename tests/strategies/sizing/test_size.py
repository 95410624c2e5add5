from hypothesis import given
from hypothesis import strategies as st

from strategies.sizing.size import leverage_of, size_for, size_within

amounts = st.floats(1.0, 1e9)
distances = st.floats(1e-4, 1e3)
values = st.floats(1e-2, 500.0)
steps = st.sampled_from([1.0, 1_000.0, 10_000.0])


@given(amounts, distances, values, steps)
def test_a_size_loses_no_more_than_allowed_and_one_step_more_would(allowed, distance, value, step):
    size = size_for(allowed, distance, value, step)
    assert size >= 0.0
    assert size * distance * value <= allowed * (1.0 + 2e-9)
    assert (size + step) * distance * value > allowed * (1.0 - 1e-9)


def test_a_quotient_that_rounding_puts_just_below_a_whole_lot_is_that_lot():
    assert size_for(20_000.0, 50 * 0.01, step=1_000.0) == 40_000.0
    assert size_for(3.0, 0.1, step=10.0) == 30.0  # 3 / 0.1 / 10 = 2.9999...


@given(amounts, st.floats(0.1, 25.0), st.floats(0.5, 200.0), values)
def test_a_limit_of_leverage_holds(capital, limit, price, value):
    size = size_within(capital, limit, price, value)
    assert leverage_of(size, price, capital, value) <= limit * (1.0 + 2e-9)

"""The parts of a change of an option's price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.pricing.option_moves import option_moves
from data.pricing.option_price import OptionState, mid_price

YEARS, VOLATILITY = st.floats(0.0, 1.0), st.floats(0.0, 1.5)
STATES = st.builds(OptionState, st.floats(50.0, 200.0), YEARS, VOLATILITY, st.floats(0.8, 1.0))


@given(STATES, STATES, st.floats(0.5, 1.5), st.booleans())
def test_parts_sum_to_the_change_of_price(before, after, index, call):
    parts = option_moves(before, after, index, 100.0, call)
    change = mid_price(after, 100.0, call) - mid_price(before, 100.0, call)
    assert sum(parts) == pytest.approx(change, abs=1e-11)


@given(STATES, st.floats(0.5, 1.5), st.floats(0.0, 1.0), st.booleans())
def test_who_holds_an_option_gains_by_movement_and_pays_for_it_with_time(before, index, left, call):
    after = before._replace(years=before.years * left)
    parts = option_moves(before, after, index, 100.0, call)
    assert parts.gamma >= -1e-11
    assert parts.theta <= 1e-11


def test_each_cause_alone_is_told_as_that_cause():
    still = OptionState(100.0, 0.1, 0.2, 0.99)
    alone = {
        "theta": still._replace(years=0.05),
        "vega": still._replace(volatility=0.3),
        "rate": still._replace(forward=101.0, discount=0.98),
    }
    for cause, after in alone.items():
        parts = option_moves(still, after, 1.0, 100.0, True)._asdict()
        assert [name for name, part in parts.items() if part] == [cause]
    parts = option_moves(still, still._replace(forward=90.0), 0.9, 100.0, False)
    assert parts.delta > 0.0 < parts.gamma
    assert parts[2:] == (0.0, 0.0, 0.0)

"""What brought a margin call, of what was missing, gained and asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.account.call_causes import BY_LOSS, CAUSES, REQUIREMENT_ALONE, REQUIREMENT_TOO, cause_of_call

MONEY = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("missing", "gained", "risen", "cause"),
    [
        (500.0, -700.0, 0.0, BY_LOSS),
        (500.0, -700.0, 499.0, BY_LOSS),
        (500.0, -700.0, 500.0, REQUIREMENT_TOO),
        (500.0, 0.0, 500.0, REQUIREMENT_ALONE),
        (500.0, 300.0, 900.0, REQUIREMENT_ALONE),
        (500.0, 300.0, 499.0, BY_LOSS),
        (500.0, 300.0, -10.0, BY_LOSS),
    ],
)
def test_the_requirement_had_a_part_where_nothing_would_be_missing_without_its_rise(missing, gained, risen, cause):
    assert cause_of_call(missing, gained, risen) == cause


@given(st.floats(0.01, 1e6), MONEY, MONEY)
def test_a_requirement_that_stayed_or_fell_brings_no_call(missing, gained, risen):
    assert cause_of_call(missing, gained, min(risen, 0.0)) == BY_LOSS
    assert CAUSES[cause_of_call(missing, gained, risen)] in {"", "requirement_too", "requirement_alone"}

"""What of a session's trades is rolled."""

from collections import Counter
from random import Random

import pytest

from engine.account.rolls import Leg, rolled_parts

MARCH, JUNE, SEPTEMBER = 1, 2, 3


@pytest.mark.parametrize(
    ("legs", "parts"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([Leg(MARCH, 5, -5)], [0], id="closed"),
        pytest.param([Leg(MARCH, 5, -5), Leg(JUNE, 0, 5)], [5, 5], id="rolled"),
        pytest.param([Leg(JUNE, 0, 5), Leg(MARCH, 5, -5)], [5, 5], id="rolled_the_other_way_round"),
        pytest.param([Leg(MARCH, 5, -5), Leg(JUNE, 0, 8)], [5, 5], id="rolled_and_made_larger"),
        pytest.param([Leg(MARCH, 5, -5), Leg(JUNE, 0, 2)], [2, 2], id="rolled_and_made_smaller"),
        pytest.param([Leg(MARCH, -5, 5), Leg(JUNE, 0, -5)], [5, 5], id="a_short_one_rolled"),
        pytest.param([Leg(MARCH, 5, -5), Leg(JUNE, 0, -5)], [0, 0], id="turned_round"),
        pytest.param([Leg(MARCH, 0, -5), Leg(JUNE, 0, 5)], [0, 0], id="a_calendar_spread_is_opened"),
        pytest.param([Leg(MARCH, 5, -5), Leg(MARCH, 0, 5)], [0, 0], id="closed_and_opened_again"),
        pytest.param([Leg(MARCH, 5, -9), Leg(JUNE, 0, 5)], [5, 5], id="closed_and_turned_round"),
        pytest.param([Leg(MARCH, 5, -3), Leg(MARCH, 2, -2), Leg(JUNE, 0, 4)], [3, 1, 4], id="in_two_orders"),
        pytest.param([Leg(MARCH, 2, -2), Leg(JUNE, 3, -3), Leg(SEPTEMBER, 0, 4)], [2, 2, 4], id="from_two_expiries"),
    ],
)
def test_rolled_is_what_leaves_one_expiry_for_another_on_the_same_side(legs, parts):
    assert rolled_parts(legs) == parts


@pytest.mark.parametrize("seed", range(300))
def test_as_much_is_closed_as_opened_on_either_side_and_never_more_than_was_traded(seed):
    chance, held, legs = Random(seed), Counter(), []  # noqa: S311
    held.update({expiry: chance.randint(-6, 6) for expiry in (MARCH, JUNE, SEPTEMBER)})
    before = dict(held)
    for _ in range(chance.randint(1, 6)):
        expiry, size = chance.choice([MARCH, JUNE, SEPTEMBER]), chance.choice([-7, -3, -1, 1, 2, 6])
        legs.append(Leg(expiry, held[expiry], size))
        held[expiry] += size
    parts = rolled_parts(legs)
    closed = opened = 0
    for side in (1, -1):
        by = [max(side * held[one], 0) - max(side * before[one], 0) for one in before]
        rolled = min(sum(max(change, 0) for change in by), sum(max(-change, 0) for change in by))
        closed, opened = closed + rolled, opened + rolled
    assert sum(parts) == closed + opened
    assert all(0 <= part <= abs(leg.size) for part, leg in zip(parts, legs, strict=True))

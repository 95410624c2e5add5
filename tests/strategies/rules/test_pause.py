from math import nan

from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.pause import NOTHING, PAUSED, RESUMED, Pause, pause_rule, step

RULE = Pause(0.03, 3, 0.25)


def evenings(*moves, rule=RULE):
    """Multipliers and changes of evenings with these moves."""
    left, seen = 0, []
    for move in moves:
        left, multiplier, change = step(rule, left, move)
        seen.append((multiplier, change))
    return seen


def test_after_a_sudden_move_either_way_so_many_fills_are_small():
    for move in (0.03, -0.05):
        assert evenings(0.01, move, 0.0, 0.0, 0.0, 0.0) == [
            (1.0, NOTHING), (0.25, PAUSED), (0.25, NOTHING), (0.25, NOTHING), (1.0, RESUMED), (1.0, NOTHING),
        ]  # fmt: skip


def test_another_sudden_move_starts_the_count_again():
    assert [one for one, _ in evenings(0.04, 0.0, -0.04, 0.0, 0.0, 0.0)] == [0.25] * 5 + [1.0]


def test_a_move_that_is_not_known_is_no_sudden_one():
    assert evenings(nan, -0.1, nan, nan, nan) == [
        (1.0, NOTHING), (0.25, PAUSED), (0.25, NOTHING), (0.25, NOTHING), (1.0, RESUMED),
    ]  # fmt: skip


@given(st.lists(st.floats(-0.1, 0.1)), st.integers(1, 6))
def test_an_overlay_is_small_where_one_of_the_last_moves_was_sudden(moves, sessions):
    rule = Pause(0.03, sessions, 0.0)
    sudden = [abs(move) >= 0.03 for move in moves]
    asked = [0.0 if any(sudden[max(place + 1 - sessions, 0) : place + 1]) else 1.0 for place in range(len(moves))]
    assert [one for one, _ in evenings(*moves, rule=rule)] == asked


def test_as_a_rule_of_an_overlay_it_tells_the_move_and_the_sessions():
    rule = pause_rule(RULE)
    _, ruling = rule.step(RULE, rule.first, -0.04)
    assert (ruling.code, ruling.state, ruling.observed) == ("paused", "paused", -0.04)
    assert dict(ruling.numbers) == {"move": -0.04, "level": 0.03, "count": 3}
    assert rule.step(RULE, 1, 0.0)[1].code == "resumed"

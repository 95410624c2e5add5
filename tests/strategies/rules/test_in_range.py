from math import nan

from hypothesis import given
from hypothesis import strategies as st

from strategies.rules.in_range import BETWEEN, ENTERED, LEFT, NOTHING, InRange, in_range_rule, step

RULE = InRange(0.15, 0.25, 0.5)


def multipliers(rule, measures):
    ranging, seen = False, []
    for measure in measures:
        ranging, multiplier, _ = step(rule, ranging, measure)
        seen.append(multiplier)
    return seen


def test_it_begins_below_one_level_and_ends_above_another():
    assert multipliers(RULE, [0.15, 0.14, 0.25, 0.26, 0.16, 0.1]) == [1.0, 0.5, 0.5, 1.0, 1.0, 0.5]


def test_an_unknown_measure_changes_nothing():
    assert step(RULE, False, nan) == (False, 1.0, NOTHING)
    assert step(RULE, True, nan) == (True, 0.5, NOTHING)


def test_a_change_has_a_code_of_its_own_by_measure_and_by_label():
    for by_label, codes in ((False, ("range_entered", "range_left")), (True, ("label_entered", "label_left"))):
        rule = in_range_rule(RULE, lambda seen: seen, by_label=by_label)
        told = [rule.step(RULE, ranging, measure)[1] for ranging, measure in ((False, 0.0), (True, 1.0), (True, 0.0))]
        assert [one.code for one in told] == [*codes, ""]
        assert [one.state for one in told] == ["range", "trend", "range"]
    assert [step(RULE, *seen)[2] for seen in ((False, 0.0), (True, 1.0))] == [ENTERED, LEFT]


@given(st.lists(st.sampled_from([0.0, 1.0])))
def test_of_labels_it_is_what_each_label_says(measures):
    rule = InRange(BETWEEN, BETWEEN, 0.0)
    assert multipliers(rule, measures) == measures


@given(st.lists(st.floats(0.0, 1.0)))
def test_what_begins_a_range_is_below_the_level_and_what_ends_it_above(measures):
    seen = [1.0, *multipliers(RULE, measures)]
    for before, after, measure in zip(seen, seen[1:], measures, strict=False):
        if after < before:
            assert measure < RULE.enter_below
        if after > before:
            assert measure > RULE.leave_above

"""Labels of somebody's own: what was given, what a rule may know, and that no later label changes it."""

from random import Random

import pytest

from data.signals.own_labels import OTHER, OwnLabels, own_labels
from data.signals.regimes import AsOfLabels, ExPostLabels, spelled

DATED = own_labels([(10, "calm"), (20, "storm"), (25, OTHER), (40, "calm")])
SESSIONS = [5, 9, 10, 11, 19, 20, 24, 25, 39, 40, 90]


def made_up(seed):
    rng = Random(seed)  # noqa: S311
    days = sorted(rng.sample(range(100), rng.randint(1, 12)))
    return own_labels((day, rng.choice(["a", "b", "c", OTHER])) for day in days)


def test_a_label_holds_from_its_day_until_the_next():
    assert spelled(DATED.given(SESSIONS)) == [
        OTHER, OTHER, "calm", "calm", "calm", "storm", "storm", OTHER, OTHER, "calm", "calm",
    ]  # fmt: skip
    assert DATED.names == ("calm", "storm", OTHER)


def test_what_a_report_has_and_what_a_rule_knows_are_two_types():
    assert isinstance(DATED.given(SESSIONS), ExPostLabels)
    assert isinstance(DATED.known(SESSIONS), AsOfLabels)
    assert spelled(DATED.known(SESSIONS)) == spelled(DATED.given(SESSIONS))


def test_a_lag_is_counted_in_calendar_days():
    assert spelled(DATED.known([14, 15, 24, 25], 5)) == [OTHER, "calm", "calm", "storm"]


@pytest.mark.parametrize("lag", [0, 3])
@pytest.mark.parametrize("seed", range(40))
def test_what_was_known_does_not_depend_on_later_rows(seed, lag):
    labels, sessions = made_up(seed), list(range(0, 130, 2))
    whole = spelled(labels.known(sessions, lag))
    for today in sessions:
        earlier = [pair for pair in zip(labels.days, labels.labels, strict=True) if pair[0] + lag <= today]
        seen = [day for day in sessions if day <= today]
        assert spelled(own_labels(earlier).known(seen, lag)) == whole[: len(seen)]


def test_labels_that_no_session_has_are_counted():
    assert DATED.idle(SESSIONS) == 0
    assert DATED.idle([10, 11, 50]) == 1
    assert OwnLabels((), ()).idle(SESSIONS) == 0


def test_what_says_nothing_new_is_left_out():
    assert own_labels([(1, OTHER), (2, "a"), (3, "a"), (4, "b")]) == OwnLabels((2, 4), ("a", "b"))

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of
from data.base.near_events import NEVER
from strategies.rules.before_events import AHEAD, NOTHING, OVER, BeforeEvents, before_events_rule, step
from strategies.rules.rule import OverlayObservation

MONDAY = day_of(date(2024, 1, 8))


class Evening:
    """A market whose session after the next one is on a day."""

    def __init__(self, after_next):
        self.after_next = after_next


def weekdays(first, count):
    """So many weekdays from a Monday on."""
    return [first + 7 * (place // 5) + place % 5 for place in range(count)]


def small_fills(rule, events, days):
    """The fills, of sessions on these days, that are of the smaller overlay."""
    asked = before_events_rule(rule, sorted(events))
    state, found = asked.first, []
    for today, fill, after in zip(days, days[1:], days[2:], strict=False):
        seen = OverlayObservation(today, fill, 0.1, 1.0, 9.0, 0.0, 0.0, view=Evening(after))
        state, ruling = asked.step(asked.params, state, asked.observe(seen))
        found += [fill] if ruling.multiplier < 1.0 else []
    return found


def test_it_is_small_from_the_days_before_an_event_through_its_own_close():
    wednesday = MONDAY + 9
    found = small_fills(BeforeEvents(2, 0.5), [wednesday], weekdays(MONDAY, 15))
    assert found == [wednesday - 2, wednesday - 1, wednesday]


def test_before_an_event_on_a_monday_it_is_small_from_friday_on():
    monday = MONDAY + 7
    assert small_fills(BeforeEvents(0, 0.5), [monday], weekdays(MONDAY, 15)) == [monday - 3, monday]


def test_an_event_on_a_day_without_trading_is_held_through_small():
    saturday = MONDAY + 12
    assert small_fills(BeforeEvents(0, 0.0), [saturday], weekdays(MONDAY, 15)) == [saturday - 1]


@given(st.integers(0, 6), st.sets(st.integers(3, 60), max_size=4), st.integers(0, 20))
def test_the_session_of_every_event_begins_small(days_before, places, gap):
    days = sorted({*weekdays(MONDAY, 60)} - {MONDAY + gap})
    events = [days[place - 1] for place in places if place < len(days) - 2]
    found = {*small_fills(BeforeEvents(days_before, 0.0), events, days)}
    for event in events:
        if days.index(event) >= 2:
            assert {days[days.index(event) - 1], event} <= found
        if days.index(event) >= 1:
            assert event in found
    far = [day for day in found if not any(0 <= event - day <= max(days_before, 4) for event in events)]
    assert far == []


def test_a_change_has_a_code():
    rule = BeforeEvents(1, 0.5)
    assert [step(rule, small, days, 1)[2] for small, days in ((False, 1), (True, 0), (True, NEVER), (False, 2))] == [
        AHEAD, NOTHING, OVER, NOTHING,
    ]  # fmt: skip


@pytest.mark.parametrize(("days", "told"), [(1, {"days": 1.0}), (9, {})])
def test_as_a_rule_it_tells_how_many_days_ahead_an_event_is(days, told):
    rule = before_events_rule(BeforeEvents(1, 0.5), [MONDAY + days])
    seen = OverlayObservation(MONDAY - 3, MONDAY, 0.1, 1.0, 9.0, 0.0, 0.0, view=Evening(MONDAY + 1))
    assert dict(rule.step(rule.params, False, rule.observe(seen))[1].numbers) == told


def test_without_events_it_never_acts():
    days = weekdays(MONDAY, 15)
    assert small_fills(BeforeEvents(60, 0.0), [], days) == []
    assert small_fills(BeforeEvents(60, 0.0), [days[0] - timedelta(1).days], days) == []

"""How near events are to a session: one by one and all at once, and only from what was known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from data.base.near_events import NEVER, Nearness, days_to_each, near_next

DAYS = st.lists(st.integers(10_000, 10_060), unique=True).map(sorted)


def counted(events: list[int], sessions: list[int], day: int) -> Nearness:
    """By counting: calendar days, and sessions from the first one on or after the last event."""
    ahead = [event - day for event in events if event >= day]
    gone = [event for event in events if event < day]
    passed = sum(gone[-1] <= session < day for session in sessions) if gone else NEVER
    return Nearness(min(ahead, default=NEVER), passed)


@given(DAYS, DAYS)
def test_events_are_as_near_as_days_and_sessions_counted(events, sessions):
    found = [near_next(events, sessions, row - 1, day) for row, day in enumerate(sessions)]
    assert found == [counted(events, sessions, day) for day in sessions]
    assert days_to_each(events, np.array(sessions, dtype=np.int64)).tolist() == [one.days_to for one in found]


@given(DAYS, DAYS.filter(bool), st.data())
def test_sessions_to_come_do_not_change_how_near_events_are(events, sessions, data):
    row = data.draw(st.integers(0, len(sessions) - 1))
    following = sessions[row + 1] if row + 1 < len(sessions) else sessions[row] + 1
    found = near_next(events, sessions, row, following)
    assert found == near_next(events, sessions[: row + 1], row, following) == counted(events, sessions, following)


def test_an_event_on_a_day_without_trading_was_no_session_ago_on_the_next():
    friday, monday = 10_000, 10_003
    assert near_next([friday + 1], [friday, monday], 0, monday) == (NEVER, 0)
    assert near_next([friday], [friday, monday], 0, monday) == (NEVER, 1)
    assert near_next([monday], [friday, monday], -1, friday) == (3, NEVER)

"""What is said of calendars of events that do not reach over a run."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.published import EventDates
from data.intake.published import event_dates
from engine.settings.cash_sections import CashEvents
from engine.settings.offered_sections import BeforeEventsSettings
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

LONGEST_GAP = 100
"""Calendar days without an event after which a calendar is taken to have ended; seasons of results are up to 98
apart."""


def event_notes(config: RunConfig, tables: Mapping[str, pa.Table]) -> Iterator[Note]:
    """Notes on the events that an overlay is small before."""
    if config.small_before_events:
        yield from calendar_notes(config.before_events, to_array(tables["equity"]["date"]).tolist())


def calendar_notes(rule: CashEvents | BeforeEventsSettings, sessions: Sequence[Day]) -> Iterator[Note]:
    """Notes on calendars, and a file of events, that have none before, after or within the sessions of a run."""
    for name in rule.calendars:
        yield from _on_calendar(name, event_dates([name], None), sessions)
    if rule.file:
        yield from _on_calendar(rule.file, event_dates([], Path(rule.file)), sessions)


def _on_calendar(name: str, dates: EventDates, sessions: Sequence[Day]) -> Iterator[Note]:
    following, last = dates.following(sessions[0]), dates.before(sessions[-1] + 1)
    if following is None and last is None:
        yield note("no_event", calendar=name)
    if following is not None and following > sessions[0] + LONGEST_GAP:
        yield note("no_event_until", calendar=name, day=iso(following))
    if last is not None and sessions[-1] > last + LONGEST_GAP:
        yield note("no_event_after", calendar=name, day=iso(last))

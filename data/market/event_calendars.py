"""Calendars of events among the facts: what each is of, and from when until when it is known."""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.facts import Fact, facts


class EventCalendar(NamedTuple):
    """A calendar of `data/facts/events.csv`: its name, what its days are, how many they are, the first and the last."""

    name: str
    what: str
    events: int
    first: Day
    last: Day


def event_calendars() -> Sequence[str]:
    """Names of all calendars, in order of their first days."""
    return facts("events").names


def events_of(name: str) -> tuple[Fact, ...]:
    """The events of a calendar, in order of date; each fact is valid from the day of its event, and its unit says
    what happens on it. Raises `MissingFact` for an unknown name.
    """
    return facts("events").history(name)


def known_calendars() -> tuple[EventCalendar, ...]:
    """What is known of every calendar, in order of their first days."""
    told = ((name, events_of(name)) for name in event_calendars())
    return tuple(
        EventCalendar(name, rows[-1].unit, len(rows), rows[0].valid_from, rows[-1].valid_from) for name, rows in told
    )


def events_between(names: Sequence[str], first: Day, last: Day) -> list[Fact]:
    """The events of some calendars from one day to another, both included, in order of date. Raises `MissingFact` for
    an unknown name.
    """
    found = (fact for name in names for fact in events_of(name) if first <= fact.valid_from <= last)
    return sorted(found, key=lambda fact: fact.valid_from)

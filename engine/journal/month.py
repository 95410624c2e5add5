"""One month of a run: its sessions, and the run as it stood at its end."""

import re
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, date_of, day_of, iso
from data.base.errors import ConfigError
from engine.audit.date_checks import calendar_of
from engine.audit.held import days_of
from engine.results.run import RunResult


class Month(NamedTuple):
    """A calendar month of a run, "2020-03": its first and last session there (day numbers), how many these are, and
    whether the month was over by then.
    """

    name: str
    first: Day
    last: Day
    sessions: int
    over: bool


def month_of(run: RunResult, name: str | None = None) -> Month:
    """A month of a run by its name; by default the last that was over in it, or the last. Raises `ConfigError` for what
    is no month, and for one of which the run has no session.
    """
    days = [int(day) for day in days_of(run)]
    if name is None:
        last = days[-1]
        started = [day for day in days if _name(day) == _name(last)]
        earlier = [day for day in days if day < started[0]]
        name = _name(last if _is_over(run, last) or not earlier else earlier[-1])
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", name):
        raise ConfigError(f"--month {name}: should read YYYY-MM, such as 2020-03")
    within = [day for day in days if _name(day) == name]
    if not within:
        raise ConfigError(
            f"--month {name}: has no session of the run, which goes from {iso(days[0])} to {iso(days[-1])}; "
            "choose one of its months"
        )
    return Month(name, within[0], within[-1], len(within), days[-1] > within[-1] or _is_over(run, within[-1]))


def before(month: Month) -> str:
    """The name of the month before."""
    return _name(day_of(date_of(month.first).replace(day=1)) - 1)


def until(run: RunResult, month: Month) -> RunResult:
    """The run until the end of a month."""
    return _cut(run, None, month.last)


def around(run: RunResult, month: Month) -> RunResult:
    """The run in a month, with the session before it, on whose evening the month's first orders were sent."""
    earlier = [int(day) for day in days_of(run) if day < month.first]
    return _cut(run, earlier[-1] if earlier else month.first, month.last)


def within(table: pa.Table, month: Month) -> pa.Table:
    """The rows of a table that are of a month."""
    return _rows(table, month.first, month.last)


def _cut(run: RunResult, first: Day | None, last: Day) -> RunResult:
    dated = {name: _rows(table, first, last) for name, table in run.tables.items() if "date" in table.column_names}
    return replace(run, tables={**run.tables, **dated})


def _rows(table: pa.Table, first: Day | None, last: Day) -> pa.Table:
    days = to_array(table["date"])
    chosen = days <= last
    return table.filter(chosen if first is None else chosen & (days >= first))


def _name(day: Day) -> str:
    return iso(day)[:7]


def _is_over(run: RunResult, day: Day) -> bool:
    """Whether no session of its month comes after a day."""
    return _name(calendar_of(run).after(day)) != _name(day)

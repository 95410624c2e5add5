"""`overlay calendar`: fixed dates, as rows, or as a file for a calendar program."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.errors import ConfigError
from data.base.meant import hint
from engine.cli.options import Command, as_json, force, language
from engine.cli.showing import print_json, printed
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.base.days import Day
    from data.intake.calendar_text import Entry
    from engine.words import Words

in_year = click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")


def to_file(command: Command) -> Command:
    """Options `--ics` and `--force`."""
    return click.option(
        "--ics",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write them to a calendar file (.ics) as whole days, instead of showing them.",
    )(force(command))


@click.group()
def calendar() -> None:
    """Fixed dates, as rows, or as a file for a calendar program."""


@calendar.command()
@in_year
@click.option("--contract", default="MES", show_default=True, help="Root of the future, such as ES or NK225M.")
@to_file
@as_json
@language
def rolls(*, year: int | None, contract: str, as_json: bool, language: str, **file: Any) -> None:
    """Roll dates and expiries of the quarterly futures.

    \f
    Raises `ConfigError` for an unknown future and one that never ends, `DataError` for a file that exists.
    """
    from data.base.days import iso  # noqa: PLC0415
    from data.base.errors import ConfigError  # noqa: PLC0415
    from data.contracts.calendars import exchange  # noqa: PLC0415
    from data.contracts.contracts import future_spec  # noqa: PLC0415
    from data.contracts.rolls import roll_schedule  # noqa: PLC0415
    from data.intake.calendar_text import Entry  # noqa: PLC0415

    rule, say = future_spec(contract).rolls, words(language)
    if not rule.months:
        raise ConfigError(f"{contract} never ends: it has no roll dates; choose a future, such as MES")
    sessions = exchange(rule.calendar)
    schedule = roll_schedule(*_ends(year), sessions, rule)
    last_trades = [iso(rule.last_trading_day(roll.expiry, sessions)) for roll in schedule]
    rows = [
        {"date": iso(r.day), "contract": contract + r.months()[0], "last_trade": last_trade, "expiry": iso(r.expiry),
         "into": contract + r.months()[1], "next_expiry": iso(r.next_expiry)}
        for r, last_trade in zip(schedule, last_trades, strict=True)
    ]  # fmt: skip
    entries = [
        Entry(r.day, f"roll-{contract}", say("calendar.roll", old=row["contract"], new=row["into"]))
        for r, row in zip(schedule, rows, strict=True)
    ]
    if _told({"rolls": rows}, say("calendar.rolls", root=contract), entries, file, as_json=as_json, language=language):
        return
    from engine.report.console import console, roll_table  # noqa: PLC0415

    console().print(roll_table(contract, schedule, last_trades, say))


@calendar.command()
@in_year
@click.option(
    "--sessions-before", type=click.IntRange(0, 15), default=0, show_default=True, help="Sessions before expiry."
)
@to_file
@as_json
@language
def options(*, year: int | None, sessions_before: int, as_json: bool, language: str, **file: Any) -> None:
    """Monthly dates on which options are bought: what expires, and what is bought for how many days.

    \f
    Raises `ConfigError` for `--force` without a file, `DataError` for a file that exists.
    """
    from data.base.days import iso  # noqa: PLC0415
    from data.contracts.calendars import xnys  # noqa: PLC0415
    from data.contracts.rolls import option_schedule  # noqa: PLC0415
    from data.intake.calendar_text import Entry  # noqa: PLC0415

    say = words(language)
    schedule = option_schedule(*_ends(year), xnys(), sessions_before)
    rows = [{"date": iso(r.day), "expiry": iso(r.expiry), "next_expiry": iso(r.next_expiry)} for r in schedule]
    entries = [
        Entry(r.day, "options", say("calendar.option", old=iso(r.expiry), new=iso(r.next_expiry))) for r in schedule
    ]
    if _told({"options": rows}, say("calendar.options"), entries, file, as_json=as_json, language=language):
        return
    from engine.report.console import console, option_table  # noqa: PLC0415

    console().print(option_table(schedule, say))


@calendar.command()
@in_year
@click.option("--calendar", "names", multiple=True, metavar="NAME", help="One calendar, such as FOMC (default: all).")
@to_file
@as_json
@language
def events(*, year: int | None, names: tuple[str, ...], as_json: bool, language: str, **file: Any) -> None:
    """Days of events that rules know ahead (`cash_events.calendars`): how far each calendar reaches, and a year of it.

    \f
    Raises `ConfigError` for a calendar that there is not, `DataError` for a file that exists.
    """
    from data.base.days import iso  # noqa: PLC0415
    from data.intake.calendar_text import Entry  # noqa: PLC0415
    from data.market.event_calendars import events_between, known_calendars  # noqa: PLC0415

    say, known = words(language), {one.name: one for one in known_calendars()}
    unknown = [name for name in names if name not in known]
    if unknown:
        otherwise = f"should be one of {', '.join(known)}"
        raise ConfigError(f"--calendar {unknown[0]!r}: {hint(unknown[0], known, otherwise)}")
    chosen = [one for name, one in known.items() if name in (names or known)]
    found = events_between([one.name for one in chosen], *_ends(year))
    rows = [
        {"date": iso(one.valid_from), "calendar": one.name, "what": one.unit, "confidence": one.confidence,
         "source": one.source}
        for one in found
    ]  # fmt: skip
    reach = [
        {
            "name": one.name,
            "what": one.what,
            "days": one.events,
            "period": {"first": iso(one.first), "last": iso(one.last)},
        }
        for one in chosen
    ]
    entries = [
        Entry(one.valid_from, one.name, say.told("event", one.name), f"{one.unit}; {one.source}") for one in found
    ]
    told = {"calendars": reach, "events": rows}
    if _told(told, say("calendar.events"), entries, file, as_json=as_json, language=language):
        return
    from engine.report.console import console, row_table  # noqa: PLC0415

    spans = [(o.name, say.told("event", o.name), iso(o.first), iso(o.last), f"{o.events:,}") for o in chosen]
    console().print(row_table(say("calendar.reach"), _titles(say, "calendar what first last count"), spans, right=1))
    days = [(iso(o.valid_from), o.name, say.told("event", o.name), say.told("confidence", o.confidence)) for o in found]
    console().print("", row_table(say("calendar.events"), _titles(say, "date calendar what confidence"), days))


def _titles(say: "Words", keys: str) -> list[str]:
    return [say(f"calendar_column.{key}") for key in keys.split()]


@calendar.command()
@as_json
@language
def periods(*, as_json: bool, language: str) -> None:
    """Periods that --period knows by name: crises, falls that `overlay stress` lays over an account, spans."""
    from data.base.days import iso  # noqa: PLC0415
    from data.market.periods import named_periods  # noqa: PLC0415

    rows = [(one.name, one.kind, iso(one.first), iso(one.last)) for one in named_periods()]
    if as_json:
        told = [{"name": name, "kind": kind, "period": {"first": a, "last": b}} for name, kind, a, b in rows]
        print_json("calendar-periods", {"periods": told})
        return
    from engine.report.console import console, row_table  # noqa: PLC0415

    say = words(language)
    shown = [(name, say.told("period_kind", kind), *days) for name, kind, *days in rows]
    console().print(row_table(say("calendar.periods"), _titles(say, "name kind first last"), shown))


def _ends(year: int | None) -> "tuple[Day, Day]":
    """The first and the last day of a year, of this one where none is named."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.base.days import day_of  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    return day_of(date(year, 1, 1)), day_of(date(year, 12, 31))


def _told(
    rows: dict[str, Any], title: str, entries: "Sequence[Entry]", file: dict[str, Any], *, as_json: bool, language: str
) -> bool:
    """Whether rows were told as JSON, or written to a file. Raises `ConfigError` for `--force` without a file, and for
    a file of no days, `DataError` for one that exists.
    """
    path, force = file["ics"], file["force"]
    if path is None and force:
        raise ConfigError("--force: there is no file to write over; name one with --ics")
    if path is not None and not entries:
        raise ConfigError(f"{path}: there is no day to write; choose another year or calendar")
    if path is not None:
        from data.intake.calendar_text import save_calendar  # noqa: PLC0415

        save_calendar(path, title, entries, force=force)
        if as_json:
            print_json("calendar-file", {"file": str(path), "days": len(entries)})
        else:
            printed(words(language)("calendar.saved", file=path, events=len(entries)))
    elif as_json:
        print_json(f"calendar-{next(reversed(rows))}", rows)
    return as_json or path is not None


COMMANDS = (calendar,)

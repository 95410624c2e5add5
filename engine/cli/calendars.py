"""`overlay calendar`: fixed dates, as rows."""

import json

import click

from engine.cli.options import as_json


@click.group()
def calendar() -> None:
    """Fixed dates, as rows."""


@calendar.command()
@click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")
@click.option("--contract", type=click.Choice(("MES", "ES")), default="MES", show_default=True, help="Future.")
@as_json
def rolls(year: int | None, contract: str, as_json: bool) -> None:  # noqa: FBT001
    """Roll dates and expiries of the quarterly futures."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.calendars import roll_schedule, xnys  # noqa: PLC0415
    from data.days import day_of, iso  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    schedule = roll_schedule(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)), xnys())
    if as_json:
        rows = [
            {"roll_date": iso(r.day), "from": contract + r.months()[0], "expiry": iso(r.expiry),
             "to": contract + r.months()[1], "next_expiry": iso(r.next_expiry)}
            for r in schedule
        ]  # fmt: skip
        click.echo(json.dumps({"rolls": rows}, indent=2))
        return
    from engine.report.console import console, roll_table  # noqa: PLC0415

    console().print(roll_table(contract, schedule))


@calendar.command()
@click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")
@click.option(
    "--sessions-before", type=click.IntRange(0, 15), default=0, show_default=True, help="Sessions before expiry."
)
@as_json
def options(year: int | None, sessions_before: int, as_json: bool) -> None:  # noqa: FBT001
    """Monthly dates on which options are bought: what expires, and what is bought for how many days."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.calendars import option_schedule, xnys  # noqa: PLC0415
    from data.days import day_of, iso  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    schedule = option_schedule(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)), xnys(), sessions_before)
    if as_json:
        rows = [{"date": iso(r.day), "expiry": iso(r.expiry), "next_expiry": iso(r.next_expiry)} for r in schedule]
        click.echo(json.dumps({"options": rows}, indent=2))
        return
    from engine.report.console import console, option_table  # noqa: PLC0415

    console().print(option_table(schedule))


COMMANDS = (calendar,)

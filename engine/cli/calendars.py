"""`overlay calendar`: fixed dates, as rows."""

import json

import click

from engine.cli.options import as_json


@click.group()
def calendar() -> None:
    """Fixed dates, as rows."""


@calendar.command()
@click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")
@click.option("--contract", default="MES", show_default=True, help="Root of the future, such as ES or NK225M.")
@as_json
def rolls(year: int | None, contract: str, as_json: bool) -> None:  # noqa: FBT001
    """Roll dates and expiries of the quarterly futures."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.base.days import day_of, iso  # noqa: PLC0415
    from data.contracts.calendars import exchange, roll_schedule  # noqa: PLC0415
    from data.contracts.contracts import future_spec  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    rule = future_spec(contract).rolls
    sessions = exchange(rule.calendar)
    schedule = roll_schedule(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)), sessions, rule)
    last_trades = [iso(rule.last_trading_day(roll.expiry, sessions)) for roll in schedule]
    if as_json:
        rows = [
            {"roll_date": iso(r.day), "from": contract + r.months()[0], "last_trade": last_trade,
                "expiry": iso(r.expiry),
             "to": contract + r.months()[1], "next_expiry": iso(r.next_expiry)}
            for r, last_trade in zip(schedule, last_trades, strict=True)
        ]  # fmt: skip
        click.echo(json.dumps({"rolls": rows}, indent=2))
        return
    from engine.report.console import console, roll_table  # noqa: PLC0415

    console().print(roll_table(contract, schedule, last_trades))


@calendar.command()
@click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")
@click.option(
    "--sessions-before", type=click.IntRange(0, 15), default=0, show_default=True, help="Sessions before expiry."
)
@as_json
def options(year: int | None, sessions_before: int, as_json: bool) -> None:  # noqa: FBT001
    """Monthly dates on which options are bought: what expires, and what is bought for how many days."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.base.days import day_of, iso  # noqa: PLC0415
    from data.contracts.calendars import option_schedule, xnys  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    schedule = option_schedule(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)), xnys(), sessions_before)
    if as_json:
        rows = [{"date": iso(r.day), "expiry": iso(r.expiry), "next_expiry": iso(r.next_expiry)} for r in schedule]
        click.echo(json.dumps({"options": rows}, indent=2))
        return
    from engine.report.console import console, option_table  # noqa: PLC0415

    console().print(option_table(schedule))


@calendar.command()
@as_json
def periods(as_json: bool) -> None:  # noqa: FBT001
    """Periods that --period knows by name: crises, falls that `overlay stress` lays over an account, spans."""
    from data.base.days import iso  # noqa: PLC0415
    from data.market.periods import named_periods  # noqa: PLC0415

    rows = [(one.name, one.kind, iso(one.first), iso(one.last)) for one in named_periods()]
    if as_json:
        titles = ("name", "kind", "first", "last")
        click.echo(json.dumps({"periods": [dict(zip(titles, row, strict=True)) for row in rows]}, indent=2))
        return
    from engine.report.console import console, period_table  # noqa: PLC0415

    console().print(period_table(rows))


COMMANDS = (calendar,)

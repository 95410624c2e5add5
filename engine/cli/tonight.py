"""`overlay tonight`: what a plan does for the next session, and why."""

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.errors import ConfigError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import (
    Command,
    a_plan,
    as_json,
    assignments,
    day_option,
    force,
    language,
    own_strategy,
    pattern,
    plan_asked,
)
from engine.cli.showing import print_json, printed
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.evening.tonight import Tonight
    from engine.settings.run_config import RunConfig


class Shape(NamedTuple):
    """In which form tonight is told: to a calendar file, as JSON, or by nothing but the exit code."""

    ics: Path | None
    force: bool
    as_json: bool
    quiet: bool
    language: str


def shapes(command: Command) -> Callable[..., None]:
    """Options `--ics`, `--force`, `--json`, `--quiet` and `--lang`, given to the command together as `shape`."""

    @wraps(command)
    def bundled(*, ics: Path | None, force: bool, as_json: bool, quiet: bool, language: str, **others: Any) -> None:
        command(shape=Shape(ics, force, as_json, quiet, language), **others)

    told = "Print nothing; exit with 0: nothing to do, 10: orders, 11: only money to move, 12: a margin call."
    quiet = click.option("--quiet", is_flag=True, help=told)
    file = click.option(
        "--ics", type=click.Path(path_type=Path), metavar="FILE", help="Write orders and dates to a calendar file too."
    )
    return quiet(file(force(as_json(language(bundled)))))


@click.command()
@a_plan
@pattern
@own_strategy
@assignments
@market_options
@day_option("--as-of", "day", explained="Rehearse the evening of a session of the past.")
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The account as it is (docs/state.md), in place of the one that the plan would have come to.",
)
@shapes
def tonight(
    *,
    file: Path | None,
    pattern: str | None,
    assignments: tuple[str, ...],
    market_files: MarketFiles,
    day: date | None,
    state: Path | None,
    shape: Shape,
) -> None:
    """What to do for the next session, and why: orders, money, rules, distances, dates.

    The market must end on the latest session, unless --as-of rehearses. See
    docs/tonight.md.

    \f
    Raises `ConfigError` for `--force` without a file, and an account that cannot be held, and `DataError` for a market
    that does not end on the latest session.
    """
    from data.base.days import day_of  # noqa: PLC0415
    from engine.evening.age import require_latest  # noqa: PLC0415
    from engine.evening.state_checks import read_state  # noqa: PLC0415
    from engine.evening.tonight import tonight as tonight_of  # noqa: PLC0415

    _refuse_two_shapes(shape)
    config, market = plan_asked(file, pattern, assignments), market_files.open()
    if day is None:
        require_latest(market, _family(config), _now())
    as_of = day_of(day) if day else None
    held = read_state(state, config, market, as_of or market.days[-1]) if state else None
    with redirect_stdout(sys.stderr):  # a strategy may print
        found = tonight_of(config, market, as_of, held)
    _show(found, shape)
    if shape.quiet:
        click.get_current_context().exit(found.status)


def _refuse_two_shapes(shape: Shape) -> None:
    if shape.quiet and shape.as_json:
        raise click.UsageError("--quiet prints nothing, --json prints one object; choose one of them")
    if shape.force and shape.ics is None:
        raise ConfigError("--force: there is no file to write over; name one with --ics")


def _now() -> Any:
    from data.fetch.clock import system_clock  # noqa: PLC0415

    return system_clock().now()


def _family(config: "RunConfig") -> str:
    from engine.assembly.broker_terms import family_of  # noqa: PLC0415

    return family_of(config)


def _show(found: "Tonight", shape: Shape) -> None:
    say = words(shape.language)
    saved = _save(found, shape.ics, say, force=shape.force) if shape.ics else ""
    if shape.as_json:
        from engine.report.tonight_plain import plain_tonight  # noqa: PLC0415

        print_json("tonight", plain_tonight(found))
    elif not shape.quiet:
        _print(found, say)
        if saved:
            printed(saved)


def _save(found: "Tonight", file: Path, say: Words, *, force: bool) -> str:
    from data.intake.calendar_text import save_calendar  # noqa: PLC0415
    from engine.report.tonight_calendar import calendar_entries  # noqa: PLC0415

    entries = calendar_entries(found, say)
    title = say("tonight.calendar", plan=found.evening.config.kind_called)
    save_calendar(file, title, entries, force=force)
    return say("tonight.saved", file=file, count=len(entries))


def _print(found: "Tonight", say: Words) -> None:
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.tonight_tables import tonight_lines  # noqa: PLC0415

    screen = console()
    for line in tonight_lines(found, say):
        screen.print(line, soft_wrap=True)
    show_tables(found, say)


def show_tables(found: "Tonight", say: Words) -> None:
    """Print the tables that have rows."""
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.tonight_tables import tonight_tables  # noqa: PLC0415

    screen = console()
    for table in tonight_tables(found, say):
        screen.print()
        screen.print(table)


COMMANDS = (tonight,)

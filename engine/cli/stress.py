"""`overlay stress`: index, yen, margin and redemptions against an account together."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import (
    as_json,
    assignments,
    config_file,
    day_option,
    inside,
    language,
    own_strategy,
    pattern,
    plan_asked,
    run_or_plan,
)
from engine.cli.showing import print_json, with_flag
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.results.run import RunResult
    from engine.stress.of_run import StressTest


@click.command()
@click.argument("named", metavar="[RUN | CONFIG]", required=False, shell_complete=completing.saved_or_file)
@inside
@pattern
@config_file
@own_strategy
@assignments
@market_options
@click.option("--absent", type=int, default=0, help="Sessions from the shock on in which nobody is there.")
@click.option("--outage", type=int, default=0, help="Sessions from the shock on in which the broker cannot be reached.")
@click.option("--late", type=int, default=0, help="Also redemptions that come so many sessions late.")
@day_option("--date", "day", explained="A session of the run (default: the last on which it held anything).")
@as_json
@language
def stress(
    *, named: str | None, inside: Path, pattern: str | None, file: Path | None, assignments: tuple[str, ...],
    market_files: MarketFiles,
    day: date | None, as_json: bool, language: str, **unattended: int,
) -> None:  # fmt: skip
    """What becomes of an account if the index falls, the yen moves, margin rises and
    redemptions come late, all at once.

    The account is that of a saved run on one of its days, or of a config that is run on the spot and not saved. See
    docs/stress.md.
    """
    from data.base.days import day_of  # noqa: PLC0415
    from engine.report.run_plain import plain_name  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.runs.backtest import backtest  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415
    from engine.stress.of_run import plain, stress_test  # noqa: PLC0415
    from engine.stress.unattended import Unattended  # noqa: PLC0415

    named, file = run_or_plan(named, file)
    if named and (pattern or file or assignments):
        raise click.UsageError("name a saved run or the settings of one, not both")
    saved = load_run(find(named, inside, ("run",))) if named else None
    market = market_files.open(saved.shipped_market if saved else "")
    run = saved or backtest(plan_asked(file, pattern, assignments), market)
    test = stress_test(run, market, day_of(day) if day else None, Unattended(**unattended).checked())
    if as_json:
        print_json("stress", {**plain_name(run), **plain(test)})
    else:
        _show(test, run, words(language))


def _show(test: "StressTest", run: "RunResult", say: Words) -> None:
    from engine.report import stress_tables as shown  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.headlines import name_of  # noqa: PLC0415

    screen, currency = console(), run.config.capital.currency
    screen.print(shown.state_line(test, name_of(run), currency, say), soft_wrap=True)
    if idle := shown.idle_line(test, say):
        screen.print(idle, soft_wrap=True)
    if unattended := shown.unattended_line(test, say):
        screen.print(unattended, soft_wrap=True)
    for table in shown.grid_tables(test, say):
        screen.print()
        screen.print(with_flag(table, run, say))
    screen.print(shown.legend(say), soft_wrap=True)
    screen.print(shown.fatal_line(test.cells, say), soft_wrap=True)
    screen.print()
    screen.print(with_flag(shown.replay_table(test, currency, say), run, say))
    if missing := shown.not_covered(test, say):
        screen.print(missing, soft_wrap=True)


COMMANDS = (stress,)

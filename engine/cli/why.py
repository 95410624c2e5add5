"""`overlay why`: one day of a run, or of a plan, explained."""

import sys
from contextlib import redirect_stdout
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.base.days import Day, day_of
from data.base.errors import ConfigError
from engine.cli import completing
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import (
    as_json,
    assignments,
    config_file,
    inside,
    language,
    own_strategy,
    plan_asked,
    run_or_plan,
)
from engine.cli.options import pattern as a_pattern
from engine.cli.showing import print_json
from engine.words import words

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig


@click.command()
@click.argument(
    "asked", nargs=-1, required=True, metavar="[RUN | CONFIG] DATE", shell_complete=completing.saved_or_file
)
@inside
@config_file
@a_pattern
@own_strategy
@assignments
@market_options
@as_json
@language
def why(
    *, asked: tuple[str, ...], inside: Path, file: Path | None, pattern: str | None, assignments: tuple[str, ...],
    market_files: MarketFiles, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Explain one day of a saved run: what the market did, what had been decided and why, what was dealt, each cause of
    the day's result, margin, and what was decided for the next session.

    RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in. Without it the day is
    that of a plan (CONFIG, --pattern, --set), which is run until then.
    \f
    Raises `ConfigError` for a day that is no session, and for a run and a plan together; `ResultError` for what is no
    run.
    """
    from engine.assembly.market_seen import market_for  # noqa: PLC0415
    from engine.evening.why import why_of  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.headlines import flagged, name_of  # noqa: PLC0415
    from engine.report.run_plain import plain_name  # noqa: PLC0415
    from engine.report.why_page import plain_why, why_lines  # noqa: PLC0415

    *named, day = asked
    when, say = _day(day), words(language)
    name, file = run_or_plan(named[0] if named else None, file)
    if len(named) > 1 or (name and (file or pattern or assignments)):
        raise ConfigError("why: name one saved run, or a plan with --config, --pattern and --set, and one day")
    if name:
        run = _saved(name, inside)
        market = market_files.open(run.shipped_market)
    else:
        with redirect_stdout(sys.stderr):  # a strategy may print
            run, market = _of_plan(plan_asked(file, pattern, assignments), market_files.open(), when)
    found = why_of(run, when, market_for(run.config, market))
    if as_json:
        print_json("why", {**plain_name(run), **plain_why(found)})
        return
    screen = console()
    title = say("why.title", date=day, run=name_of(run))
    for line in (flagged(title, run, say), "", *why_lines(found, say)):
        screen.print(line, soft_wrap=True)


def _day(text: str) -> Day:
    try:
        return day_of(datetime.strptime(text, "%Y-%m-%d").date())  # noqa: DTZ007  (a calendar day)
    except ValueError:
        raise ConfigError(f"why: {text!r} should be a day such as 2020-03-16") from None


def _saved(named: str, inside: Path) -> "RunResult":
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    return load_run(find(named, inside, ("run",)))


def _of_plan(config: "RunConfig", market: "Market", day: Day) -> "tuple[RunResult, Market]":
    """A plan run until the evening of a day, and the market until then. Raises `ConfigError` for a day that is no
    session, and what `backtest` raises.
    """
    from engine.evening.evening import ending  # noqa: PLC0415
    from engine.evening.why import no_session  # noqa: PLC0415
    from engine.runs.backtest import backtest  # noqa: PLC0415

    if day not in market.days:
        raise ConfigError(no_session(config.called, day, market.days))
    config, market = ending(config, market, day)
    return backtest(config, market), market


COMMANDS = (why,)

"""`overlay break`: what exactly would end this, how unlikely it is, and what would stand it."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.cli import completing
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import (
    as_json,
    assignments,
    config_file,
    day_option,
    force,
    inside,
    language,
    own_strategy,
    pattern,
    plan_asked,
    run_or_plan,
)
from engine.cli.showing import print_json, printed
from engine.cli.values import SHARE
from engine.words import words

LATE = "Chance that money is a session later than the profile says (default: 2%, an assumption; 0: never)."


@click.command(name="break")
@click.argument("named", metavar="[RUN | CONFIG]", required=False, shell_complete=completing.saved_or_file)
@inside
@pattern
@config_file
@own_strategy
@assignments
@market_options
@day_option("--date", "day", explained="A session of the run (default: the last on which it held anything).")
@click.option("--days", "sessions", type=int, default=5, show_default=True, help="Sessions it may take, 1 to 10.")
@click.option("--late-odds", type=SHARE, help=LATE)
@click.option("--rarer", "times", type=float, default=10.0, show_default=True, help="How many times rarer to make it.")
@click.option("--draws", type=int, default=4_000, show_default=True, help="Draws of the chance.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the draws.")
@click.option("--report", "page", type=click.Path(path_type=Path), metavar="FILE", help="Write a page: FILE.html.")
@force
@as_json
@language
def break_(
    *, named: str | None, inside: Path, pattern: str | None, file: Path | None, assignments: tuple[str, ...],
    market_files: MarketFiles, day: date | None, page: Path | None, force: bool, as_json: bool, language: str,
    **terms: Any,
) -> None:  # fmt: skip
    """What exactly would end this? The least unlikely path on which the broker sells the account (fall, days, margin,
    yen and late money together), how unlikely it is, and the mildest changes of the plan that stand it.

    The account is that of a saved run on one of its days, or of a config that is run on the spot and not saved. See
    docs/nearest_disaster.md.
    \f
    Raises `ResultError` where --report names a file that exists.
    """
    from data.base.days import day_of  # noqa: PLC0415
    from engine.nearest.disaster import BreakTerms, nearest_disaster  # noqa: PLC0415
    from engine.nearest.plain import plain  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.nearest_told import nearest_lines  # noqa: PLC0415
    from engine.report.run_plain import plain_name, plain_period  # noqa: PLC0415
    from engine.results.folders import refuse_existing  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.runs.backtest import backtest  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    named, file = run_or_plan(named, file)
    if named and (pattern or file or assignments):
        raise click.UsageError("name a saved run or the settings of one, not both")
    if page:
        refuse_existing(page, force=force)
    saved = load_run(find(named, inside, ("run",))) if named else None
    market = market_files.open(saved.shipped_market if saved else "")
    run = saved or backtest(plan_asked(file, pattern, assignments), market)
    found = nearest_disaster(run, market, day_of(day) if day else None, BreakTerms(**terms))
    if page:
        from engine.report.nearest_page import write_nearest_page  # noqa: PLC0415

        write_nearest_page(found, run, page, language, force=force)
    if as_json:
        print_json("break", {**plain_name(run), "period": plain_period(run)["period"], **plain(found)})
        return
    screen = console()
    for part in nearest_lines(found, run, words(language)):
        screen.print(part, soft_wrap=isinstance(part, str))
    if page:
        printed(words(language)("nearest.written", path=page))


COMMANDS = (break_,)

"""`overlay check-strategy`: whether a Backtrader strategy of one's own may be believed."""

import sys
from pathlib import Path

import click

from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import a_plan, as_json, assignments, language, own_assignments, plan_asked
from engine.cli.progress import progress
from engine.cli.showing import print_json, printed
from engine.words import words


@click.command("check-strategy")
@click.argument("strategy", metavar="FILE.py:Class")
@a_plan
@click.option("--param", "given", multiple=True, metavar="NAME=VALUE", help="One param of it.")
@market_options
@assignments
@as_json
@language
def check_strategy(
    *, strategy: str, given: tuple[str, ...], market_files: MarketFiles, file: Path | None,
    assignments: tuple[str, ...], as_json: bool, language: str,
) -> None:  # fmt: skip
    """Ask a Backtrader strategy of your own what would make its figures worthless.

    It is run, run again, and run with the future cut off (June 2007 to June 2009 unless a period is set): does it look
    ahead, is it random, does it trade, does it ask for more than the account may hold. Nothing is saved. Exit status 1
    where something is found.
    """
    from engine.kits.check_strategy import check_strategy as checked  # noqa: PLC0415

    own = own_assignments(strategy, given)
    config, say = plan_asked(file, "own", (*assignments, *own)), words(language)
    with progress(say, quiet=as_json):
        found = checked(strategy, config, market_files.open())
    if as_json:
        print_json("check-strategy", {"strategy": strategy, "findings": found})
    else:
        printed("\n".join(found) or say("said.sound", strategy=strategy))
    if found:
        sys.exit(1)


COMMANDS = (check_strategy,)

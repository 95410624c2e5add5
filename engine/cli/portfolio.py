"""`overlay portfolio`: several accounts of one owner side by side, told as one."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, as_json, language, out
from engine.cli.progress import progress
from engine.cli.report import file_name, write_portfolio_page
from engine.cli.showing import printed, show_portfolio
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.market.market import Market
    from engine.cli.progress import Tell
    from engine.portfolio.plan import PortfolioPlan


@click.command()
@click.argument("plan", metavar="PLAN", type=click.Path(path_type=Path))
@market_options
@out
@as_json
@language
def portfolio(*, plan: Path, market_files: MarketFiles, out: Path, as_json: bool, language: str) -> None:
    """What do several accounts do together? Run the accounts of a plan side by side, move money between them as it
    says, and tell them as one: what splitting the capital cost, how they lose together, and what each would have been
    alone.

    PLAN is a TOML file: the whole, transfers, and a table [accounts.NAME] for each account with its share and settings,
    or a config of its own. --market is for accounts that name none.
    \f
    Raises `ConfigError` for a plan that cannot be.
    """
    from engine.portfolio.plan import load_plan  # noqa: PLC0415

    run_and_show(load_plan(plan), market_files, Output(out, as_json, language))


def run_and_show(plan: "PortfolioPlan", files: MarketFiles, output: Output) -> None:
    """Run and save a portfolio with its page, and print it."""
    from engine.portfolio.portfolio import run_portfolio  # noqa: PLC0415

    say = words(output.language)
    with progress(say, quiet=output.as_json) as tell:
        result = run_portfolio(plan, markets_of(plan, files), hearing(say, tell)).save(output.out)
        page = (
            write_portfolio_page(result, result.path / file_name(say.language), say.language) if result.path else None
        )
    show_portfolio(result, say, as_json=output.as_json)
    if not output.as_json:
        printed(say("said.report", path=page))


def markets_of(
    plan: "PortfolioPlan", files: MarketFiles, made_on: "Mapping[str, str] | None" = None
) -> "dict[str, Market]":
    """The market of each account by its name: its own file, else that of the command line, else that of the program
    (`made_on`: by account, which of these). Raises `DataError` for what is no market, and `click.UsageError` where all
    have a file of their own and the command line names one.
    """
    if files.market and all(one.market for one in plan.accounts):
        raise click.UsageError("--market has no effect, for every account of the plan has a market of its own")
    known = made_on or {}
    opened: dict[tuple[str, str], Market] = {}
    for one in plan.accounts:
        key = one.market, "" if one.market else known.get(one.name, "")
        if key not in opened:
            own = files._replace(market=Path(one.market), index_name=None) if one.market else files
            opened[key] = own.open(key[1])
    return {one.name: opened[one.market, "" if one.market else known.get(one.name, "")] for one in plan.accounts}


def hearing(say: Words, tell: "Tell | None") -> "Callable[[str], None] | None":
    """What a portfolio calls with what it runs; nothing where nobody listens."""
    if tell is None:
        return None
    from engine.portfolio.figures import PORTFOLIO  # noqa: PLC0415

    return lambda what: tell(
        say("portfolio.progress") if what == PORTFOLIO else say("portfolio.progress_alone", account=what)
    )


COMMANDS = (portfolio,)

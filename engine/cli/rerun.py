"""`overlay rerun`: a saved run's settings under today's code and facts, and what has become different."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.days import day_of
from data.base.errors import ResultError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, as_json, inside, language, named, out
from engine.cli.portfolio import hearing, markets_of
from engine.cli.progress import progress
from engine.cli.showing import print_json, printed
from engine.words import words

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.results.run import RunResult


@click.command()
@named
@inside
@market_options
@out
@as_json
@language
def rerun(*, named: str, inside: Path, market_files: MarketFiles, out: Path, as_json: bool, language: str) -> None:
    """Run the settings of a saved run, or the plan of a portfolio, again, save the result beside it, and show what
    differs.

    A setting that came after the run stays as it was then: what differs is what the program, its facts or the market
    have changed. RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ResultError` for what is no run, for an account whose portfolio sent it money or got some, and where files
    it was made on are not named.
    """
    from engine.assembly.market_seen import market_for  # noqa: PLC0415
    from engine.cli.diff import show_difference  # noqa: PLC0415
    from engine.comparison.diff import difference  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.runs.backtest import backtest  # noqa: PLC0415
    from engine.runs.given_again import given_of  # noqa: PLC0415
    from engine.saved.listing import kind_of  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415
    from engine.settings.run_config import parse_config  # noqa: PLC0415

    folder, say = find(named, inside, ("run", "portfolio")), words(language)
    if kind_of(folder) == "portfolio":
        rerun_portfolio(folder, market_files, Output(out, as_json, language))
        return
    before = load_run(folder)
    require_alone(before)
    market = market_files.open(before.shipped_market)
    require_its_files(before, market_files)
    changed = _changed_since(before)
    for file in changed if not as_json else ():
        click.echo(say("said.changed_since", file=file), err=True)
    config = parse_config(same_days(before, market), str(before.path))
    with progress(say, quiet=as_json):
        after = backtest(config, market, given=given_of(before)).save(out)
    found = difference(before, after, market_for(config, market))
    if as_json:
        folders = {"left": str(before.path), "right": str(after.path)}
        print_json("rerun", {"folders": folders, "name": config.called, **found.plain(), "changed": changed})
        return
    show_difference([str(before.path), str(after.path)], {"": found}, {}, say)


def rerun_portfolio(folder: Path, files: MarketFiles, output: Output) -> None:
    """Run the plan of a saved portfolio again on its days, save it, and tell which tables are not as they were. Raises
    `ResultError` as `load_portfolio` does, and where files it was made on are not named.
    """
    from engine.portfolio.again import changed_tables, same_plan  # noqa: PLC0415
    from engine.portfolio.portfolio import run_portfolio  # noqa: PLC0415
    from engine.portfolio.result import load_portfolio  # noqa: PLC0415

    before, say = load_portfolio(folder), words(output.language)
    plan = same_plan(before)
    for one in plan.accounts:
        if not one.market:
            require_its_files(before.runs[one.name], files)
    markets = markets_of(plan, files, {name: run.shipped_market for name, run in before.runs.items()})
    with progress(say, quiet=output.as_json) as tell:
        after = run_portfolio(plan, markets, hearing(say, tell)).save(output.out)
    different = changed_tables(before, after)
    told = {"before": str(folder), "now": str(after.path)}
    if output.as_json:
        folders = {"left": told["before"], "right": told["now"]}
        print_json("rerun-portfolio", {"folders": folders, "same": not different, "different": different})
    else:
        printed(say("portfolio.differs", **told, tables=different) if different else say("portfolio.same", **told))


def _changed_since(run: "RunResult") -> list[str]:
    """The files of a run's strategy that are not as they were. Raises `ResultError` where it is gone, and for what
    only a session had.
    """
    config = run.config
    if not config.kind.is_free:
        return []
    if not config.own.file:
        what = f"{config.own.called} or its setup was of a session and is in no file"
        raise ResultError(f"{run.path}: {what}; run it again there with run_own")
    if not Path(config.own.file).is_file():
        raise ResultError(f"{run.path}: its strategy was in {config.own.file}, which is gone; put it back to run it")
    inputs: dict[str, str] = run.manifest.get("inputs", {})
    return [name for name, digest in inputs.items() if name.endswith(".py") and _hash_now(name) != digest]


def _hash_now(name: str) -> str:
    """SHA-256 of a file as it is, empty where there is none."""
    from data.base.cache import files_hash  # noqa: PLC0415

    return files_hash([Path(name)]) if Path(name).is_file() else ""


def same_days(run: "RunResult", market: "Market") -> dict[str, Any]:
    """Settings of a run, with its own first and last day where it left open what the market of
    the program has moved since.
    """
    settings, days = run.config.settings(), run.table("equity")["date"]
    if not market.shipped:
        return settings
    period = dict(settings["period"])
    for name, day, now in (("start", days[0].as_py(), market.starts), ("end", days[-1].as_py(), market.days[-1])):
        if period.get(name) is None and day_of(day) != now:
            period[name] = day
    return {**settings, "period": period}


def require_alone(run: "RunResult") -> None:
    """Raise `ResultError` for an account of a portfolio with which others exchanged money: alone it is another."""
    from engine.account.paid import BETWEEN  # noqa: PLC0415
    from engine.analysis.unit_value import FLOWS  # noqa: PLC0415

    if FLOWS in run.tables and not BETWEEN.isdisjoint(run.tables[FLOWS]["kind"].to_pylist()):
        whole = run.path.parents[1] if run.path else ""
        moved = "other accounts of its portfolio sent it money or got some"
        raise ResultError(f"{run.path}: {moved}; run them all: {whole}")


def require_its_files(run: "RunResult", given: MarketFiles) -> None:
    """Raise `ResultError` where a run was made on files that are not named again."""
    made_on = run.manifest["market"]
    for told, file, option, what in (
        ("origin", given.market, "--market", "a market"),
        ("futures_sha256", given.futures, "--futures", "futures"),
        ("option_quotes_sha256", given.chains, "--chains", "chains"),
    ):
        if told in made_on and file is None:
            raise ResultError(f"{run.path}: was made on {what} of its own; name it with {option}")


COMMANDS = (rerun,)

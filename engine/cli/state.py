"""`overlay state`: an account in a file: checked, written from a saved run, and from a broker's statement."""

import sys
import tomllib
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.days import day_of, iso
from data.base.errors import ResultError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import a_plan, as_json, assignments, day_option, inside, language, named, plan_asked
from engine.cli.showing import print_json, printed
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.results.run import RunResult

AGREES = 1e-9
"""Share of an equity by which a saved run, run again, may miss what it kept."""


@click.group()
def state() -> None:
    """An account in a file, for `overlay tonight --state`: checked, or written from a run or a broker's statement."""


@state.command()
@click.argument("state", type=click.Path(path_type=Path), metavar="FILE")
@a_plan
@assignments
@market_options
@as_json
@language
def check(
    *, state: Path, file: Path | None, assignments: tuple[str, ...], market_files: MarketFiles, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Whether the plan can go on with the account in FILE: its day, its contracts, its sum, its margin at that close.
    CONFIG is the plan (default: the default settings).
    \f
    Raises `ConfigError` with one sentence for what contradicts.
    """
    from engine.evening.state_checks import checked  # noqa: PLC0415
    from engine.evening.state_file import load_state  # noqa: PLC0415

    config = plan_asked(file, None, assignments)
    with redirect_stdout(sys.stderr):
        evening = checked(load_state(state), config, market_files.open())
    day, currency, held = iso(evening.day), config.capital.currency, evening.account.positions
    told = {"equity": evening.equity, **evening.margin._asdict()}
    if as_json:
        rows = [one._asdict() for one in held]
        named = {"file": str(state), **config.identity, "date": day}
        print_json("state-check", {**named, **told, "positions": rows})
        return
    positions = ", ".join(f"{one.size} {one.contract}" for one in held) or "-"
    named = {"file": str(state), "day": day, "currency": currency, "positions": positions}
    printed(words(language)("account_state.fits", **named, **told))


def _tell_state(text: str, of: "Mapping[str, Any]", *, as_json: bool) -> None:
    """Print an account as the file that it is, or its keys and values as JSON."""
    if as_json:
        print_json("state", {**of, "state": tomllib.loads(text)})
    else:
        printed(text, nl=False)


@state.command()
@named
@day_option("--on", explained="The evening, a session of the run (default: its last).")
@inside
@market_options
@as_json
def of(*, named: str, on: date | None, inside: Path, market_files: MarketFiles, as_json: bool) -> None:
    """Print the account of a saved run in the evening of a day, as a file: `overlay state of RUN --on 2020-03-16 >
    state.toml`.
    \f
    Raises `ResultError` for what is no run, a day that it has not, an evening in which the broker closes, and a run
    that comes out otherwise today.
    """
    from engine.cli.rerun import require_its_files  # noqa: PLC0415
    from engine.evening.evening import evening_of  # noqa: PLC0415
    from engine.evening.of_run import with_past  # noqa: PLC0415
    from engine.evening.state_file import state_text  # noqa: PLC0415
    from engine.report.run_plain import plain_name  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.runs.given_again import given_of  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    run = load_run(find(named, inside, ("run",)))
    equities = {day_of(day): value for day, value in _equities(run)}
    day = day_of(on) if on else max(equities)
    if day not in equities:
        raise ResultError(
            f"{run.path}: has no session {iso(day)}; it runs {iso(min(equities))} to {iso(max(equities))}"
        )
    require_its_files(run, market_files)
    with redirect_stdout(sys.stderr):  # a strategy may print
        evening = evening_of(run.config, market_files.open(run.shipped_market), day, given=given_of(run))
    if evening.broker.session.margin.closes_next:
        raise ResultError(f"{run.path}: on {iso(day)} the broker is about to close positions; name another evening")
    if abs(evening.equity - equities[day]) > AGREES * abs(equities[day]):
        kept, now = f"{equities[day]:,.2f}", f"{evening.equity:,.2f}"
        raise ResultError(
            f"{run.path}: kept an equity of {kept} on {iso(day)}, and comes to {now} today: the program, its facts or "
            "the market have changed; run it again, or name its market"
        )
    text = state_text(with_past(evening, equities), evening.config.capital.currency, evening.equity)
    _tell_state(text, plain_name(run), as_json=as_json)


@state.command("from")
@click.argument("statement", metavar="STATEMENT")
@a_plan
@click.option("--leave-out", is_flag=True, help="Leave out what is held and no part of the plan, and say it.")
@assignments
@market_options
@as_json
@language
def from_statement(
    *, statement: str, file: Path | None, leave_out: bool, assignments: tuple[str, ...], market_files: MarketFiles,
    as_json: bool, language: str,
) -> None:  # fmt: skip
    """Print the account of a broker's STATEMENT as a file: a Flex statement of Interactive Brokers (XML), or a table
    (FILE[:mdy|dmy]) as docs/state.md says: `overlay state from statement.xml plan.toml > state.toml`.
    \f
    Raises `DataError` for a statement that cannot be read, and `ConfigError` for an account that the plan cannot hold.
    """
    from data.base.saying import worded  # noqa: PLC0415
    from data.intake.statements.statement import read_statement  # noqa: PLC0415
    from engine.evening.from_statement import account_of  # noqa: PLC0415
    from engine.evening.state_checks import checked  # noqa: PLC0415
    from engine.evening.state_file import StateFile, state_text  # noqa: PLC0415

    config, market, say = plan_asked(file, None, assignments), market_files.open(), words(language)
    currency = config.capital.currency
    read = read_statement(statement, market.calendar, currency)
    told = account_of(read, config, leave_out=leave_out)
    with redirect_stdout(sys.stderr):
        evening = checked(StateFile(read.file, told.held, currency), config, market)
    for line, why in told.left_out:
        click.echo(say("account_state.left_out", file=read.file, line=line, why=worded(why, language)), err=True)
    text = state_text(told.held, currency, evening.equity)
    _tell_state(text, {"folder": None, **config.identity}, as_json=as_json)


def _equities(run: "RunResult") -> "list[tuple[date, float]]":
    table = run.table("equity")
    return list(zip(table["date"].to_pylist(), table["equity"].to_pylist(), strict=True))


COMMANDS = (state,)

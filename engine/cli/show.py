"""`overlay show`: one saved result on a terminal."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from engine.cli.options import as_json, day_option, inside, language, named
from engine.cli.run_parts import account_of, show_trades_by
from engine.cli.showing import (
    market_at_hand,
    plain_comparison,
    print_json,
    show_notes,
    show_portfolio,
    show_runs,
    show_survival,
    show_sweep,
    show_worth,
    with_flag,
)
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from engine.results.run import RunResult

ACCOUNT = "Of a portfolio only this account, as a run."
TRADES_BY = "Trades by regime as known when opened: trend_known, bull_bear_known, vix, drawdown, or own_known (file)."


@click.command()
@named
@inside
@click.option("--table", help="Show rows of this table.")
@day_option("--from", "first", explained="Rows from this day on.")
@day_option("--to", "last", explained="Rows up to this day.")
@click.option("--contains", default="", metavar="TEXT", help="Rows with this in a column of text.")
@click.option("--account", metavar="NAME", help=ACCOUNT)
@click.option("--trades-by", metavar="SCHEME", help=TRADES_BY)
@click.option("--rows", type=click.IntRange(min=1), default=40, show_default=True, help="At most so many rows.")
@as_json
@language
def show(
    *, named: str, inside: Path, table: str | None, first: date | None, last: date | None, contains: str, rows: int,
    account: str | None, trades_by: str | None, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Show a saved run, comparison, survival result, sweep or portfolio: its figures, where the gain came from, what
    happened; or rows of one of its tables.

    RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ConfigError` and `ResultError` as `show_trades_by` does.
    """
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.saved.run_lookup import find, load_any  # noqa: PLC0415

    if trades_by is not None and table is not None:
        raise click.UsageError("give either --table or --trades-by")
    if table is None and (first or last or contains):
        raise click.UsageError("--from, --to and --contains choose rows; give --table too")
    saved, say = load_any(find(named, inside)), words(language)
    if account is not None:
        saved = account_of(saved, account)
    if table is not None:
        from engine.comparison.comparison import Comparison  # noqa: PLC0415
        from engine.report.headlines import flagged  # noqa: PLC0415
        from engine.results.row_filter import chosen_rows  # noqa: PLC0415

        found = chosen_rows(saved.table(table), table, first, last, contains)
        tag = flagged("", saved, say) if isinstance(saved, RunResult | Comparison) else ""
        show_rows(found, Rows(saved.path, table, rows, tag), say, as_json=as_json)
    elif trades_by is not None:
        show_trades_by(saved, trades_by, say, as_json=as_json)
    else:
        _show(saved, say, as_json=as_json)
        if not as_json:
            _tell_unsealed(saved, say)


def _tell_unsealed(saved: Any, say: Words) -> None:
    """Say of a result of an earlier version that it is not sealed."""
    from engine.report.console import console  # noqa: PLC0415
    from engine.results.sealed import FORMAT  # noqa: PLC0415

    if saved.path and saved.manifest.get("format", 1) < FORMAT:
        console().print(say("summary.unsealed"), soft_wrap=True)


def _show(saved: Any, say: Words, *, as_json: bool) -> None:
    """Print what is saved, whatever it is."""
    from engine.portfolio.result import PortfolioResult  # noqa: PLC0415
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.survival.result import SurvivalResult  # noqa: PLC0415
    from engine.sweeps.result import SweepResult  # noqa: PLC0415
    from engine.weighing.result import WorthResult  # noqa: PLC0415

    shown: dict[type, Callable[..., None]] = {
        RunResult: show_run, SurvivalResult: show_survival, SweepResult: show_sweep, WorthResult: show_worth,
        PortfolioResult: show_portfolio,
    }  # fmt: skip
    if type(saved) in shown:
        shown[type(saved)](saved, say, as_json=as_json)
    elif as_json:
        print_json("comparison", plain_comparison(saved))
    else:
        show_runs(saved.runs, [saved.path], say, saved)


def show_run(run: "RunResult", say: Words, *, as_json: bool) -> None:
    """Print all there is to say about a run without its rows."""
    from engine.comparison.run_figures import figures  # noqa: PLC0415
    from engine.report.audit_words import of_plans  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.fitted import sentence  # noqa: PLC0415
    from engine.report.headlines import flagged, name_of, notes  # noqa: PLC0415
    from engine.report.luck import luck_lines  # noqa: PLC0415
    from engine.report.run_plain import plain_run  # noqa: PLC0415
    from engine.report.summary_parts import summary_parts  # noqa: PLC0415

    known = figures(run, market_at_hand(run))
    if as_json:
        print_json("run", plain_run(run, known))
        return
    screen = console()
    screen.print(*(sentence(line, screen.width) for line in of_plans({name_of(run): run}, say)))
    screen.print()
    for title, table in summary_parts(run, known, say):
        screen.print(
            *([flagged(title, run, say)] if title else []), table if title else with_flag(table, run, say), sep="\n"
        )
        screen.print()
    screen.print(*(sentence(line, screen.width) for line in luck_lines({name_of(run): run}, say)), sep="\n")
    if "beta" not in known:
        screen.print(say("summary.other_market"), soft_wrap=True)
    show_notes(notes({name_of(run): run}, say, named=True), say)


class Rows(NamedTuple):
    """Which rows are shown: the folder of their result, the name of their table, at most so many, and a `tag` above
    them if there is one.
    """

    folder: Path | None
    name: str
    most: int
    tag: str = ""


def show_rows(table: "pa.Table", of: Rows, say: Words, *, as_json: bool) -> None:
    """Print the first rows of a table, and say how many more there are."""
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.rows import plain_rows, row_tables  # noqa: PLC0415

    shown, more = table.slice(0, of.most), max(table.num_rows - of.most, 0)
    if as_json:
        folder = of.folder and str(of.folder)
        print_json("rows", {"folder": folder, "table": of.name, "rows": plain_rows(shown), "more": more})
        return
    screen = console()
    if not table.num_rows:
        screen.print(say("rows.none"))
        return
    if of.tag:
        screen.print(of.tag)
    for place, block in enumerate(row_tables(shown, screen.width, say)):
        if place:
            screen.print()
        screen.print(block)
    if more:
        screen.print(say("rows.more", count=f"{more:,}", total=table.num_rows), soft_wrap=True)


COMMANDS = (show,)

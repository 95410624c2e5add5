"""What is done with one saved result: show, export, audit."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.errors import ConfigError
from engine.cli.options import as_json, day_option, force, inside, language, named
from engine.cli.run_parts import show_calls, show_trades_by
from engine.cli.showing import (
    market_at_hand,
    plain_comparison,
    print_json,
    show_notes,
    show_runs,
    show_survival,
    show_sweep,
    show_worth,
    with_flag,
)
from engine.words import Words, words

if TYPE_CHECKING:
    import pyarrow as pa

    from engine.audit.chapters import Chapter
    from engine.audit.verdicts import Verdict
    from engine.results.run import RunResult

TRADES_BY = "Trades by regime as known when opened: trend_known, bull_bear_known, vix, drawdown, or own_known (file)."
ENCODINGS = ("utf-8-sig", "utf-8", "cp932")


@click.command()
@named
@inside
@click.option("--table", help="Show rows of this table.")
@day_option("--from", "first", explained="Rows from this day on.")
@day_option("--to", "last", explained="Rows up to this day.")
@click.option("--contains", default="", metavar="TEXT", help="Rows with this in a column of text.")
@click.option("--trades-by", metavar="SCHEME", help=TRADES_BY)
@click.option("--rows", type=click.IntRange(min=1), default=40, show_default=True, help="At most so many rows.")
@as_json
@language
def show(
    *, named: str, inside: Path, table: str | None, first: date | None, last: date | None, contains: str, rows: int,
    trades_by: str | None, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Show a saved run, comparison, survival result or sweep: its figures, where the gain came from, what happened; or
    rows of one of its tables.

    RUN is a path, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ConfigError` and `ResultError` as `show_trades_by` does.
    """
    from engine.report.headlines import flagged  # noqa: PLC0415
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.saved.run_lookup import find, load_any  # noqa: PLC0415
    from engine.survival.result import SurvivalResult  # noqa: PLC0415
    from engine.sweeps.result import SweepResult  # noqa: PLC0415
    from engine.weighing.result import WorthResult  # noqa: PLC0415

    if trades_by is not None and table is not None:
        raise click.UsageError("give either --table or --trades-by")
    if table is None and (first or last or contains):
        raise click.UsageError("--from, --to and --contains choose rows; give --table too")
    saved, say = load_any(find(named, inside)), words(language)
    if table is not None:
        from engine.results.row_filter import chosen_rows  # noqa: PLC0415

        found = chosen_rows(saved.table(table), table, first, last, contains)
        tag = "" if isinstance(saved, SurvivalResult | SweepResult | WorthResult) else flagged("", saved, say)
        show_rows(found, Rows(saved.path, table, rows, tag), say, as_json=as_json)
    elif trades_by is not None:
        show_trades_by(saved, trades_by, say, as_json=as_json)
    elif isinstance(saved, SurvivalResult):
        show_survival(saved, say, as_json=as_json)
    elif isinstance(saved, SweepResult):
        show_sweep(saved, say, as_json=as_json)
    elif isinstance(saved, WorthResult):
        show_worth(saved, say, as_json=as_json)
    elif isinstance(saved, RunResult):
        show_run(saved, say, as_json=as_json)
    elif as_json:
        print_json("comparison", plain_comparison(saved))
    else:
        show_runs(saved.runs, [saved.path], say, saved)


def show_run(run: "RunResult", say: Words, *, as_json: bool) -> None:
    """Print all there is to say about a run without its rows."""
    from engine.comparison.run_figures import figures  # noqa: PLC0415
    from engine.report.audit_words import of_plans  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.headlines import flagged, name_of  # noqa: PLC0415
    from engine.report.luck import luck_lines  # noqa: PLC0415
    from engine.report.run_plain import plain_run  # noqa: PLC0415
    from engine.report.summary_parts import summary_parts  # noqa: PLC0415

    known = figures(run, market_at_hand(run))
    if as_json:
        print_json("run", plain_run(run, known))
        return
    screen = console()
    screen.print(*of_plans({name_of(run): run}, say))
    screen.print()
    for title, table in summary_parts(run, known, say):
        screen.print(
            *([flagged(title, run, say)] if title else []), table if title else with_flag(table, run, say), sep="\n"
        )
        screen.print()
    screen.print(*luck_lines({name_of(run): run}, say), sep="\n")
    if "beta" not in known:
        screen.print(say("summary.other_market"), soft_wrap=True)
    show_notes(run.notes(say.language), say)


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


@click.command()
@named
@inside
@click.option("--table", help="Which table (default: equity).")
@click.option(
    "--what",
    metavar="CURVE",
    help="Instead of a table the equity, drawdown or exposure of all runs, a column for each.",
)
@click.option("--rebase", type=float, metavar="VALUE", help="With --what equity: every curve begins at this, say 100.")
@click.option("--format", "kind", type=click.Choice(("csv", "parquet", "xlsx")), help="Default: the ending of --to.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help=f"Of csv; default: {ENCODINGS[0]}, which Excel knows.")
@force
@as_json
@language
def export(
    *,
    named: str,
    inside: Path,
    table: str | None,
    what: str | None,
    rebase: float | None,
    kind: str | None,
    target: Path,
    encoding: str | None,
    force: bool,
    as_json: bool,
    language: str,
) -> None:
    """Write a table of a saved run, comparison, survival result or sweep, or curves of a run or comparison, to a file
    that other programs read.

    RUN is a path, or the beginning or another part of just one folder's name in --in.
    """
    from engine.results.export import export_table, format_of  # noqa: PLC0415
    from engine.saved.run_lookup import BOTH, find, load_any  # noqa: PLC0415

    if what and table:
        raise click.UsageError("name either --table or --what, not both")
    if rebase is not None and not what:
        raise click.UsageError("--rebase is for curves; give --what equity too")
    form, say, left = format_of(kind, target), words(language), list[str]()
    folder = find(named, inside, BOTH) if what else find(named, inside)
    if what:
        rows, left = _curves(folder, what, rebase)
    else:
        rows = load_any(folder).table(table or "equity")
    if encoding and form != "csv":
        raise click.UsageError(f"--encoding is for csv; {form} has its own")
    export_table(rows, form, target, force=force, encoding=encoding or ENCODINGS[0])
    told = what or table or "equity"
    if as_json:
        print_json(
            "export",
            {"folder": str(folder), "table": told, "rows": rows.num_rows, "file": str(target), "left_out": left},
        )
        return
    click.echo(say("said.exported", file=target, rows=rows.num_rows, table=told), file=sys.stdout)
    if left:
        click.echo(say("said.not_exported", runs=left), err=True)


def _curves(folder: Path, what: str, rebase: float | None) -> tuple["pa.Table", list[str]]:
    """(curves of a run, or of the runs of a comparison; those that stand apart from it)."""
    from engine.comparison.curves import curves  # noqa: PLC0415
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.saved.run_lookup import load  # noqa: PLC0415

    saved = load(folder)
    if isinstance(saved, RunResult):
        return curves({saved.config.called: saved}, what, rebase), []
    return curves(saved.runs, what, rebase), [name for name in saved.all_runs if name not in saved.runs]


@click.command()
@named
@inside
@click.option("--rows", "check", help="Print the rows behind one check instead, by its code: exposure, spare_cash, ...")
@click.option(
    "--calls", is_flag=True, help="Print each margin call instead: told, due, met or missed, with clock times."
)
@as_json
@language
def audit(*, named: str, inside: Path, check: str | None, calls: bool, as_json: bool, language: str) -> None:
    """Did an accident happen, and was the plan kept? A verdict on each thing that must have
    held in a saved run, by what was held.

    RUN is a path, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ConfigError` for a check that the run has not, and `ResultError` for what is no run.
    """
    from engine.audit.chapters import chapters  # noqa: PLC0415
    from engine.report.audit_table import audit_table  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    if check and calls:
        raise click.UsageError("give either --rows or --calls")
    run, say = load_run(find(named, inside, ("run",))), words(language)
    if calls:
        show_calls(run, say, as_json=as_json)
        return
    found = chapters(run)
    if check:
        _show_beyond(run, [verdict for chapter in found for verdict in chapter.verdicts], check, say, as_json=as_json)
    elif as_json:
        print_json("audit", _plain_audit(run, found, say))
    else:
        console().print(audit_table(found, say))


def _plain_audit(run: "RunResult", found: "list[Chapter]", say: Words) -> dict[str, Any]:
    """The audit of a run as values for JSON: which run, all checks, and those of each line of the plan."""
    from engine.audit.plan import plain  # noqa: PLC0415
    from engine.report.audit_words import as_plain  # noqa: PLC0415
    from engine.report.run_plain import plain_name, plain_period  # noqa: PLC0415

    told = [(chapter.line, [as_plain(verdict, say) for verdict in chapter.verdicts]) for chapter in found]
    lines = [{**plain(line, say), "checks": checks} for line, checks in told if line]
    checks = [one for _, of_chapter in told for one in of_chapter]
    return {**plain_name(run), **plain_period(run), "checks": checks, "plan": lines}


def _show_beyond(run: "RunResult", verdicts: "list[Verdict]", check: str, say: Words, *, as_json: bool) -> None:
    """Print the rows of a run's table on the sessions on which a check was beyond. Raises
    `ConfigError` for a check that the run has not.
    """
    from engine.report.audit_words import asked, rows_of  # noqa: PLC0415

    verdict = next((one for one in verdicts if one.check == check), None)
    if verdict is None:
        known = ", ".join(one.check for one in verdicts)
        raise ConfigError(f"--rows {check}: the audit of this run has no such check; it has {known}")
    if not verdict.days and not as_json:
        click.echo(say("audit.no_rows", check=asked(verdict, say)))
        return
    found = rows_of(run, verdict)
    show_rows(found, Rows(run.path, verdict.table, len(found)), say, as_json=as_json)


COMMANDS = (show, export, audit)

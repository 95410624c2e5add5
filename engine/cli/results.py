"""What is done with one saved result: show, export, audit."""

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import as_json, day_option, inside, language, named
from engine.cli.showing import market_at_hand, plain_comparison, print_json, show_notes, show_runs
from engine.words import Words, words

if TYPE_CHECKING:
    import pyarrow as pa

    from engine.results import RunResult

ENCODINGS = ("utf-8-sig", "utf-8", "cp932")


@click.command()
@named
@inside
@click.option("--table", help="Show rows of this table.")
@day_option("--from", "first", explained="Rows from this day on.")
@day_option("--to", "last", explained="Rows up to this day.")
@click.option("--contains", default="", metavar="TEXT", help="Rows with this in a column of text.")
@click.option("--rows", type=click.IntRange(min=1), default=40, show_default=True, help="At most so many rows.")
@as_json
@language
def show(
    *, named: str, inside: Path, table: str | None, first: date | None, last: date | None, contains: str, rows: int,
    as_json: bool, language: str,
) -> None:  # fmt: skip
    """Show a saved run or comparison: its figures, where the gain came from, what happened; or rows of one of its tables.

    RUN is a path, or the beginning or another part of just one folder's name in --in.
    """
    from engine.finding import find, load  # noqa: PLC0415
    from engine.results import RunResult  # noqa: PLC0415

    if table is None and (first or last or contains):
        raise click.UsageError("--from, --to and --contains choose rows; give --table too")
    saved, say = load(find(named, inside)), words(language)
    if table is not None:
        from engine.rows import chosen_rows  # noqa: PLC0415

        found = chosen_rows(saved.table(table), table, first, last, contains)
        show_rows(found, table, rows, say, as_json=as_json)
    elif isinstance(saved, RunResult):
        show_run(saved, say, as_json=as_json)
    elif as_json:
        print_json({"kind": "comparison", **plain_comparison(saved)})
    else:
        show_runs(saved.runs, [saved.path], say, saved)


def show_run(run: "RunResult", say: Words, *, as_json: bool) -> None:
    """Print all there is to say about a run without its rows."""
    from engine.analysis.summary import figures  # noqa: PLC0415
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.summary import plain_summary, summary_parts  # noqa: PLC0415

    known = figures(run, market_at_hand(run.config))
    if as_json:
        print_json(plain_summary(run, known))
        return
    screen = console()
    for title, table in summary_parts(run, known, say):
        screen.print(*([title] if title else []), table, sep="\n")
        screen.print()
    if "beta" not in known:
        screen.print(say("summary.other_market"), soft_wrap=True)
    show_notes(run.manifest["notes"], say)


def show_rows(table: "pa.Table", name: str, most: int, say: Words, *, as_json: bool) -> None:
    """Print the first rows of a table, and say how many more there are."""
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.rows import plain_rows, row_tables  # noqa: PLC0415

    shown, more = table.slice(0, most), max(table.num_rows - most, 0)
    if as_json:
        print_json({"table": name, "rows": plain_rows(shown), "more": more})
        return
    screen = console()
    if not table.num_rows:
        screen.print(say("rows.none"))
        return
    for place, block in enumerate(row_tables(shown, screen.width, say)):
        if place:
            screen.print()
        screen.print(block)
    if more:
        screen.print(say("rows.more", count=f"{more:,}", total=table.num_rows), soft_wrap=True)


@click.command()
@named
@inside
@click.option("--table", default="equity", show_default=True, help="Which table.")
@click.option("--format", "kind", type=click.Choice(("csv", "parquet", "xlsx")), help="Default: the ending of --to.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--encoding", type=click.Choice(ENCODINGS), help=f"Of csv; default: {ENCODINGS[0]}, which Excel knows.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@language
def export(
    *,
    named: str,
    inside: Path,
    table: str,
    kind: str | None,
    target: Path,
    encoding: str | None,
    force: bool,
    language: str,
) -> None:
    """Write a table of a saved run or comparison to a file that other programs read.

    RUN is a path, or the beginning or another part of just one folder's name in --in.
    """
    from engine.export import export_table, format_of  # noqa: PLC0415
    from engine.finding import find, load  # noqa: PLC0415

    rows, form = load(find(named, inside)).table(table), format_of(kind, target)
    if encoding and form != "csv":
        raise click.UsageError(f"--encoding is for csv; {form} has its own")
    export_table(rows, form, target, force=force, encoding=encoding or ENCODINGS[0])
    click.echo(words(language)("said.exported", file=target, rows=rows.num_rows, table=table), file=sys.stdout)


@click.command()
@named
@inside
@as_json
@language
def audit(*, named: str, inside: Path, as_json: bool, language: str) -> None:
    """Did an accident happen, and was the plan kept? A pass or fail for each thing that must have held in a saved run.

    RUN is a path, or the beginning or another part of just one folder's name in --in.
    """
    from engine.analysis.audit import chapters  # noqa: PLC0415
    from engine.finding import find  # noqa: PLC0415
    from engine.plan import plain  # noqa: PLC0415
    from engine.report.console import audit_table, console  # noqa: PLC0415
    from engine.results import load_run  # noqa: PLC0415

    found, say = chapters(load_run(find(named, inside, ("run",)))), words(language)
    if as_json:
        checks = [verdict._asdict() for chapter in found for verdict in chapter.verdicts]
        lines = [
            {**plain(chapter.line, say), "checks": [verdict._asdict() for verdict in chapter.verdicts]}
            for chapter in found
            if chapter.line
        ]
        print_json({"checks": checks, "plan": lines})
    else:
        console().print(audit_table(found, say))


COMMANDS = (show, export, audit)

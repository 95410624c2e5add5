"""`overlay export`: a table or curves of saved results as a file that other programs read."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli import completing
from engine.cli.options import as_json, force, inside, language
from engine.cli.showing import print_json, printed
from engine.cli.values import AMOUNT, Word
from engine.words import words

if TYPE_CHECKING:
    import pyarrow as pa

ENCODINGS = ("utf-8-sig", "utf-8", "cp932")
FORMATS = ("csv", "parquet", "xlsx")
CURVE = "Instead of a table the equity, drawdown or exposure of all runs, a column for each."
REBASE = "With --what equity: every curve is this, say 100, on the first session that all have."


@click.command()
@click.argument("named", nargs=-1, required=True, metavar="RUN...", shell_complete=completing.saved)
@inside
@click.option("--table", help="Which table (default: equity).")
@click.option("--what", metavar="CURVE", help=CURVE)
@click.option("--rebase", type=AMOUNT, metavar="VALUE", help=REBASE)
@click.option("--format", "kind", type=Word(FORMATS), help="Default: the ending of --to.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--encoding", type=Word(ENCODINGS), help=f"Of csv; default: {ENCODINGS[0]}, which Excel knows.")
@force
@as_json
@language
def export(
    *,
    named: tuple[str, ...],
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
    """Write a table of a saved run, comparison, survival result, sweep or portfolio, or curves of runs, comparisons and
    accounts side by side, to a file that other programs read.

    RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in; several are for --what.
    """
    from engine.results.export import export_table, format_of  # noqa: PLC0415
    from engine.saved.run_lookup import find, load_any  # noqa: PLC0415

    if what and table:
        raise click.UsageError("name either --table or --what, not both")
    if rebase is not None and not what:
        raise click.UsageError("--rebase is for curves; give --what equity too")
    if len(named) > 1 and not what:
        raise click.UsageError("several runs go side by side as curves; give --what equity, drawdown or exposure")
    form, say, left, flows = format_of(kind, target), words(language), list[str](), list[str]()
    if encoding and form != "csv":
        raise click.UsageError(f"--encoding is for csv; {form} has its own")
    if what:
        rows, left, flows = _curves(named, inside, what, rebase)
    else:
        rows = load_any(find(named[0], inside)).table(table or "equity")
    export_table(rows, form, target, force=force, encoding=encoding or ENCODINGS[0])
    told = what or table or "equity"
    if as_json:
        folders = [str(find(one, inside)) for one in dict.fromkeys(named)]
        made = {"table": told, "rows": rows.num_rows, "file": str(target), "left_out": left}
        print_json("export", {"results": folders, **made})
        return
    printed(say("said.exported", file=target, rows=rows.num_rows, table=told))
    if left:
        click.echo(say("said.not_exported", runs=left), err=True)
    if flows:
        click.echo(say("said.exported_money", runs=flows), err=True)


def _curves(
    named: tuple[str, ...], inside: Path, what: str, rebase: float | None
) -> tuple["pa.Table", list[str], list[str]]:
    """(curves of runs, and of the runs of comparisons; those that stand apart in a comparison; those whose curve is
    money with what was paid in and taken out).
    """
    from engine.analysis.unit_value import FLOWS  # noqa: PLC0415
    from engine.cli.compared_files import told_apart  # noqa: PLC0415
    from engine.comparison.curves import curves  # noqa: PLC0415
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.saved.listing import kind_of  # noqa: PLC0415
    from engine.saved.run_lookup import BOTH, find, load  # noqa: PLC0415

    def money(runs: dict[str, RunResult]) -> list[str]:
        tells = what == "equity" and rebase is None
        return [name for name, run in runs.items() if tells and FLOWS in run.tables]

    folders = [find(one, inside, (*BOTH, "portfolio")) for one in dict.fromkeys(named)]
    if "portfolio" in map(kind_of, folders):
        return _of_portfolio(folders, what, rebase), [], []
    found = [load(folder) for folder in folders]
    if len(found) == 1 and not isinstance(found[0], RunResult):
        saved, chosen = found[0], found[0].runs
        left = [name for name in saved.all_runs if name not in saved.runs]
        return curves(chosen, what, rebase), left, money(chosen)
    every = [run for one in found for run in ([one] if isinstance(one, RunResult) else one.all_runs.values())]
    runs = {run.path: run for run in every if run.path}
    chosen = {name: runs[path] for name, path in told_apart(runs, {}).items()}
    return curves(chosen, what, rebase), [], money(chosen)


def _of_portfolio(folders: list[Path], what: str, rebase: float | None) -> "pa.Table":
    """Curves of a portfolio and of its accounts. Raises `click.UsageError` for anything beside it."""
    from engine.portfolio.curves import portfolio_curves  # noqa: PLC0415
    from engine.portfolio.result import load_portfolio  # noqa: PLC0415

    if len(folders) > 1:
        raise click.UsageError("curves of a portfolio are those of its accounts; name it alone")
    return portfolio_curves(load_portfolio(folders[0]), what, rebase)


COMMANDS = (export,)

"""What is done with saved results: export, audit."""

import json
from pathlib import Path

import click

from engine.cli.options import as_json, folder, language
from engine.words import words


@click.command()
@folder
@click.option("--table", default="equity", show_default=True, help="Which table.")
@click.option("--format", "kind", type=click.Choice(("csv", "parquet", "xlsx")), help="Default: the ending of --to.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def export(folder: Path, table: str, kind: str | None, target: Path, force: bool) -> None:  # noqa: FBT001
    """Write a table of a saved run or comparison to a file that other programs read."""
    from engine.comparison import MANIFEST, load_comparison  # noqa: PLC0415
    from engine.export import export_table, format_of  # noqa: PLC0415
    from engine.results import load_run  # noqa: PLC0415

    saved = load_comparison(folder) if (folder / MANIFEST).exists() else load_run(folder)
    rows = saved.table(table)
    export_table(rows, format_of(kind, target), target, force=force)
    click.echo(f"{target}: {rows.num_rows} rows of {table}")


@click.command()
@folder
@as_json
@language
def audit(*, folder: Path, as_json: bool, language: str) -> None:
    """Did an accident happen? A pass or fail for each thing that must have held in a saved run."""
    from engine.analysis.audit import audit as audit_run  # noqa: PLC0415
    from engine.report.console import audit_table, console  # noqa: PLC0415
    from engine.results import load_run  # noqa: PLC0415

    verdicts = audit_run(load_run(folder))
    if as_json:
        click.echo(json.dumps({"checks": [verdict._asdict() for verdict in verdicts]}, indent=2))
    else:
        console().print(audit_table(verdicts, words(language)))


COMMANDS = (export, audit)

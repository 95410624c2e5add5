"""The `overlay` command. Each subcommand imports what it needs, so that `--help` is quick."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import click

from data.errors import OverlayError

PATTERNS = ("core", "A", "B", "C")


def main() -> None:
    """Run the command line; a user's mistake is one sentence on standard error and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a console that lacks a character shows `?`
    try:
        cli(prog_name="overlay")
    except OverlayError as error:
        click.echo(f"overlay: {error}", err=True)
        sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="mmf-overlay")
def cli() -> None:
    """Backtest a Treasury money-market core that carries a small, rule-bound overlay."""


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that every command which runs something has in common."""
    options = (
        click.option("--config", "file", type=click.Path(path_type=Path), help="TOML file with settings."),
        click.option(
            "--set", "assignments", multiple=True, metavar="KEY=VALUE", help="One setting, such as overlay.ratio=0.3."
        ),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            default=Path("results"),
            show_default=True,
            help="Where run folders go.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@cli.command()
@click.option("--pattern", type=click.Choice(PATTERNS), help="Pattern to run (default: the config's, else A).")
@run_options
def run(pattern: str | None, file: Path | None, assignments: tuple[str, ...], out: Path, as_json: bool) -> None:  # noqa: FBT001
    """Run one pattern and save it."""
    from engine.cli_runs import run_and_show  # noqa: PLC0415
    from engine.config import load_config  # noqa: PLC0415

    top = {"pattern": pattern} if pattern else {}
    run_and_show([load_config(file, assignments, **top)], out, as_json=as_json)


@cli.command()
@click.argument("files", nargs=-1, metavar="[CONFIG]...", type=click.Path(path_type=Path))
@click.option("--patterns", default=",".join(PATTERNS), show_default=True, help="Patterns, where no configs are named.")
@click.option("--regimes", default="trend", show_default=True, help="Scheme of market regimes: see docs/regimes.md.")
@click.option(
    "--resamples", type=click.IntRange(100, 100_000), default=2000, show_default=True, help="For the intervals."
)
@run_options
def compare(
    *, files: tuple[Path, ...], patterns: str, regimes: str, resamples: int, file: Path | None, assignments: tuple[str, ...],
    out: Path, as_json: bool,
) -> None:  # fmt: skip
    """Run several patterns, or several configs, on the same market and dates, and set them side by side.

    Each run is saved, and the comparison beside them.
    """
    from engine.cli_runs import compare_and_show  # noqa: PLC0415
    from engine.config import load_config  # noqa: PLC0415

    if files and file:
        raise click.UsageError("name the configs either as arguments or with --config, not both")
    configs = (
        {name: load_config(path, assignments) for name, path in _named(files).items()}
        if files
        else {name: load_config(file, assignments, pattern=name) for name in _patterns(patterns)}
    )
    compare_and_show(configs, out, regimes, resamples, as_json=as_json)


def _patterns(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in PATTERNS]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not a pattern; known: {', '.join(PATTERNS)}", param_hint="--patterns"
        )
    return list(dict.fromkeys(names))


def _named(files: tuple[Path, ...]) -> dict[str, Path]:
    """Config files by their names without ending, told apart where two are the same."""
    named: dict[str, Path] = {}
    for path in files:
        name = path.stem if path.stem not in named else f"{path.parent.name}-{path.stem}"
        if name in named:
            raise click.UsageError(f"{path} and {named[name]} would both be called {name}; rename one")
        named[name] = path
    return named


@cli.command()
@click.argument("run_dir", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--table", default="equity", show_default=True, help="Which table.")
@click.option("--format", "kind", type=click.Choice(("csv", "parquet", "xlsx")), help="Default: the ending of --to.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def export(run_dir: Path, table: str, kind: str | None, target: Path, force: bool) -> None:  # noqa: FBT001
    """Write a table of a saved run or comparison to a file that other programs read."""
    from engine.comparison import MANIFEST, load_comparison  # noqa: PLC0415
    from engine.export import export_table, format_of  # noqa: PLC0415
    from engine.results import load_run  # noqa: PLC0415

    saved = load_comparison(run_dir) if (run_dir / MANIFEST).exists() else load_run(run_dir)
    rows = saved.table(table)
    export_table(rows, format_of(kind, target), target, force=force)
    click.echo(f"{target}: {rows.num_rows} rows of {table}")


@cli.command()
@click.argument("run_dir", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def audit(run_dir: Path, as_json: bool) -> None:  # noqa: FBT001
    """Did an accident happen? A pass or fail for each thing that must have held in a saved run."""
    from engine.analysis.audit import audit as audit_run  # noqa: PLC0415
    from engine.report.console import audit_table, console  # noqa: PLC0415
    from engine.results import load_run  # noqa: PLC0415

    verdicts = audit_run(load_run(run_dir))
    if as_json:
        click.echo(json.dumps({"checks": [verdict._asdict() for verdict in verdicts]}, indent=2))
    else:
        console().print(audit_table(verdicts))


@cli.command()
@click.option("--config", "file", type=click.Path(path_type=Path), help="TOML file with settings.")
@click.option(
    "--set", "assignments", multiple=True, metavar="KEY=VALUE", help="One setting, such as overlay.ratio=0.3."
)
def config(file: Path | None, assignments: tuple[str, ...]) -> None:
    """Print all settings as a TOML file, with what they mean."""
    from engine.config import describe, load_config  # noqa: PLC0415

    click.echo(describe(load_config(file, assignments)))


@cli.group()
def calendar() -> None:
    """Fixed dates, as rows."""


@calendar.command()
@click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")
@click.option("--contract", type=click.Choice(("MES", "ES")), default="MES", show_default=True, help="Future.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def rolls(year: int | None, contract: str, as_json: bool) -> None:  # noqa: FBT001
    """Roll dates and expiries of the quarterly futures."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.calendars import roll_schedule, xnys  # noqa: PLC0415
    from data.days import day_of, iso  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    schedule = roll_schedule(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)), xnys())
    if as_json:
        rows = [
            {"roll_date": iso(r.day), "from": contract + r.months()[0], "expiry": iso(r.expiry),
             "to": contract + r.months()[1], "next_expiry": iso(r.next_expiry)}
            for r in schedule
        ]  # fmt: skip
        click.echo(json.dumps({"rolls": rows}, indent=2))
        return
    from engine.report.console import console, roll_table  # noqa: PLC0415

    console().print(roll_table(contract, schedule))


@calendar.command()
@click.option("--year", type=click.IntRange(1982, 2038), help="One year (default: this one).")
@click.option(
    "--sessions-before", type=click.IntRange(0, 15), default=0, show_default=True, help="Sessions before expiry."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
def options(year: int | None, sessions_before: int, as_json: bool) -> None:  # noqa: FBT001
    """Monthly dates on which options are bought: what expires, and what is bought for how many days."""
    from datetime import UTC, date, datetime  # noqa: PLC0415

    from data.calendars import option_schedule, xnys  # noqa: PLC0415
    from data.days import day_of, iso  # noqa: PLC0415

    year = year or datetime.now(UTC).year
    schedule = option_schedule(day_of(date(year, 1, 1)), day_of(date(year, 12, 31)), xnys(), sessions_before)
    if as_json:
        rows = [{"date": iso(r.day), "expiry": iso(r.expiry), "next_expiry": iso(r.next_expiry)} for r in schedule]
        click.echo(json.dumps({"options": rows}, indent=2))
        return
    from engine.report.console import console, option_table  # noqa: PLC0415

    console().print(option_table(schedule))


if __name__ == "__main__":
    main()

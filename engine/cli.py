"""The `overlay` command. Each subcommand imports what it needs, so that `--help` is quick."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.errors import OverlayError

if TYPE_CHECKING:
    from engine.config import RunConfig
    from engine.results import RunResult

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
    from engine.config import load_config  # noqa: PLC0415

    top = {"pattern": pattern} if pattern else {}
    _run_and_show([load_config(file, assignments, **top)], out, as_json=as_json)


@cli.command()
@click.option("--patterns", default=",".join(PATTERNS), show_default=True, help="Patterns, separated by commas.")
@run_options
def compare(patterns: str, file: Path | None, assignments: tuple[str, ...], out: Path, as_json: bool) -> None:  # noqa: FBT001
    """Run several patterns on the same market, dates and account, and save each."""
    from engine.config import load_config  # noqa: PLC0415

    names = [name.strip() for name in patterns.split(",")]
    unknown = [name for name in names if name not in PATTERNS]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not a pattern; known: {', '.join(PATTERNS)}", param_hint="--patterns"
        )
    _run_and_show([load_config(file, assignments, pattern=name) for name in dict.fromkeys(names)], out, as_json=as_json)


@cli.command()
@click.argument("run_dir", metavar="RUN", type=click.Path(path_type=Path))
@click.option("--table", default="equity", show_default=True, help="Which table.")
@click.option("--format", "kind", type=click.Choice(("csv", "parquet", "xlsx")), help="Default: the ending of --to.")
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--force", is_flag=True, help="Write over a file that exists.")
def export(run_dir: Path, table: str, kind: str | None, target: Path, force: bool) -> None:  # noqa: FBT001
    """Write a table of a saved run to a file that other programs read."""
    from engine.export import export_table, format_of  # noqa: PLC0415
    from engine.results import load_run  # noqa: PLC0415

    rows = load_run(run_dir).table(table)
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


def _run_and_show(configs: "list[RunConfig]", out: Path, *, as_json: bool) -> None:
    from data.embedded import embedded_market  # noqa: PLC0415
    from engine.composition import backtest  # noqa: PLC0415

    with _progress(quiet=as_json) as tell:
        tell("reading the market")
        market = embedded_market()
        runs = []
        for config in configs:
            tell(f"running {config.pattern}")
            runs.append(backtest(config, market).save(out))
    if as_json:
        click.echo(json.dumps({"runs": [_plain(one) for one in runs]}, indent=2, allow_nan=False))
    else:
        _show(runs)


def _plain(run: "RunResult") -> dict[str, Any]:
    return {
        "pattern": run.config.pattern,
        "run_dir": str(run.path),
        "config_digest": run.config.digest,
        "market_sha256": run.manifest["market"]["content_sha256"],
        "metrics": run.metrics,
        "notes": run.manifest["notes"],
    }


def _show(runs: "list[RunResult]") -> None:
    from engine.report.console import comparison_table, console, notes  # noqa: PLC0415

    screen = console()
    screen.print(comparison_table(runs))
    for note in notes(runs):
        screen.print(f"note: {note}", soft_wrap=True)
    for one in runs:
        screen.print(f"saved: {one.path}", soft_wrap=True)


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A way to say what is going on: a line that changes on a terminal, nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status("starting") as status:
        yield status.update


if __name__ == "__main__":
    main()

"""`overlay run` and `overlay compare`: run, save, show."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import run_options
from engine.cli.progress import progress
from engine.cli.report import file_name, write_page
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.comparison import Comparison
    from engine.config import RunConfig
    from engine.results import RunResult


PATTERNS = ("core", "A", "B", "C", "cash")
COMPARED = ("core", "A", "B", "C")


@click.command()
@click.option("--pattern", type=click.Choice(PATTERNS), help="Pattern to run (default: the config's, else A).")
@run_options
def run(
    *, pattern: str | None, file: Path | None, assignments: tuple[str, ...], out: Path, as_json: bool, language: str
) -> None:
    """Run one pattern and save it."""
    from engine.config import load_config  # noqa: PLC0415

    top = {"pattern": pattern} if pattern else {}
    run_and_show([load_config(file, assignments, **top)], out, words(language), as_json=as_json)


@click.command()
@click.argument("files", nargs=-1, metavar="[CONFIG]...", type=click.Path(path_type=Path))
@click.option("--patterns", default=",".join(COMPARED), show_default=True, help="Patterns, where no configs are named.")
@click.option("--regimes", default="trend", show_default=True, help="Scheme of market regimes: see docs/regimes.md.")
@click.option(
    "--resamples", type=click.IntRange(100, 100_000), default=2000, show_default=True, help="For the intervals."
)
@click.option("--report/--no-report", default=True, show_default=True, help="Write the report beside the comparison.")
@run_options
def compare(
    *, files: tuple[Path, ...], patterns: str, regimes: str, resamples: int, file: Path | None, assignments: tuple[str, ...],
    report: bool, out: Path, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Run several patterns, or several configs, on the same market and dates, and set them side by side.

    Each run is saved, and the comparison beside them.
    """
    from engine.config import load_config  # noqa: PLC0415

    if files and file:
        raise click.UsageError("name the configs either as arguments or with --config, not both")
    loaded = {path: load_config(path, assignments) for path in files}
    configs = (
        {name: loaded[path] for name, path in _named(loaded).items()}
        if files
        else {name: load_config(file, assignments, pattern=name) for name in _patterns(patterns)}
    )
    compare_and_show(configs, out, regimes, resamples, words(language), report=report, as_json=as_json)


def _patterns(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in PATTERNS]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not a pattern; known: {', '.join(PATTERNS)}", param_hint="--patterns"
        )
    return list(dict.fromkeys(names))


def _named(configs: "dict[Path, RunConfig]") -> dict[str, Path]:
    """Config files by the names they give themselves, else by those of the files without ending, told apart where two are the same."""
    named: dict[str, Path] = {}
    for path, config in configs.items():
        name = config.name or (path.stem if path.stem not in named else f"{path.parent.name}-{path.stem}")
        if name in named:
            raise click.UsageError(f"{path} and {named[name]} would both be called {name}; rename one")
        named[name] = path
    return named


def run_and_show(configs: "list[RunConfig]", out: Path, say: Words, *, as_json: bool) -> None:
    """Run and save each config, and print a row for each."""
    from data.embedded import embedded_market  # noqa: PLC0415
    from engine.composition import backtest  # noqa: PLC0415

    with progress(quiet=as_json) as tell:
        tell(say("progress.market"))
        market = embedded_market()
        runs = []
        for config in configs:
            tell(say("progress.running", run=config.pattern))
            runs.append(backtest(config, market).save(out))
    if as_json:
        click.echo(json.dumps({"runs": [_plain(one) for one in runs]}, indent=2, allow_nan=False))
    else:
        _show({run.config.pattern: run for run in runs}, [run.path for run in runs], say)


def compare_and_show(
    configs: "dict[str, RunConfig]", out: Path, regimes: str, resamples: int, say: Words, *, report: bool, as_json: bool
) -> None:
    """Run and save all configs, their comparison and its report, and print its tables."""
    from data.embedded import embedded_market  # noqa: PLC0415
    from engine.analysis.uncertainty import Resampling  # noqa: PLC0415
    from engine.comparison import compare_results  # noqa: PLC0415
    from engine.composition import backtest  # noqa: PLC0415

    with progress(quiet=as_json) as tell:
        tell(say("progress.market"))
        market = embedded_market()
        runs, pages = {}, list[Path]()
        for name, config in configs.items():
            tell(say("progress.running", run=name))
            runs[name] = backtest(config, market)
        tell(say("progress.comparing"))
        comparison = compare_results(runs, market, regimes, Resampling(count=resamples)).save(out)
        if report and comparison.path:
            tell(say("progress.reporting"))
            pages = [write_page(comparison, comparison.path / file_name(say.language), say.language)]
    if as_json:
        told = [{"name": name, **_plain(run)} for name, run in comparison.runs.items()]
        saved = {"comparison": str(comparison.path), "report": str(pages[0]) if pages else None}
        click.echo(json.dumps({**saved, "runs": told}, indent=2, allow_nan=False))
    else:
        _show(comparison.runs, [comparison.path], say, comparison)
        for page in pages:
            click.echo(say("said.report", path=page))


def _plain(run: "RunResult") -> dict[str, Any]:
    return {
        "pattern": run.config.pattern,
        "run_dir": str(run.path),
        "config_digest": run.config.digest,
        "market_sha256": run.manifest["market"]["content_sha256"],
        "metrics": run.metrics,
        "notes": run.manifest["notes"],
    }


def _show(
    runs: "dict[str, RunResult]", saved: "Sequence[Path | None]", say: Words, comparison: "Comparison | None" = None
) -> None:
    from engine.report.console import comparison_tables, console, headline_table  # noqa: PLC0415
    from engine.report.headlines import notes  # noqa: PLC0415

    screen = console()
    screen.print(headline_table(runs, say))
    for table in comparison_tables(comparison, say) if comparison else ():
        screen.print()
        screen.print(table)
    told = notes(list(runs.values())) + (comparison.manifest["notes"] if comparison else [])
    for note in told:
        screen.print(say("said.note", note=say.said(note)), soft_wrap=True)
    for path in saved:
        screen.print(say("said.saved", path=path), soft_wrap=True)


COMMANDS = (run, compare)

"""`overlay run` and `overlay compare`: run, save, show."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.options import run_options
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.market import Market
    from engine.comparison import Comparison
    from engine.config import RunConfig
    from engine.results import RunResult


PATTERNS = ("core", "A", "B", "C")


@click.command()
@click.option("--pattern", type=click.Choice(PATTERNS), help="Pattern to run (default: the config's, else A).")
@run_options
def run(
    *, pattern: str | None, file: Path | None, assignments: tuple[str, ...], market_file: Path | None, out: Path, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Run one pattern and save it."""
    from engine.config import load_config  # noqa: PLC0415

    top = {"pattern": pattern} if pattern else {}
    run_and_show(
        [load_config(file, assignments, **top)], out, words(language), market_file=market_file, as_json=as_json
    )


@click.command()
@click.argument("files", nargs=-1, metavar="[CONFIG]...", type=click.Path(path_type=Path))
@click.option("--patterns", default=",".join(PATTERNS), show_default=True, help="Patterns, where no configs are named.")
@click.option("--regimes", default="trend", show_default=True, help="Scheme of market regimes: see docs/regimes.md.")
@click.option(
    "--resamples", type=click.IntRange(100, 100_000), default=2000, show_default=True, help="For the intervals."
)
@run_options
def compare(
    *, files: tuple[Path, ...], patterns: str, regimes: str, resamples: int, file: Path | None, assignments: tuple[str, ...],
    market_file: Path | None, out: Path, as_json: bool, language: str,
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
    compare_and_show(configs, out, regimes, resamples, words(language), market_file=market_file, as_json=as_json)


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


def open_market(file: Path | None) -> "Market":
    """The market of a file, else the embedded one. Raises `DataError` where the file is none."""
    if file is None:
        from data.embedded import embedded_market  # noqa: PLC0415

        return embedded_market()
    from data.market_file import load_market  # noqa: PLC0415

    return load_market(file)


def run_and_show(
    configs: "list[RunConfig]", out: Path, say: Words, *, market_file: Path | None = None, as_json: bool
) -> None:
    """Run and save each config, and print a row for each."""
    from engine.composition import backtest  # noqa: PLC0415

    with _progress(quiet=as_json) as tell:
        tell(say("progress.market"))
        market = open_market(market_file)
        runs = []
        for config in configs:
            tell(say("progress.running", run=config.pattern))
            runs.append(backtest(config, market).save(out))
    if as_json:
        click.echo(json.dumps({"runs": [_plain(one) for one in runs]}, indent=2, allow_nan=False))
    else:
        _show({run.config.pattern: run for run in runs}, [run.path for run in runs], say)


def compare_and_show(
    configs: "dict[str, RunConfig]", out: Path, regimes: str, resamples: int, say: Words, *,
    market_file: Path | None = None, as_json: bool,
) -> None:  # fmt: skip
    """Run and save all configs and their comparison, and print its tables."""
    from engine.analysis.uncertainty import Resampling  # noqa: PLC0415
    from engine.comparison import compare_results  # noqa: PLC0415
    from engine.composition import backtest  # noqa: PLC0415

    with _progress(quiet=as_json) as tell:
        tell(say("progress.market"))
        market = open_market(market_file)
        runs = {}
        for name, config in configs.items():
            tell(say("progress.running", run=name))
            runs[name] = backtest(config, market)
        tell(say("progress.comparing"))
        comparison = compare_results(runs, market, regimes, Resampling(count=resamples)).save(out)
    if as_json:
        told = [{"name": name, **_plain(run)} for name, run in comparison.runs.items()]
        click.echo(json.dumps({"comparison": str(comparison.path), "runs": told}, indent=2, allow_nan=False))
    else:
        _show(comparison.runs, [comparison.path], say, comparison)


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
    from engine.report.console import comparison_tables, console, headline_table, notes  # noqa: PLC0415

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


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A way to say what is going on: a line that changes on a terminal, nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console  # noqa: PLC0415

    with Console(stderr=True).status("starting") as status:
        yield status.update


COMMANDS = (run, compare)

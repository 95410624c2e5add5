"""`overlay run` and `overlay compare`: run, save, show."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import run_options
from engine.cli.progress import progress, run_all
from engine.cli.report import file_name, write_page
from engine.cli.showing import plain_comparison, plain_run, print_json, show_runs
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.config import RunConfig


PATTERNS = ("core", "A", "B", "C", "fx")
OVERLAYS = PATTERNS[:4]


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
@click.option("--patterns", default=",".join(OVERLAYS), show_default=True, help="Patterns, where no configs are named.")
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

    with progress(say, quiet=as_json) as tell:
        market = embedded_market()
        made = run_all({config.pattern: config for config in configs}, market, say, tell)
        runs = {name: run.save(out) for name, run in made.items()}
    if as_json:
        print_json({"runs": [plain_run(run) for run in runs.values()]})
    else:
        show_runs(runs, [run.path for run in runs.values()], say)


def compare_and_show(
    configs: "dict[str, RunConfig]", out: Path, regimes: str, resamples: int, say: Words, *, report: bool, as_json: bool
) -> None:
    """Run and save all configs, their comparison and its report, and print its tables."""
    from data.embedded import embedded_market  # noqa: PLC0415
    from engine.analysis.uncertainty import Resampling  # noqa: PLC0415
    from engine.comparison import compare_results  # noqa: PLC0415
    from engine.own_market import market_for  # noqa: PLC0415

    with progress(say, quiet=as_json) as tell:
        market, pages = embedded_market(), list[Path]()
        runs = run_all(configs, market, say, tell)
        if tell:
            tell(say("progress.comparing"))
        seen = market_for(next(iter(configs.values())), market)
        comparison = compare_results(runs, seen, regimes, Resampling(count=resamples)).save(out)
        if report and comparison.path:
            if tell:
                tell(say("progress.reporting"))
            pages = [write_page(comparison, comparison.path / file_name(say.language), say.language)]
    if as_json:
        print_json({**plain_comparison(comparison), "report": str(pages[0]) if pages else None})
    else:
        show_runs(comparison.runs, [comparison.path], say, comparison)
        for page in pages:
            click.echo(say("said.report", path=page), file=sys.stdout)


COMMANDS = (run, compare)

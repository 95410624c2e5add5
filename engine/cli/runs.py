"""`overlay run` and `overlay compare`: run, save, show."""

import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from data.base.errors import ConfigError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, run_options
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress, reached, run_all
from engine.cli.regimes import AskedRegimes, regime_options
from engine.cli.report import file_name, write_page
from engine.cli.showing import plain_comparison, plain_runs, print_json, show_runs
from engine.plugs.pattern import PATTERNS
from engine.runs.default_comparison import DEFAULT, default_comparison
from engine.words import Words, words

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.cli.progress import Tell
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig

MOST = 8
"""Cells of --vary that a comparison takes."""
VARY = f"Values of a setting: KEY=A,B or KEY=FIRST:LAST:STEP, up to {MOST} cells in all; overlay sweep runs more."
BASELINE = "Differences of each run from this one alone, instead of those of all pairs."


@click.command()
@a_pattern
@click.option(
    "--lines/--no-lines",
    default=True,
    show_default=True,
    help="Run it once more without each line of its plan, in the time of a run each: what the line cost and bought.",
)
@market_options
@run_options
def run(
    *, pattern: str | None, lines: bool, file: Path | None, assignments: tuple[str, ...], market_files: MarketFiles,
    output: Output
) -> None:  # fmt: skip
    """Run one pattern and save it."""
    from engine.settings.run_config import load_config  # noqa: PLC0415

    top = {"pattern": pattern} if pattern else {}
    run_and_show([load_config(file, assignments, **top)], market_files, output, lines=lines)


@click.command()
@click.argument("files", nargs=-1, metavar="[CONFIG]...", type=click.Path(path_type=Path))
@click.option(
    "--patterns",
    help=f"Patterns, where no configs are named (default: {', '.join(DEFAULT)}; "
    "the last only where no setting says at which account).",
)
@click.option("--vary", multiple=True, metavar="KEY=VALUES", help=VARY)
@click.option("--baseline", metavar="NAME", help=BASELINE)
@regime_options
@click.option(
    "--resamples", type=click.IntRange(100, 100_000), default=10_000, show_default=True, help="For the intervals."
)
@click.option(
    "--block",
    type=click.FloatRange(1.0),
    default=63.0,
    show_default=True,
    help="Mean length of their blocks, sessions.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1994, show_default=True, help="Of the resamples.")
@click.option("--report/--no-report", default=True, show_default=True, help="Write the report beside the comparison.")
@market_options
@run_options
def compare(
    *, files: tuple[Path, ...], patterns: str | None, vary: tuple[str, ...], baseline: str | None,
    regimes: AskedRegimes, resamples: int, block: float, seed: int, file: Path | None, assignments: tuple[str, ...],
    report: bool,
    market_files: MarketFiles, output: Output,
) -> None:  # fmt: skip
    """Run several patterns, several configs, or a few values of a setting (--vary), on the same market and dates, and
    set them side by side; their accounts may differ.

    Where neither is named, the patterns on a fund are compared, and beside them pattern A at a broker
    (jp_retail_futures) at whom a margin call is possible. Each run is saved, and the comparison beside them.
    \f
    Raises `ConfigError` for configs that are wrong, that cannot be compared, or that --set makes the same.
    """
    from engine.settings.run_config import load_config  # noqa: PLC0415

    if files and file:
        raise click.UsageError("name the configs either as arguments or with --config, not both")
    if files and patterns:
        raise click.UsageError("name either configs or --patterns, not both: each config has a pattern of its own")
    if vary and (files or patterns):
        raise click.UsageError("--vary is for one config, named with --config; patterns are --vary pattern=A,C")
    if len({*files}) < len(files):
        raise click.UsageError(f"{max(files, key=files.count)} is named twice; name each config once")
    loaded = {path: load_config(path, assignments) for path in files}
    _refuse_levelling(loaded, assignments)
    configs = (
        {name: loaded[path] for name, path in _named(loaded).items()}
        if files
        else _of_cells(vary, load_config(file, assignments))
        if vary
        else _of_patterns(patterns, file, assignments)
    )
    request = ComparisonRequest(regimes, (block, resamples, seed), baseline, report=report)
    compare_and_show(configs, request, market_files, output)


def _of_cells(vary: tuple[str, ...], config: "RunConfig") -> "dict[str, RunConfig]":
    """A config for each cell of a small grid. Raises `ConfigError` for a large one."""
    from engine.settings.grid import varied  # noqa: PLC0415

    cells = varied(config, vary)
    if len(cells) > MOST:
        raise ConfigError(
            f"--vary {' --vary '.join(vary)}: makes {len(cells)} cells, and a comparison has up to {MOST}; vary less, "
            "or let overlay sweep run them"
        )
    return {cell.name: cell.config for cell in cells}


def _of_patterns(patterns: str | None, file: Path | None, assignments: tuple[str, ...]) -> "dict[str, RunConfig]":
    """A config for each pattern named, or where none is for each run of the default comparison."""
    from engine.settings.run_config import load_config  # noqa: PLC0415

    if patterns:
        return {name: load_config(file, assignments, pattern=name) for name in _patterns(patterns)}
    given = "account" in load_config(file, assignments).model_fields_set
    chosen = default_comparison(account_is_given=given)
    return {name: load_config(file, assignments, **own) for name, own in chosen.items()}


def _patterns(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in PATTERNS]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is not a pattern; known: {', '.join(PATTERNS.names())}", param_hint="--patterns"
        )
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise click.BadParameter(f"{twice[0]!r} is named twice; name each pattern once", param_hint="--patterns")
    return names


def _refuse_levelling(configs: "dict[Path, RunConfig]", assignments: tuple[str, ...]) -> None:
    """Configs that differ, and would no longer once `--set` has overwritten it, leave nothing to compare."""
    from engine.settings.run_config import load_config  # noqa: PLC0415

    for one, other in combinations(configs, 2) if assignments else ():
        if configs[one].digest == configs[other].digest and load_config(one).digest != load_config(other).digest:
            raise ConfigError(
                f"--set {' --set '.join(assignments)}: overwrites all in which {one} and {other} differ; leave it out "
                "of the command or out of the configs"
            )


def _named(configs: "dict[Path, RunConfig]") -> dict[str, Path]:
    """Config files by the names they give themselves, else by those of the files without
    ending, told apart where two are the same.
    """
    named: dict[str, Path] = {}
    for path, config in configs.items():
        name = config.name or (path.stem if path.stem not in named else f"{path.parent.name}-{path.stem}")
        if name in named:
            raise click.UsageError(f"{path} and {named[name]} would both be called {name}; rename one")
        named[name] = path
    return named


class ComparisonRequest(NamedTuple):
    """What a comparison is asked for: scheme or file of regimes and their settings, how to resample (block in
    sessions, count, seed), the run from which the differences are (None: all pairs), and whether to write a report.
    """

    regimes: AskedRegimes
    sampling: tuple[float, int, int]
    baseline: str | None
    report: bool


def run_and_show(configs: "list[RunConfig]", files: MarketFiles, output: Output, *, lines: bool = True) -> None:
    """Run and save each config, and print a row for each, and with `lines` what each line of its plan cost and bought.
    Raises what `backtest` and `RunResult.save` raise.
    """
    say = words(output.language)
    with progress(say, quiet=output.as_json) as tell:
        market = files.open()
        made = run_all({config.called: config for config in configs}, market, say, tell)
        if lines:
            made = {name: _with_lines(name, run, market, say, tell) for name, run in made.items()}
        runs = {name: run.save(output.out) for name, run in made.items()}
    if output.as_json:
        print_json({"runs": plain_runs(runs)})
    else:
        show_runs(runs, [run.path for run in runs.values()], say)


def _with_lines(name: str, run: "RunResult", market: "Market", say: Words, tell: "Tell | None") -> "RunResult":
    from engine.report.worth import left_out  # noqa: PLC0415
    from engine.runs.counterparts import with_lines  # noqa: PLC0415

    return with_lines(
        run,
        market,
        lambda settings, place, count: reached(
            say("lines.running", run=name, line=left_out(settings, say)), place, count, say, tell
        ),
    )


def compare_and_show(
    configs: "dict[str, RunConfig]", asked: ComparisonRequest, files: MarketFiles, output: Output
) -> None:
    """Run and save all configs, their comparison and its report, and print its tables."""
    from engine.analysis.uncertainty import Resampling  # noqa: PLC0415
    from engine.assembly.market_seen import market_for  # noqa: PLC0415
    from engine.comparison.comparison import check_baseline, compare_results  # noqa: PLC0415

    say = words(output.language)
    # before the runs, not minutes after they began
    regimes = asked.regimes.scheme(configs.values())
    check_baseline(asked.baseline, list(configs))
    with progress(say, quiet=output.as_json) as listener:
        tell = listener or (lambda _message: None)
        market, pages = files.open(), list[Path]()
        runs = run_all(configs, market, say, listener)
        tell(say("progress.comparing"))
        plan = Resampling(*asked.sampling)
        seen = market_for(next(iter(configs.values())), market)
        comparison = compare_results(runs, seen, regimes, plan, baseline=asked.baseline).save(output.out)
        if asked.report and comparison.path:
            tell(say("progress.reporting"))
            pages = [write_page(comparison, comparison.path / file_name(say.language), say.language)]
    if output.as_json:
        print_json({**plain_comparison(comparison), "report": str(pages[0]) if pages else None})
    else:
        show_runs(comparison.runs, [comparison.path], say, comparison)
        for page in pages:
            click.echo(say("said.report", path=page), file=sys.stdout)


COMMANDS = (run, compare)

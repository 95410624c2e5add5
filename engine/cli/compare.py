"""`overlay compare`: run what has to be run, take what is saved, and set all of it side by side."""

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from data.base.errors import ConfigError
from engine.cli import completing
from engine.cli.benchmark import benchmark_option, read_given
from engine.cli.compare_choice import MOST, Choice, configs_of
from engine.cli.compared_files import named, sources_of
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, beside, config_file, run_options
from engine.cli.progress import progress, reached, run_all
from engine.cli.regimes import AskedRegimes, regime_options
from engine.cli.report import file_name, write_page
from engine.cli.showing import plain_comparison, print_json, printed, show_runs
from engine.cli.values import SEED
from engine.runs.default_comparison import DEFAULT
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.intake.benchmark_file import Benchmark
    from data.market.market import Market
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig

VARY = f"Values of a setting: KEY=A,B or KEY=FIRST:LAST:STEP, up to {MOST} cells in all; overlay sweep runs more."
PROFILES = "Account profiles at which one config is run: NAME,NAME,..."
AGAINST = "Differences of each run from this one alone, such as core, instead of those of all pairs."
OTHER = "Market file on which a saved run was made, where it is another than --market; may be given again."


@click.command()
@click.argument(
    "files",
    nargs=-1,
    metavar="[CONFIG | RUN]...",
    type=click.Path(path_type=Path),
    shell_complete=completing.saved_or_file,
)
@click.option(
    "--patterns",
    shell_complete=completing.pattern_names,
    help=f"Patterns, where no configs are named (default: {', '.join(DEFAULT)}; "
    "the last only where no setting says at which account).",
)
@beside
@click.option("--profiles", metavar="NAMES", help=PROFILES, shell_complete=completing.profile_names)
@click.option("--vary", multiple=True, metavar="KEY=VALUES", help=VARY, shell_complete=completing.settings)
@click.option("--against", "--baseline", "baseline", metavar="NAME", help=AGAINST)
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
@click.option("--seed", type=SEED, default=1994, show_default=True, help="Of the resamples.")
@click.option("--report/--no-report", default=True, show_default=True, help="Write the report beside the comparison.")
@benchmark_option
@click.option("--after-tax", is_flag=True, help="Figures after tax too: each run once more with tax.")
@click.option("--tax", metavar="REGIME", help="japan or us_1256 (default: japan for returns in yen, else us_1256).")
@click.option("--in-yen", is_flag=True, help="Figures told to a yen investor too.")
@click.option("--other-market", multiple=True, metavar="FILE", type=click.Path(path_type=Path), help=OTHER)
@market_options
@config_file
@run_options
def compare(
    *, files: tuple[Path, ...], patterns: str | None, own: tuple[str, ...], profiles: str | None, vary: tuple[str, ...],
    baseline: str | None, regimes: AskedRegimes, resamples: int, block: float, seed: int, file: Path | None,
    assignments: tuple[str, ...], report: bool, benchmark: str | None, after_tax: bool, tax: str | None, in_yen: bool,
    other_market: tuple[Path, ...], market_files: MarketFiles,
    output: Output,
) -> None:  # fmt: skip
    """Set side by side several patterns, configs, saved runs, accounts (--profiles), or a few values of a setting
    (--vary).

    RUN is a saved run, by path or by a part of the name of just one folder in --out: it is taken as it is. Capital,
    accounts and sessions may differ. What cannot be compared (another market or currency, no sessions in common) is
    shown apart, with the reason.

    Where nothing is named, the patterns on a fund are compared, and beside them pattern A at a broker
    (jp_retail_futures) at whom a margin call is possible. What is run is saved, and the comparison beside it.

    A Backtrader strategy of your own (--strategy) stands beside the patterns; with --profiles or --vary it is what is
    run at each account, or with each value.
    \f
    Raises `ConfigError` for configs that are wrong, that cannot be compared, or that --set makes the same.
    """
    chosen = {"--patterns": patterns, "--profiles": profiles, "--vary": vary, "configs or runs": files}
    _refuse_two([name for name, value in chosen.items() if value not in {None, ()}])
    if benchmark and not report:
        raise click.UsageError("--benchmark is for the report, which --no-report leaves out; give one of them")
    if own and files:
        raise click.UsageError(
            "--strategy goes with --patterns, --profiles or --vary; name a config with [own] instead"
        )
    if files and file:
        raise click.UsageError("name the configs either as arguments or with --config, not both")
    if files:
        sources = sources_of(files, assignments, output.out)
        _refuse_levelling(sources.configs, assignments)
        what = Compared(
            {name: sources.configs.get(path) or sources.runs[path] for name, path in named(sources).items()},
            other_market,
        )
    else:
        what = Compared(configs_of(Choice(patterns, profiles, vary, own), file, assignments), other_market)
    request = ComparisonRequest(
        regimes, (block, resamples, seed), baseline, (report, read_given(benchmark)), (after_tax, in_yen, tax)
    )
    compare_and_show(what, request, market_files, output)


class Compared(NamedTuple):
    """What is compared, by name and in order: configs to be run and saved runs; and files of the markets of these
    besides the one that is named.
    """

    given: "Mapping[str, RunConfig | RunResult]"
    other_markets: tuple[Path, ...]

    @property
    def runs(self) -> "dict[str, RunResult]":
        """The saved runs."""
        from engine.results.run import RunResult  # noqa: PLC0415

        return {name: one for name, one in self.given.items() if isinstance(one, RunResult)}

    @property
    def configs(self) -> "dict[str, RunConfig]":
        """The configs."""
        from engine.settings.run_config import RunConfig  # noqa: PLC0415

        return {name: one for name, one in self.given.items() if isinstance(one, RunConfig)}


class ComparisonRequest(NamedTuple):
    """What a comparison is asked for: scheme or file of regimes and their settings, how to resample (block in
    sessions, count, seed), the run from which the differences are (None: all pairs), whether to write a report and
    against what, and how figures are told besides (after tax, in yen, tax regime; see `Otherwise`).
    """

    regimes: AskedRegimes
    sampling: tuple[float, int, int]
    baseline: str | None
    report: "tuple[bool, Benchmark | None]"
    otherwise: tuple[bool, bool, str | None]


def _refuse_two(chosen: list[str]) -> None:
    if len(chosen) < 2:
        return
    if chosen[-1] == "configs or runs" and chosen[0] == "--patterns":
        raise click.UsageError("name either configs or --patterns, not both: each config has a pattern of its own")
    if "--vary" in chosen:
        raise click.UsageError("--vary is for one config, named with --config; patterns are --vary pattern=A,C")
    raise click.UsageError(f"{' and '.join(chosen)} cannot go together; --profiles is for one config, of --config")


def _refuse_levelling(configs: "dict[Path, RunConfig]", assignments: tuple[str, ...]) -> None:
    """Configs that differ, and would no longer once `--set` has overwritten it, leave nothing to compare."""
    from engine.settings.run_config import load_config  # noqa: PLC0415

    for one, other in combinations(configs, 2) if assignments else ():
        if configs[one].digest == configs[other].digest and load_config(one).digest != load_config(other).digest:
            raise ConfigError(
                f"--set {' --set '.join(assignments)}: overwrites all in which {one} and {other} differ; leave it out "
                "of the command or out of the configs"
            )


def compare_and_show(what: Compared, asked: ComparisonRequest, files: MarketFiles, output: Output) -> None:
    """Run and save all configs, their comparison with the saved runs and its report, and print its tables."""
    from engine.analysis.uncertainty import Resampling  # noqa: PLC0415
    from engine.comparison.compared import check_baseline, compare_results  # noqa: PLC0415
    from engine.runs.otherwise import Otherwise, check_otherwise, told_otherwise  # noqa: PLC0415

    say = words(output.language)
    # before the runs, not minutes after they began
    regimes = asked.regimes.scheme([*what.configs.values(), *(run.config for run in what.runs.values())])
    check_otherwise(otherwise := Otherwise(*asked.otherwise))
    check_baseline(asked.baseline, list(what.given))
    with progress(say, quiet=output.as_json) as listener:
        tell = listener or (lambda _message: None)
        pages = list[Path]()
        markets = _markets(what, files)
        _check_benchmark(asked.report[1], what, markets[0])
        runs = {**what.runs, **run_all(what.configs, markets[0], say, listener)}
        tell(say("progress.comparing"))
        given, plan = {name: runs[name] for name in what.given}, Resampling(*asked.sampling)
        comparison = compare_results(
            given, markets, regimes, plan, baseline=asked.baseline, as_it_is_today=bool(what.runs)
        )
        comparison = told_otherwise(
            comparison, markets, otherwise, lambda name: reached(name, 1, 1, say, listener)
        ).save(output.out)
        with_page, benchmark = asked.report
        if with_page and comparison.path:
            tell(say("progress.reporting"))
            pages = [write_page(comparison, comparison.path / file_name(say.language), say.language, benchmark)]
    if output.as_json:
        print_json("comparison", {**plain_comparison(comparison), "report": str(pages[0]) if pages else None})
    else:
        show_runs(comparison.runs, [comparison.path], say, comparison)
        for page in pages:
            printed(say("said.report", path=page))


def _check_benchmark(own: "Benchmark | None", what: Compared, market: "Market") -> None:
    """Raises `ConfigError` for a benchmark that has no values in the period of what is compared."""
    if own is None:
        return
    import numpy as np  # noqa: PLC0415

    from data.base.days import day_of  # noqa: PLC0415
    from engine.comparison.comparable import span_of  # noqa: PLC0415
    from engine.report.benchmark import levels_on  # noqa: PLC0415

    periods = [config.period for config in what.configs.values()]
    spans = [span_of(run) for run in what.runs.values()]
    first = max([market.starts, *(day_of(one.start) for one in periods if one.start), *(span[0] for span in spans)])
    last = min([market.days[-1], *(day_of(one.end) for one in periods if one.end), *(span[1] for span in spans)])
    if days := [day for day in market.days if first <= day <= last]:
        levels_on(np.array(days, dtype=np.int32), own)


def _markets(what: Compared, files: MarketFiles) -> "list[Market]":
    """The market of the configs first, where there are any or a file is named, and those of the saved runs."""
    first = [files.open()] if what.configs or files != MarketFiles() else []
    shipped = [MarketFiles().open(run.shipped_market) for run in what.runs.values()]
    others = [MarketFiles(path).open() for path in what.other_markets]
    return list({market.digest: market for market in (*first, *others, *shipped)}.values())


COMMANDS = (compare,)

"""`overlay run`: run, save, show."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import DEFAULT_OUT, Output, a_plan, own_strategy, plan_asked, run_options
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress, reached, run_all
from engine.cli.showing import print_json, printed, show_runs
from engine.words import Words, words

if TYPE_CHECKING:
    from data.market.market import Market
    from engine.cli.progress import Tell
    from engine.results.run import RunResult
    from engine.settings.run_config import RunConfig


@click.command()
@a_plan
@a_pattern
@own_strategy
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
    """Run one pattern, or a Backtrader strategy of your own, and save it."""
    run_and_show([plan_asked(file, pattern, assignments)], market_files, output, lines=lines)


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
        from engine.assembly.market_seen import market_for  # noqa: PLC0415
        from engine.comparison.run_figures import figures  # noqa: PLC0415
        from engine.report.run_plain import plain_run  # noqa: PLC0415

        (one,) = runs.values()
        print_json("run", plain_run(one, figures(one, market_for(one.config, market))))
    else:
        show_runs(runs, [run.path for run in runs.values()], say)
        for run in runs.values():
            printed(say("said.report_with", run=_as_named(run, output.out)))


def _as_named(run: "RunResult", out: Path) -> str:
    """A saved run as a command finds it: by the name of its folder, and where that is looked up if not in `results`."""
    name = quote(run.path.name) if run.path else ""
    return name if out == DEFAULT_OUT else f"{name} --in {quote(str(out))}"


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


COMMANDS = (run,)

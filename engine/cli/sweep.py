"""`overlay sweep`: many settings of one plan, a row a run."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli import completing
from engine.cli.cluster import scheduler_option, workers_at
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, a_plan, own_strategy, plan_asked, run_options
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress
from engine.cli.report import file_name, write_sweep_page
from engine.cli.showing import printed, show_sweep
from engine.cli.values import MANY, SEED, Word
from engine.words import words

if TYPE_CHECKING:
    from engine.sweeps.request import SweepRequest

VARY = "Values of a setting: KEY=A,B or KEY=FIRST:LAST:STEP, such as overlay.ratio=0.1:0.3:0.05; several make a grid."
WALK = "Choose on so many years, hold for the next ones, and so on, such as 10y/2y."


@click.command()
@a_plan
@a_pattern
@own_strategy
@click.option("--vary", multiple=True, metavar="KEY=VALUES", help=VARY, shell_complete=completing.settings)
@click.option("--sample", type=click.IntRange(1), help="Try so many cells of the grid, spread evenly (Sobol).")
@click.option("--seed", type=SEED, default=1, show_default=True, help="Of --sample.")
@click.option(
    "--engine",
    type=Word(("fast", "full")),
    help="The compiled loop, or full books, which also know tax, quoted prices and strategies of your own (default: "
    "fast, where it knows the pattern).",
)
@click.option("--by", "criterion", default="sharpe", show_default=True, help="Figure by which cells are ranked.")
@click.option("--walk-forward", "walk", metavar="YEARS/YEARS", help=WALK)
@click.option("--curves", is_flag=True, help="Keep the equity of every run (0.2 MB each over 44 years).")
@click.option("--workers", type=MANY, help="Processes or threads (default: one for each processor).")
@scheduler_option
@market_options
@run_options
def sweep(
    *, file: Path | None, pattern: str | None, vary: tuple[str, ...], workers: int | None, address: str | None,
    market_files: MarketFiles, assignments: tuple[str, ...], output: Output, **terms: Any,
) -> None:  # fmt: skip
    """Run a plan with many settings, a row a run, and say how good the best of so many is.

    A command that was stopped goes on where it was when it is given again.
    \f
    Raises `ConfigError` for settings and terms that cannot be.
    """
    from engine.sweeps.request import SweepTerms, request_of  # noqa: PLC0415

    config = plan_asked(file, pattern, assignments)
    with progress(words(output.language), quiet=output.as_json):  # the file of a strategy may print
        asked = request_of(config, vary, SweepTerms(**terms))
    sweep_and_show(asked, market_files, output, (workers, address))


def sweep_and_show(
    asked: "SweepRequest", files: MarketFiles, output: Output, by: tuple[int | None, str | None]
) -> None:
    """Run a sweep, save it with its page, and print what came of it; `by` so many workers of this machine, or those
    of a scheduler at an address.
    """
    from engine.fast.announce import announce  # noqa: PLC0415
    from engine.sweeps.sweep import Workers, swept  # noqa: PLC0415
    from engine.tasks.workers import cores  # noqa: PLC0415

    say, (count, address) = words(output.language), by
    with progress(say, quiet=output.as_json) as passing, workers_at(address) as executor:
        unheard = announce if not output.as_json else lambda _text: None
        result = swept(asked, files.open(), output.out, Workers(executor, count or cores(), say, passing or unheard))
        page = write_sweep_page(result, result.path / file_name(say.language), say.language) if result.path else None
    show_sweep(result, say, as_json=output.as_json)
    if not output.as_json:
        printed(say("said.report", path=page))


COMMANDS = (sweep,)

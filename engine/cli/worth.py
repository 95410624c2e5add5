"""`overlay worth`: what each rule and each cost of a plan is worth."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, a_plan, own_strategy, plan_asked, run_options
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress
from engine.cli.report import file_name, write_worth_page
from engine.cli.showing import printed, show_worth
from engine.cli.values import MANY
from engine.words import words

if TYPE_CHECKING:
    from engine.settings.run_config import RunConfig
    from engine.weighing.request import WorthTerms

PATHS = "Made-up histories of each kind, on which every variant runs too; 0 for none."


@click.command()
@a_plan
@a_pattern
@own_strategy
@click.option("--paths", type=click.IntRange(0), default=1_000, show_default=True, help=PATHS)
@click.option("--years", type=int, default=20, show_default=True, help="Length of a made-up history.")
@click.option("--histories", type=int, default=100, show_default=True, help="Resampled sources of these.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of made-up histories.")
@click.option(
    "--resamples", type=int, default=2_000, show_default=True, help="How often sessions are resampled for intervals."
)
@click.option("--threads", type=MANY, help="Threads (default: one for each processor).")
@market_options
@run_options
def worth(
    *, file: Path | None, pattern: str | None, threads: int | None, market_files: MarketFiles,
    assignments: tuple[str, ...], output: Output, **terms: Any,
) -> None:  # fmt: skip
    """What is each rule worth? Run a plan without each of its rules and costs, with dearer trades, and with other
    insurance, and say what each does to return, falls and accidents, and whether that is more than chance.

    \f
    Raises `ConfigError` for settings and terms that cannot be.
    """
    from engine.weighing.request import WorthTerms  # noqa: PLC0415

    config = plan_asked(file, pattern, assignments)
    weigh_and_show(config, WorthTerms(**terms), market_files, output, threads)


def weigh_and_show(
    config: "RunConfig", terms: "WorthTerms", files: MarketFiles, output: Output, threads: int | None
) -> None:
    """Answer the question, save the answer with its page, and print it."""
    from engine.cli.survive import a_listener  # noqa: PLC0415
    from engine.weighing.worth import weighed  # noqa: PLC0415

    say = words(output.language)
    with progress(say, quiet=output.as_json) as passing:
        listener = a_listener(threads, say, passing, quiet=output.as_json)
        result = weighed(config, files.open(), terms, output.out, listener)
        page = write_worth_page(result, result.path / file_name(say.language), say.language) if result.path else None
    show_worth(result, say, as_json=output.as_json)
    if not output.as_json:
        printed(say("said.report", path=page))


COMMANDS = (worth,)

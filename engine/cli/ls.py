"""`overlay ls`: what is saved."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.options import PatternName, as_json, day_option, language
from engine.cli.showing import print_json
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.saved.listing import Listing


@click.command("ls")
@click.argument("folder", default=Path("results"), type=click.Path(path_type=Path))
@click.option(
    "--pattern",
    "patterns",
    multiple=True,
    type=PatternName(),
    help="Of this pattern; several may be given.",
)
@day_option("--since", explained="Started on this day (UTC) or later.")
@day_option("--until", explained="Started on this day (UTC) or earlier.")
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="KEY=VALUE",
    help="With this setting, such as overlay.ratio=0.3; several may be given.",
)
@as_json
@language
def listed(
    *, folder: Path, patterns: tuple[str, ...], since: date | None, until: date | None, conditions: tuple[str, ...],
    as_json: bool, language: str,
) -> None:  # fmt: skip
    """List saved runs, comparisons, survival results, sweeps and portfolios, the newest first.

    Of a comparison at least one run must have the pattern and the settings asked for.
    """
    from engine.saved.listing import Listing, saved_in  # noqa: PLC0415
    from engine.saved.run_filter import RunFilter, parse_condition  # noqa: PLC0415

    wanted = RunFilter(patterns, since, until, [parse_condition(text) for text in conditions])
    found = saved_in(folder)
    chosen = [one for one in found.saved if wanted.covers(one)]
    if as_json:
        from engine.report.listing_table import plain_listing  # noqa: PLC0415

        unreadable = [{"folder": str(folder / name), "reason": why} for name, why in found.unreadable.items()]
        print_json("ls", {"saved": plain_listing(chosen), "unreadable": unreadable})
    else:
        show_listing(folder, Listing(chosen, found.unreadable), len(found.saved), words(language))


def show_listing(folder: Path, found: "Listing", all_saved: int, say: Words) -> None:
    """Print what was found, and what could not be read."""
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.listing_table import listing_table  # noqa: PLC0415

    screen = console()
    if found.saved:
        screen.print(listing_table(found.saved, say))
    elif all_saved:
        screen.print(say("listing.none_match", folder=folder, count=all_saved), soft_wrap=True)
    else:
        screen.print(say("listing.empty", folder=folder), soft_wrap=True)
    for name, why in found.unreadable.items():
        screen.print(say("listing.unreadable", folder=name, why=why), soft_wrap=True)


COMMANDS = (listed,)

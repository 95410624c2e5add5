"""`overlay hand`: a page for a phone on which a plan is moved with a finger."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from data.base.errors import ConfigError
from engine.cli import completing
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, a_plan, force, plan_asked, run_options
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress
from engine.cli.showing import print_json, printed, show_notes
from engine.cli.values import MANY, SHARE, Several
from engine.words import words
from engine.words.notes import plain_note, spoken

if TYPE_CHECKING:
    from engine.hand.axes import Axes
    from engine.hand.grid import HandGrid

VARY = "Other values to move between: of overlay.ratio (pattern B: options.budget), cash.buffer or account.profile."
YEARS = "Lengths of a history."
RATES = "How often a year the worst day of --crash-year comes again; 0: never."
HISTORIES = "Resampled sources, for an interval that is true."


@click.command()
@a_plan
@a_pattern
@click.option("--to", "target", type=click.Path(path_type=Path), required=True, help="Page to write.")
@force
@click.option("--vary", multiple=True, metavar="KEY=VALUES", help=VARY, shell_complete=completing.settings)
@click.option("--years", type=Several(click.INT), default="10,20,30", show_default=True, help=YEARS)
@click.option("--rates", type=Several(SHARE), default="0,0.025,0.1", show_default=True, help=RATES)
@click.option("--crash-year", "crash", type=int, default=1987, show_default=True, help="Year of that day.")
@click.option("--paths", type=int, default=1_000, show_default=True, help="Histories of each kind.")
@click.option("--histories", type=int, default=200, show_default=True, help=HISTORIES)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--block", type=click.FloatRange(1.0), help="Mean length of blocks, sessions (default: from the market).")
@click.option("--drift", type=SHARE, help="Mean growth of the index a year, logarithm (default: as it was).")
@click.option("--threads", type=MANY, help="Threads (default: one for each processor).")
@market_options
@run_options
def hand(
    *, file: Path | None, pattern: str | None, target: Path, force: bool, vary: tuple[str, ...], threads: int | None,
    market_files: MarketFiles, assignments: tuple[str, ...], output: Output, **terms: Any,
) -> None:  # fmt: skip
    """Can I try it on my phone? Write one page, which needs no network, on which overlay, buffer, profile, years and
    crashes are moved with a finger, and the chances of `overlay survive` follow.

    A command that was stopped goes on where it was when it is given again.
    \f
    Raises `ConfigError` for settings and terms that cannot be, `ResultError` for a file that exists or has no folder.
    """
    from engine.cli.survive import a_listener  # noqa: PLC0415
    from engine.hand.grid import hand_grid  # noqa: PLC0415
    from engine.hand.request import HandTerms, hand_request  # noqa: PLC0415
    from engine.report.hand_page import write_hand_page  # noqa: PLC0415
    from engine.results.folders import refuse_existing  # noqa: PLC0415

    # before the paths, not minutes after they began
    refuse_existing(target, force=force)
    asked = hand_request(plan_asked(file, pattern, assignments), vary, HandTerms(**terms))
    told = [*([str(file)] if file else []), *(["--pattern", pattern] if pattern else [])]
    told += [*_settings(assignments, asked.axes), *market_files.told()]
    say = words(output.language)
    with progress(say, quiet=output.as_json) as passing:
        listener = a_listener(threads, say, passing, quiet=output.as_json)

        def write(grid: "HandGrid") -> None:
            write_hand_page(grid, target, told, say.language, force=force)

        grid = hand_grid(asked, market_files.open(), output.out, listener, then=write)
    _told(grid, target, output)


def _told(grid: "HandGrid", target: Path, output: Output) -> None:
    """Print that a page was written."""
    say, size, points = words(output.language), target.stat().st_size, grid.asked.points
    if output.as_json:
        notes = [plain_note(one) for one in grid.notes]
        print_json("hand", {"page": str(target), "bytes": size, "points": points, "notes": notes})
        return
    show_notes([spoken(one, say) for one in grid.notes], say)
    printed(say("said.hand", path=target, size=size / 1e6, points=points))


def _settings(assignments: tuple[str, ...], axes: "Axes") -> list[str]:
    """What is set of the plan, but for what is moved. Raises `ConfigError` for a whole section of which a part is."""
    kept: list[str] = []
    for one in assignments:
        name, moved = one.partition("=")[0].strip(), (axes.setting, "cash.buffer", "account.profile")
        if any(setting.startswith(f"{name}.") for setting in moved):
            raise ConfigError(f"--set {one}: a part of this is moved; set each of its keys for itself")
        kept += ["--set", one] if name not in moved else []
    return kept


COMMANDS = (hand,)

"""Tables of `overlay streak`: losses by their number in a row, and the losing months of a run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from engine.cli.sheets import tell, whole
from engine.words import words

if TYPE_CHECKING:
    from engine.results.run import RunResult


def show_streak_table(losses: Sequence[float], streaks: Sequence[float], language: str, *, as_json: bool) -> None:
    """What is left after losses in a row, the usual ones where none are named. Raises `ConfigError` for numbers out of
    range.
    """
    from engine.report.console import console  # noqa: PLC0415
    from engine.report.streak_table import table_of_streaks  # noqa: PLC0415
    from engine.sizing.streak_table import LOSSES, STREAKS, streak_table  # noqa: PLC0415

    counts = [whole("--losses", one) for one in streaks] or list(STREAKS)
    rows = streak_table(losses or LOSSES, counts)
    if as_json:
        tell({"left": rows}, {}, language, as_json=True)
        return
    say = words(language)
    console().print(table_of_streaks(rows, say))


def show_months(run: "RunResult", language: str, *, as_json: bool) -> None:
    """Losing months in a row of a run. Raises `ResultError` for a run that is too short."""
    from engine.report.headlines import name_of  # noqa: PLC0415
    from engine.sizing.months_streak import months_dates, months_sheet  # noqa: PLC0415

    sheet, dates, say = months_sheet(run), months_dates(run), words(language)
    heading = say("sizing.of_run", run=name_of(run))
    tell({"run": str(run.path or ""), **sheet, "dates": dates}, {"months_streak": {"": sheet}}, language,
        as_json=as_json, heading=heading)  # fmt: skip
    for name, ends in dates.items() if not as_json else ():
        if ends:
            click.echo(say(f"sizing.{name}_at", first=ends[0], last=ends[1]))

"""Tables of `overlay streak`: losses by their number in a row, and the losing months of a run."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine.cli.sheets import tell, whole
from engine.words import words

if TYPE_CHECKING:
    from engine.results.run import RunResult
    from engine.sizing.sheet import Sheet


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
        tell("streak-table", {"losses": [_plain(row) for row in rows]}, {}, language, as_json=True)
        return
    say = words(language)
    console().print(table_of_streaks(rows, say))


def _plain(row: "Sheet") -> dict[str, object]:
    return {"loss": row["loss"], "left": {losses: left for losses, left in row.items() if losses != "loss"}}


def show_months(runs: "Sequence[RunResult]", language: str, *, as_json: bool) -> None:
    """Losing months in a row of runs, side by side. Raises `ResultError` for a run that is too short."""
    from engine.report.headlines import name_of  # noqa: PLC0415
    from engine.report.sheet_table import dated  # noqa: PLC0415
    from engine.sizing.months_streak import months_sheet  # noqa: PLC0415

    sheets = {_named(run, name_of(run), runs): months_sheet(run) for run in runs}
    heading = words(language)("sizing.of_run", run=", ".join(sheets))
    folders = [run.path and str(run.path) for run in runs]
    named = zip(folders, sheets.items(), strict=True)
    told = {"runs": [{"folder": folder, "name": name, **sheet, **dated(sheet)} for folder, (name, sheet) in named]}
    tell("streak-runs", told, {"months_streak": sheets}, language, as_json=as_json, heading=heading)


def _named(run: "RunResult", name: str, others: "Sequence[RunResult]") -> str:
    """What a run is called, with its folder where others are called so too."""
    alike = [one for one in others if one.config.called == run.config.called]
    return name if len(alike) == 1 or run.path is None else run.path.name

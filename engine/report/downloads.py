"""The table of fetched files."""

from collections.abc import Sequence
from pathlib import Path

from rich.table import Table

from data.fetch.fetching import DownloadOutcome, State
from engine.report.fitted import Fitted
from engine.words import Words

_STATES: dict[State, str] = {
    "fetched": "fetch.fetched",
    "unchanged": "fetch.unchanged",
    "current": "fetch.current",
    "refused": "fetch.refused",
    "unreachable": "fetch.unreachable",
    "kept": "fetch.kept",
    "absent": "fetch.absent",
    "damaged": "fetch.damaged",
}
_COLUMNS = ("fetch.name", "fetch.state", "fetch.rows", "fetch.first", "fetch.last", "fetch.fetched_at")


def download_table(outcomes: Sequence[DownloadOutcome], folder: Path, say: Words) -> Table:
    """One row for each file: what became of it, and what is kept now."""
    title = say("fetch.title", folder=folder)
    table = Fitted(title)
    for key in _COLUMNS:
        table.add_column(say(key), justify="right" if key == "fetch.rows" else "left")
    for outcome in outcomes:
        table.add_row(outcome.download.name, say(_STATES[outcome.state]), *_kept(outcome))
    return table


def _kept(outcome: DownloadOutcome) -> list[str]:
    record = outcome.record
    if record is None:
        return ["", "", "", ""]
    rows = "" if record.rows is None else f"{record.rows:,}"
    return [rows, str(record.first or ""), str(record.last or ""), f"{record.fetched_at:%Y-%m-%d %H:%M}"]

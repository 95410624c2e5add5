"""Where a market came from: kept in its file, and shown in the manifests of the runs made on it."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from data.base.finding import Finding, warnings
from data.intake.history import History
from data.intake.source import Kind

FORMAT = 1


def origin(
    calendar: str, histories: Mapping[Kind, History], repairs: Sequence[Mapping[str, Any]],
    findings: Iterable[Finding], told: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """The record of a build, as plain values: sources, columns, repairs and warnings. It
    has no times, so that it repeats.
    """
    return {
        "format": FORMAT,
        "made_by": f"mmf-overlay {version('mmf-overlay')}",
        "calendar": calendar,
        "sources": [_source(part) for history in histories.values() for part in history.files],
        "columns": {column: dict(done) for column, done in told.items()},
        "repairs": [dict(repair) for repair in repairs],
        "warnings": warnings(findings),
    }


def _source(part: History) -> dict[str, Any]:
    """A file as it is kept: notes of reading it as codes with values."""
    told = part.described()
    return {**told, "notes": [note.coded() for note in part.notes]} if part.notes else told

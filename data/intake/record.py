"""Where a market came from: kept in its file, and shown in the manifests of the runs made on it."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

from data.finding import Finding, warnings
from data.intake.history import History
from data.intake.source import Kind

FORMAT = 1


def origin(
    calendar: str, histories: Mapping[Kind, History], touched: Mapping[Kind, Mapping[str, int]],
    findings: Iterable[Finding], told: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:  # fmt: skip
    """The record of a build, as plain values: sources, columns, repairs and warnings. It has no times, so that it repeats."""
    return {
        "format": FORMAT,
        "made_by": f"mmf-overlay {version('mmf-overlay')}",
        "calendar": calendar,
        "sources": [history.described() for history in histories.values()],
        "columns": {column: dict(done) for column, done in told.items()},
        "repairs": [
            {"kind": kind, "file": histories[kind].source.name, "fix": fix, "rows": rows}
            for kind, fixes in touched.items()
            for fix, rows in fixes.items()
        ],
        "warnings": warnings(findings),
    }

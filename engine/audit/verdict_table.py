"""The verdicts of a run as a table: codes and numbers."""

import json
from dataclasses import replace
from typing import Any

import pyarrow as pa

from data.base.arrow import to_column
from engine.audit.chapters import chapters
from engine.results import stored
from engine.results.run import RunResult
from engine.results.schemas import SCHEMAS

TABLE = "verdicts"


def with_verdicts(run: RunResult) -> RunResult:
    """The run with its verdicts as one more table, which its manifest tells of."""
    added = {TABLE: verdicts_table(run)}
    told = {**run.manifest["tables"], **stored.told(added, SCHEMAS)}
    return replace(run, tables={**run.tables, **added}, manifest={**run.manifest, "tables": told})


def verdicts_table(run: RunResult) -> pa.Table:
    """A row for each verdict, in the order of the audit, figures as they are counted in `docs/audit.md`."""
    rows = []
    for chapter in chapters(run):
        for verdict in chapter.verdicts:
            row = {name: value for name, value in verdict._asdict().items() if name != "days"}
            numbers = json.dumps(dict(verdict.numbers), default=float)
            row |= {"line": chapter.line.number if chapter.line else 0, "numbers": numbers}
            rows.append(row)
    schema = SCHEMAS[TABLE]
    columns = [to_column([_known(row[one.name]) for row in rows], one.type, nullable=one.nullable) for one in schema]
    return pa.table(columns, schema=schema)


def _known(value: Any) -> Any:
    """A value, NaN for one that there is not."""
    return float("nan") if value is None else value

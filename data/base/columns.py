"""How a table is declared: once, with types, units and meanings, for the file, the docs and the tests alike."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

_NEVER_MISSING = object()


class Like(NamedTuple):
    """Another column of the table, whose values a later column takes over where it is missing;
    one that is no more was renamed.
    """

    column: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, its unit, and what it means. Only columns marked `nullable` may hold nulls.

    `before` is what files have which were written before the column came, a value or that of another
    column; a nullable one is null there.
    """

    name: str
    type: pa.DataType
    unit: str
    meaning: str
    nullable: bool = False
    before: Any = _NEVER_MISSING

    def field(self) -> pa.Field:
        """The Arrow field, unit and meaning in its metadata."""
        metadata = {"unit": self.unit, "meaning": self.meaning}
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=metadata)


def arrow_schema(table: str, version: int, columns: tuple[Column, ...]) -> pa.Schema:
    """Arrow schema of a table; its metadata carries the table's name and the schema's version."""
    metadata = {"table": table, "schema_version": str(version)}
    return pa.schema([column.field() for column in columns], metadata=metadata)


def with_later_columns(table: pa.Table, columns: tuple[Column, ...]) -> pa.Table:
    """A table of an earlier version with the columns that came later, in today's order; columns that are no more and
    were not renamed stay at the end.
    """
    declared = {column.name for column in columns}
    renamed = {column.before.column for column in columns if isinstance(column.before, Like)} - declared
    for column in columns:
        value = None if column.nullable and column.before is _NEVER_MISSING else column.before
        if column.name not in table.column_names and value is not _NEVER_MISSING:
            values = (
                table[value.column] if isinstance(value, Like) else pa.repeat(pa.scalar(value, column.type), len(table))
            )
            table = table.append_column(column.field(), values)
    known = [column.name for column in columns if column.name in table.column_names]
    return table.select([*known, *(name for name in table.column_names if name not in declared | renamed)])


def column_problems(schema: pa.Schema, table: pa.Table, *, exact: bool = False) -> list[str]:
    """What keeps a table from having the columns of a schema, each a phrase: missing, with
    `exact` unknown, or of another type.
    """
    problems = [f"column {name} is missing" for name in schema.names if name not in table.column_names]
    if exact:
        problems += [f"column {name} is unknown" for name in table.column_names if name not in schema.names]
    return problems + [
        f"column {field.name} is {table.schema.field(field.name).type}, expected {field.type}"
        for field in schema
        if field.name in table.column_names and table.schema.field(field.name).type != field.type
    ]

"""How a table is declared: once, with types, units and meanings, for the file, the docs and the tests alike."""

from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its Arrow type, its unit, and what it means. Only columns marked `nullable` may hold nulls."""

    name: str
    type: pa.DataType
    unit: str
    meaning: str
    nullable: bool = False

    def field(self) -> pa.Field:
        """The Arrow field, unit and meaning in its metadata."""
        metadata = {"unit": self.unit, "meaning": self.meaning}
        return pa.field(self.name, self.type, nullable=self.nullable, metadata=metadata)


def arrow_schema(table: str, version: int, columns: tuple[Column, ...]) -> pa.Schema:
    """Arrow schema of a table; its metadata carries the table's name and the schema's version."""
    metadata = {"table": table, "schema_version": str(version)}
    return pa.schema([column.field() for column in columns], metadata=metadata)


def column_problems(schema: pa.Schema, table: pa.Table, *, exact: bool = False) -> list[str]:
    """What keeps a table from having the columns of a schema, each a phrase: missing, with `exact` unknown, or of another type."""
    problems = [f"column {name} is missing" for name in schema.names if name not in table.column_names]
    if exact:
        problems += [f"column {name} is unknown" for name in table.column_names if name not in schema.names]
    return problems + [
        f"column {field.name} is {table.schema.field(field.name).type}, expected {field.type}"
        for field in schema
        if field.name in table.column_names and table.schema.field(field.name).type != field.type
    ]

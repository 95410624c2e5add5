"""Tables that have a row for each combination of some columns, and one only."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from data.base.bounded import json_of


def require_complete(tables: Mapping[str, pa.Table], keys: Mapping[str, Sequence[str]]) -> None:
    """Raise `ValueError` where one of the tables that are there lacks a combination of its key columns, or has it
    twice.
    """
    for name in (one for one in keys if one in tables):
        combinations = 1
        for column in keys[name]:
            combinations *= pc.count_distinct(tables[name][column], mode="all").as_py()
        found = tables[name].select(list(keys[name])).group_by(list(keys[name])).aggregate([]).num_rows
        if not found == len(tables[name]) == combinations:
            raise ValueError(f"table {name}: it has no row, or several, for some {', '.join(keys[name])}")


def require_once(tables: Mapping[str, pa.Table], keys: Mapping[str, Sequence[str]]) -> None:
    """Raise `ValueError` where one of the tables that are there has a combination of its key columns twice."""
    for name in (one for one in keys if one in tables):
        if tables[name].select(list(keys[name])).group_by(list(keys[name])).aggregate([]).num_rows < len(tables[name]):
            raise ValueError(f"table {name}: it has several rows for some {', '.join(keys[name])}")


def require_numbered(table: pa.Table, name: str, column: str) -> None:
    """Raise `ValueError` where the rows of a table are not numbered from 0 in a column."""
    if table[column].to_pylist() != list(range(len(table))):
        raise ValueError(f"table {name}: its {column} is not numbered from 0")


def require_known(values: set[Any], tables: Mapping[str, pa.Table], column: str, *names: str) -> None:
    """Raise `ValueError` where a column of one of those tables that are there has a value that is none of some."""
    for name in (one for one in names if one in tables):
        if not set(tables[name][column].to_pylist()) <= values:
            raise ValueError(f"table {name}: its {column} has a value that there is not")


def require_objects(table: pa.Table, name: str, column: str) -> None:
    """Raise `ValueError` where a column of text has what is no object of JSON."""
    for one in table[column].to_pylist():
        try:
            json_of(one)
        except (ValueError, TypeError):
            raise ValueError(f"table {name}: its {column} has what is no object of JSON") from None


def require_same(tables: Mapping[str, pa.Table], column: str, *names: str) -> None:
    """Raise `ValueError` where a column of those tables that are there has not the values that the first one has."""
    first, *others = (one for one in names if one in tables)
    told = set(tables[first][column].to_pylist())
    for name in others:
        if set(tables[name][column].to_pylist()) != told:
            raise ValueError(f"table {name}: its {column} is not that of {first}")

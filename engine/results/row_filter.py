"""Some rows of a table: between two dates, or with a word in them."""

from datetime import date
from functools import reduce

import pyarrow as pa
from pyarrow import compute

from data.base.errors import ResultError


def chosen_rows(
    table: pa.Table, name: str, first: date | None = None, last: date | None = None, text: str = ""
) -> pa.Table:
    """Rows of a table from a date to another, both included, and with a text in any of their
    columns of text, in any case.

    Raises `ResultError` where dates are asked for and the table has none.
    """
    if (first or last) and "date" not in table.column_names:
        raise ResultError(f"table {name} has no column date; leave out --from and --to")
    if first:
        table = table.filter(compute.greater_equal(table["date"], pa.scalar(first, pa.date32())))
    if last:
        table = table.filter(compute.less_equal(table["date"], pa.scalar(last, pa.date32())))
    return table.filter(_with_text(table, text)) if text else table


def _with_text(table: pa.Table, text: str) -> pa.ChunkedArray:
    columns = [column for column in table.columns if pa.types.is_string(column.type)]
    found = [compute.fill_null(compute.match_substring(column, text, ignore_case=True), False) for column in columns]
    return reduce(compute.or_, found, pa.chunked_array([pa.array([False] * table.num_rows, pa.bool_())]))

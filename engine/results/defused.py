"""Text that a spreadsheet would take for a formula, kept from being one."""

import pyarrow as pa

BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # noqa: RUF001  (as a Japanese keyboard has them)
"""With what a formula begins, what a spreadsheet passes over before it, and the mark itself, so that a text is what
stands behind its first mark.
"""
MARK = "'"
"""Before a text: by it a person types text that is no formula."""


def defused(text: str) -> str:
    """A text with a mark before it where it begins as a formula does; one that is a number stays.

    >>> defused("=1+1"), defused("-1.5"), defused("core")
    ("'=1+1", '-1.5', 'core')
    """
    return MARK + text if text.startswith(BEGINS) and not _is_number(text) else text


def defused_table(table: pa.Table) -> pa.Table:
    """A table whose texts and names of columns are defused."""
    columns = [_defused(column) if _is_text(column.type) else column for column in table.columns]
    return pa.table(columns, names=[defused(name) for name in table.column_names])


def _defused(column: pa.ChunkedArray) -> pa.ChunkedArray:
    known = {one: defused(one) for one in column.unique().to_pylist() if one is not None}
    if all(one == told for one, told in known.items()):
        return column
    return pa.chunked_array([[None if one is None else known[one] for one in column.to_pylist()]], pa.string())


def _is_text(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True

"""Rows of any table on a terminal; a table that is too wide is shown in blocks of columns, one below the other."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from math import isfinite
from typing import Any

import pyarrow as pa
from rich.cells import cell_len
from rich.table import Table

from engine.analysis.ex_post_regimes import SCHEMES
from engine.report.console import plain, with_columns
from engine.report.headlines import ENGLISH, unsigned
from engine.results.units import Measure, measure_of
from engine.words import Words
from engine.words.regime_names import regime_name

WIDEST_TEXT = 34
GAP = 3
"""Characters between two columns."""

KEYS = ("date", "run")
"""A first column of this name is repeated in every block."""

FORMATS: dict[Measure, Callable[[Any], str]] = {
    "money": "{:,.2f}".format,
    "percent": "{:.3%}".format,
    "points": "{:,.2f}".format,
    "number": "{:.6g}".format,
}
Texts = Mapping[str, list[str]]


def row_tables(table: pa.Table, width: int, say: Words = ENGLISH) -> Iterator[Table]:
    """The rows of a table in as many blocks of columns as it takes to fit `width` characters."""
    told = {name: texts(table, name, say) for name in table.column_names}
    for names in blocks(_widths(told), width):
        block = with_columns(plain(), *map(title, names))
        for column, name in zip(block.columns, names, strict=True):
            column.justify = "left" if measure_of(table.schema.field(name)) in {"text", "date", "flag"} else "right"
        for row in zip(*(told[name] for name in names), strict=True):
            block.add_row(*row)
        yield block


def blocks(widths: Mapping[str, int], width: int) -> list[list[str]]:
    """Names of columns by block: as many as fit, the key in front of each, and never fewer than one besides it.

    >>> blocks({"date": 10, "a": 6, "b": 6}, 20)
    [['date', 'a'], ['date', 'b']]
    """
    names = list(widths)
    key = names[:1] if names[0] in KEYS else []
    found = [list(key)]
    for name in names[len(key) :]:
        taken = sum(widths[one] + GAP for one in found[-1])
        if len(found[-1]) > len(key) and taken + widths[name] > width:
            found.append(list(key))
        found[-1].append(name)
    return found


def _widths(texts: Texts) -> dict[str, int]:
    return {
        name: max(cell_len(name), min(max(map(cell_len, values), default=0), WIDEST_TEXT))
        for name, values in texts.items()
    }


def title(column: str) -> str:
    """What stands above a column: a code is read as the reason that it is."""
    return "reason" if column == "code" else column


def reasons(events: pa.Table, say: Words) -> list[str]:
    """Why each event happened, in words; of a run of an earlier version as it was written."""
    rows = zip(events["code"].to_pylist(), events["numbers"].to_pylist(), strict=True)
    return [say.told("reason", code, **json.loads(numbers)) for code, numbers in rows]


def texts(table: pa.Table, name: str, say: Words) -> list[str]:
    """A column as it is read."""
    if name == "code":
        return reasons(table, say)
    measure = measure_of(table.schema.field(name))
    flags = (say("rows.no"), say("rows.yes"))
    form = flags.__getitem__ if measure == "flag" else _form(name, measure, say)
    return [say("headline.undefined") if value is None else form(value) for value in table[name].to_pylist()]


def _form(name: str, measure: Measure, say: Words) -> Callable[[Any], str]:
    if measure in FORMATS:
        return lambda value: unsigned(FORMATS[measure](value))
    return _words_of(name, say)


def _words_of(name: str, say: Words) -> Callable[[str], str]:
    """How what stands in a column of text is read: what may be one of our codes, by its words."""
    if name == "reason":
        return lambda code: say.told("posting", say.told("ending", code))
    if name == "regime" or name in SCHEMES:
        return partial(regime_name, say=say)
    return partial(say.told, "state") if name == "state" else str


def plain_rows(table: pa.Table) -> list[dict[str, Any]]:
    """The rows as values for JSON, dates in ISO form, codes with their English sentence (`text`); what no JSON number
    can be is null.
    """
    rows = [{name: _plain(value) for name, value in row.items()} for row in table.to_pylist()]
    if "code" not in table.column_names:
        return rows
    return [{**row, "text": told} for row, told in zip(rows, reasons(table, ENGLISH), strict=True)]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and not isfinite(value) else value

"""A chart in JSON, as Yahoo answers, as rows of text: a day, its open, high, low, close and volume."""

import json
import re
from datetime import date, timedelta
from typing import Any

import numpy as np

from data.base.finding import Refused
from data.base.saying import said
from data.intake.reading.problems import reading

_BEGINS = re.compile(rb'\{\s*"chart"\s*:\s*\{')
_COLUMNS = ("open", "high", "low", "close", "volume")
_EPOCH = date(1970, 1, 1)


def is_chart(text: bytes) -> bool:
    """Whether a file begins as a chart does."""
    return bool(_BEGINS.match(text))


def chart_text(content: bytes, name: str) -> str:
    """CSV of a chart's days, each that of its exchange; days without a close are left out. Raises `Refused` where it
    has no prices by day.
    """
    try:
        result = json.loads(content)["chart"]["result"][0]
        quote, offset = result["indicators"]["quote"][0], result["meta"]["gmtoffset"]
        columns = [quote[column] for column in _COLUMNS]
        rows = list(zip(result["timestamp"], *columns, strict=True))
        lines = [_line(second + offset, cells) for second, *cells in rows if cells[3] is not None]
    except (ValueError, KeyError, IndexError, TypeError, OverflowError, RecursionError):
        raise Refused([reading("damaged", name, said("sheet.no_chart"))]) from None
    return "\n".join(["Date,Open,High,Low,Close,Volume", *lines])


def _line(second: int, cells: list[Any]) -> str:
    # times are UTC, and the session's day is that of its exchange
    day = _EPOCH + timedelta(days=second // 86_400)
    return ",".join([day.isoformat(), *(_written(cell) for cell in cells)])


def _written(value: float | None) -> str:
    """A figure with the digits that it was published with: prices are sent as numbers of 32 bits, told with 64."""
    if value is None:
        return ""
    with np.errstate(over="ignore"):
        short = np.float32(value)
    return str(short) if isinstance(value, float) and float(short) == value else str(value)

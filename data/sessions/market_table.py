"""The columns of the daily market table, and a table made of them."""

from collections.abc import Mapping

import pyarrow as pa

from data.base.arrow import Values, to_column
from data.base.columns import Column, arrow_schema, with_later_columns

VERSION = 2
UNKNOWN_VALUE = float("nan")
"""What an optional column holds on a session on which nothing is known."""
COLUMNS = (
    Column("date", pa.date32(), "date", "exchange session"),
    Column(
        "open",
        pa.float64(),
        "index points",
        "first price of the session; the previous close where `open_is_real` is false",
    ),
    Column("high", pa.float64(), "index points", "highest price of the session"),
    Column("low", pa.float64(), "index points", "lowest price of the session"),
    Column("close", pa.float64(), "index points", "last price of the session, not adjusted for dividends"),
    Column("open_is_real", pa.bool_(), "flag", "whether `open` is an opening price at which one could have traded"),
    Column("dividend_yield", pa.float64(), "annual decimal", "dividend yield of the index"),
    Column(
        "dividend_derived",
        pa.bool_(),
        "flag",
        "whether `dividend_yield` was computed from other prices or taken from facts, and not published",
        before=False,
    ),
    Column(
        "bill_yield",
        pa.float64(),
        "annual decimal, act/365",
        "yield of short bills of the index's currency, known at the session's close",
    ),
    Column("bill_carried", pa.bool_(), "flag", "whether `bill_yield` is the last known value carried forward"),
    Column(
        "bill_yield_1m",
        pa.float64(),
        "annual decimal, act/365",
        "yield of one-month bills, known at the session's close; NaN where it is not known",
        before=UNKNOWN_VALUE,
    ),
    Column("vix", pa.float64(), "index points", "30-day implied volatility of the index"),
    Column("vix_modelled", pa.bool_(), "flag", "whether `vix` comes from the proxy and not from the exchange"),
    Column(
        "usdjpy",
        pa.float64(),
        "JPY per USD",
        "last fixing known at the session's close; NaN where it is not known",
        before=UNKNOWN_VALUE,
    ),
    Column(
        "jpy_rate",
        pa.float64(),
        "annual decimal",
        "Japanese overnight call rate; NaN where it is not known",
        before=UNKNOWN_VALUE,
    ),
)
FILLED_BY = {"usdjpy": "--fx", "jpy_rate": "--jpy-rate", "bill_yield_1m": "--bills-1m"}
"""Columns in which NaN says that nothing is known, and the option of `overlay data build` that fills each."""
SCHEMA = arrow_schema("market", VERSION, COLUMNS)


def market_table(values: Mapping[str, Values]) -> pa.Table:
    """A market table from values by column, each of shape (sessions,) in the units of `COLUMNS`; columns
    that came later may be left out.
    """
    given = [field for field in SCHEMA if field.name in values]
    columns = [to_column(values[field.name], field.type) for field in given]
    return with_later_columns(pa.table(columns, schema=pa.schema(given)), COLUMNS)

"""The tables of a sweep, each declared once."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from data.base.columns import Column, arrow_schema
from engine.results.schema_columns import number, ratio, text

VERSIONS: dict[str, int] = {}
"""Versions of tables whose columns, or their meanings, have changed since version 1."""


def _count(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, pa.int64(), "count", meaning, nullable)


def _figure(name: str, unit: str, meaning: str) -> Column:
    return number(name, unit, f"{meaning}; null where it is not defined", nullable=True)


def _told(name: str, meaning: str) -> Column:
    return Column(name, pa.string(), "text", meaning, nullable=True)


_CELL = Column("cell", pa.int64(), "number", "place of the settings in the sweep, from 0; 0 are those of the plan")
_MONTHS = pa.list_(pa.field("item", pa.float64(), nullable=False))
EARNED = (
    "final_equity", "total_return", "cagr", "volatility", "excess_return", "sharpe", "sortino", "skew", "max_drawdown",
    "worst_month",
)  # fmt: skip
"""Figures of docs/metrics.md that both drivers tell."""
UNITS: Mapping[str, str] = {
    "final_equity": "investor's currency",
    "cagr": "annual decimal",
    "volatility": "annual decimal",
    "excess_return": "annual decimal",
    "sharpe": "ratio",
    "sortino": "ratio",
    "skew": "ratio",
}
RUNS = (
    _CELL,
    text("digest", "of the settings and the files they name, 64 hexadecimal digits"),
    Column("own", pa.bool_(), "flag", "whether these are the settings of the plan that was asked about"),
    text("pattern", "pattern"),
    text("profile", "account profile"),
    _told("refused", "why these settings make no run; null for a run"),
    *(_figure(name, UNITS.get(name, "decimal"), f"`{name}` of docs/metrics.md") for name in EARNED),
    _count("margin_calls", "margin calls", nullable=True),
    _count("deadlines_missed", "deadlines of margin calls that were missed", nullable=True),
    _count("loss_cuts", "margin ratios below the loss-cut level", nullable=True),
    _count("forced_sales", "sales by the broker: loss cuts and missed deadlines", nullable=True),
    _count("fills", "orders that were filled", nullable=True),
    _figure("least_ratio", "multiple of maintenance", "smallest collateral / maintenance margin"),
    Column("ruined", pa.date32(), "date", "session on which the account was lost; null: never", nullable=True),
    Column("months", _MONTHS, "decimal", "return of each calendar month less that of bills", nullable=True),
)
"""Columns of every sweep; the further figures of full books stand behind them, and behind those the settings that were
varied, called by their names."""
CURVES = (
    _CELL,
    Column("date", pa.date32(), "date", "exchange session"),
    number("equity", "account currency", "equity after the session"),
    number("drawdown", "decimal, <= 0", "equity / highest so far - 1"),
)
LANDSCAPE = (
    _CELL,
    number("value", "as the criterion", "the criterion of the cell; null where it has none", nullable=True),
    ratio("worst_neighbour", "as the criterion", "the worst value among it and the cells one step away"),
    Column("alike", pa.bool_(), "flag", "about as good as the best: not lower by more than chance, or a twentieth"),
    Column("plateau", pa.bool_(), "flag", "part of the connected cells around the best that are about as good"),
    Column("cliff", pa.bool_(), "flag", "a step away the criterion is much lower, or a forced sale"),
)
WALK = (
    Column("window", pa.int64(), "number", "place of the window, from 0"),
    Column("train_start", pa.date32(), "date", "first session on which was chosen"),
    Column("train_end", pa.date32(), "date", "last session on which was chosen"),
    Column("start", pa.date32(), "date", "first session on which the choice was held"),
    Column("end", pa.date32(), "date", "last session on which the choice was held"),
    _CELL,
    text("name", "the settings that were chosen"),
    _figure("train", "as the criterion", "the criterion of the choice where it was chosen"),
    _figure("test", "as the criterion", "the criterion of the choice where it was held"),
    _figure("median", "as the criterion", "the criterion of the median cell where the choice was held"),
    number("opening", "account currency", "equity with which it began"),
    number("closing", "account currency", "equity with which it ended"),
)
STITCHED = (
    *CURVES[1:],
    number("own", "account currency", "equity of the plan itself, begun with the same capital", nullable=True),
    number("best", "account currency", "equity of the best cell of `runs`, chosen in hindsight, as own", nullable=True),
)
TABLES: dict[str, tuple[Column, ...]] = {
    "runs": RUNS, "curves": CURVES, "landscape": LANDSCAPE, "walk_forward": WALK, "stitched": STITCHED,
}  # fmt: skip
SCHEMAS: dict[str, pa.Schema] = {
    name: arrow_schema(name, VERSIONS.get(name, 1), columns) for name, columns in TABLES.items()
}


def runs_schema(varied: Mapping[str, Sequence[Any]], figures: Sequence[str] = ()) -> pa.Schema:
    """The schema of `runs` with further figures, and with the settings that were varied and all values of each."""
    others = [pa.field(name, pa.float64(), metadata={"unit": "see docs/metrics.md"}) for name in figures]
    settings = [
        pa.field(name, _kind(values), metadata={"unit": "setting"})
        for name, values in varied.items()
        if name not in SCHEMAS["runs"].names  # the pattern has a column anyway
    ]
    return pa.schema([*SCHEMAS["runs"], *others, *settings], SCHEMAS["runs"].metadata)


def _kind(values: Sequence[Any]) -> pa.DataType:
    """The Arrow type that holds all of some values: text where they are of several kinds."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()

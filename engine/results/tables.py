"""From the rows of a finished run to its tables."""

import json
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import Values, from_codes, to_array, to_codes, to_column
from data.base.errors import ConfigError
from engine.account.ledger import CATEGORIES, Postings
from engine.analysis.drawdowns import falls
from engine.analysis.exposure import total_exposures
from engine.analysis.unit_value import unit_values
from engine.results.records import FillRow, OrderRow, RestingEnd, RestingRow
from engine.results.schemas import SCHEMAS
from strategies.events.journal import Event
from strategies.events.rows import Rows

Columns = dict[str, Values]
_JSON = json.JSONEncoder(default=float)


def equity_table(rows: Rows, bill_return: Values, flows: Floats) -> pa.Table:
    """Account by session, with the ratios that follow from its columns; `bill_return` is a decimal for each session,
    `flows` what was paid in less what was taken out, account currency, (n,).
    """
    columns = {name: np.array(values) for name, values in rows.columns().items()}
    equity, notional, delta = columns["equity"], columns.pop("notional"), columns.pop("delta")
    excess = columns["collateral"] - columns["maintenance"]
    return _table("equity", {
        **columns,
        "overlay_notional": notional,
        "overlay_delta": delta,
        "total_exposure": total_exposures(notional, delta, equity),
        "excess": excess,
        "excess_ratio": np.divide(excess, notional, out=np.full(len(equity), np.nan), where=notional > 0.0),
        "drawdown": falls(unit_values(equity, flows)),
        "bill_return": bill_return,
    })  # fmt: skip


def ledger_table(postings: Postings, currency: str) -> pa.Table:
    """All postings in order; an amount is positive where the account has more, in `currency`."""
    places = np.array(postings.places)
    return _table("ledger", {
        **{name: from_codes(places, postings.words(name)) for name in ("account", "category", "contract", "reason")},
        "date": postings.days,
        "amount": postings.amounts,
        "seq": np.arange(1, len(postings) + 1),
        "currency": from_codes(np.zeros(len(postings), np.int32), [currency]),
    })  # fmt: skip


def attribution_table(ledger: pa.Table) -> pa.Table:
    """Sum of each day's postings by category, account currency, a cost negative; what only moves money is left out."""
    names = list(CATEGORIES)
    codes, seen = to_codes(ledger["category"])
    which = np.array([names.index(name) if name in CATEGORIES else -1 for name in seen], dtype=np.int64)[codes]
    known = which >= 0
    dated = to_array(ledger["date"])[known]
    begins = np.diff(dated, prepend=dated[0] - 1 if len(dated) else 0) > 0  # postings are in order of date
    days, day_of_row = dated[begins], np.cumsum(begins) - 1
    cells = day_of_row * len(names) + which[known]
    sums = np.bincount(cells, weights=to_array(ledger["amount"])[known])
    present = np.flatnonzero(np.bincount(cells))
    # by day, then in the order of the ledger's categories; a category is there where it has a posting, also of 0
    places = present % len(names)
    return _table("attribution", {
        "date": days[present // len(names)] if len(present) else [],
        "category": from_codes(places, names),
        "source": from_codes(places, list(CATEGORIES.values())),
        "amount": sums[present],
    })  # fmt: skip


def orders_table(rows: Sequence[OrderRow]) -> pa.Table:
    """Finished orders, in the order in which they ended."""
    return _table("orders", {**_columns(rows, OrderRow), "side": [_side(row.requested) for row in rows]})


def resting_orders_table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Orders other than Market orders, in the order in which they ended; a row has the fields of `RestingRow`, then
    those of `RestingEnd`.
    """
    names = (*RestingRow._fields, *RestingEnd._fields)
    return _table("resting_orders", dict(zip(names, _unzip(rows, len(names)), strict=True)))


def fills_table(rows: Sequence[FillRow]) -> pa.Table:
    """Fills, in the order in which they were made."""
    return _table("fills", {**_columns(rows, FillRow), "side": [_side(row.size) for row in rows]})


def positions_table(rows: Rows) -> pa.Table:
    """Positions by session."""
    return _table("positions", rows.columns())


def events_table(events: Sequence[Event]) -> pa.Table:
    """Events of strategy and account in order of date, those of a day as given."""
    ordered = sorted(events, key=lambda event: event.day)
    return _table("events", {
        "date": [event.day for event in ordered],
        "kind": [event.kind for event in ordered],
        "contract": [event.contract for event in ordered],
        "numbers": [_JSON.encode(event.numbers) for event in ordered],
        "code": [event.code for event in ordered],
    })  # fmt: skip


def rules_table(evenings: Rows, rulings: Rows) -> pa.Table:
    """What each rule said by session, the rules of a session in their order."""
    asked = evenings.columns()
    rules, counts = asked["rules"], np.fromiter(map(len, asked["rules"]), np.int64)
    begins, bound = (np.cumsum(counts) - counts).tolist(), np.zeros(int(counts.sum()), dtype=bool)
    bindings = zip(begins, rules, asked["binding"], strict=True)
    bound[[begin + names.index(binding) for begin, names, binding in bindings if binding]] = True
    return _table("rules", {
        "date": np.repeat(np.array(asked["day"], np.int32), counts),
        "rule": list(chain.from_iterable(rules)),
        **rulings.columns(),
        "bound": bound,
    })  # fmt: skip


def targets_table(evenings: Rows) -> pa.Table:
    """What the rules together aimed at by session."""
    return _table("targets", _dated(evenings.columns()))


def pattern_table(name: str, rows: Sequence[Any]) -> pa.Table:
    """A table that only some patterns have, from rows whose fields are its columns (`day` is its `date`). Raises
    `ConfigError` for one that results do not have.
    """
    if name not in SCHEMAS:
        raise ConfigError(f"the pattern keeps records for a table {name!r}, which results do not have; leave them out")
    return _table(name, _dated(_columns(rows, type(rows[0])))) if rows else _empty(name)


def _empty(name: str) -> pa.Table:
    """`Schema.empty_table` would import pandas."""
    schema = SCHEMAS[name]
    return pa.Table.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


def _dated(columns: Mapping[str, Values]) -> Columns:
    return {"date" if name == "day" else name: values for name, values in columns.items()}


def _side(size: int) -> str:
    return "buy" if size > 0 else "sell"


def _unzip(rows: Sequence[Sequence[Any]], width: int) -> list[Sequence[Any]]:
    return list(zip(*rows, strict=True)) if rows else [()] * width


def _columns(rows: Sequence[Any], kind: Any) -> Columns:
    return dict(zip(kind._fields, _unzip(rows, len(kind._fields)), strict=True))


def _table(name: str, columns: Mapping[str, Values]) -> pa.Table:
    schema = SCHEMAS[name]
    arrays = [to_column(columns[field.name], field.type, nullable=field.nullable) for field in schema]
    return pa.table(arrays, schema=schema)

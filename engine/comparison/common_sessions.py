"""A run on some of its sessions: what it did there, with the account it came with."""

from dataclasses import replace
from typing import Any

import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import rows_where, to_array, to_column
from data.base.days import iso
from engine.analysis.drawdowns import falls
from engine.analysis.investor import ATTRIBUTION, EQUITY, investor_tables
from engine.analysis.metrics import metrics
from engine.analysis.option_sums import TABLE as OPTIONS
from engine.analysis.unit_value import FLOWS, INVESTOR_FLOWS, worth_of
from engine.comparison.comparable import Span
from engine.results.run import RunResult

DURING = ("ledger", "attribution", ATTRIBUTION, FLOWS, INVESTOR_FLOWS, OPTIONS)
"""Tables of what happened during sessions: that of the first is before what is looked at."""
OF_THE_WHOLE = ("lines", "deviations")
"""What a manifest tells that is true of all sessions only."""


def between(run: RunResult, span: Span) -> RunResult:
    """A run from one of its sessions to another, both included: its equity at the close of the first is what it opens
    with, falls are from the highest since then, and its figures are of these sessions. Raises `DataError` as `metrics`
    does.
    """
    tables = {name: _within(name, table, span) for name, table in run.tables.items()}
    for name in (EQUITY, "equity"):
        if name in tables:
            seen = tables if name == "equity" else investor_tables(tables)
            tables[name] = _begun(tables[name], worth_of(seen))
    tables["ledger"] = _opened(run.tables["ledger"], tables)
    until = run.hypothetical_until
    told = {name: value for name, value in run.manifest.items() if name not in OF_THE_WHOLE}
    told["hypothetical_until"] = until if until and iso(span[0]) < until else None
    return replace(run, tables=tables, manifest={**told, "metrics": metrics(tables)})


def _within(name: str, table: pa.Table, span: Span) -> pa.Table:
    if "date" not in table.column_names:
        return table
    days = to_array(table["date"])
    begun = days > span[0] if name in DURING else days >= span[0]
    return rows_where(table, begun & (days <= span[1]))


def _begun(table: pa.Table, worth: Floats) -> pa.Table:
    """Equity of which the first session earns nothing yet, bills neither, and falls are from what it had there."""
    bills = to_array(table["bill_return"]).copy()
    bills[0] = 0.0
    for name, values in (("drawdown", falls(worth)), ("bill_return", bills)):
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(place), to_column(values, table.schema.field(place).type))
    return table


def _opened(ledger: pa.Table, tables: dict[str, pa.Table]) -> pa.Table:
    """The ledger within, behind a first posting that pays in what the account had."""
    day, worth = tables["equity"]["date"][0], tables["equity"]["equity"][0]
    paid: dict[str, Any] = {**ledger.slice(0, 1).to_pylist()[0], "date": day.as_py(), "amount": worth.as_py()}
    return pa.concat_tables([pa.Table.from_pylist([paid], schema=ledger.schema), tables["ledger"]])

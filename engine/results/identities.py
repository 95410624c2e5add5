"""The books checked once more on the finished tables: what was written must add up, not only what was computed."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, rows_where, to_array
from data.base.days import iso
from engine.account.ledger import CATEGORIES, FLOWS, TOLERANCE, LedgerError
from engine.account.option_book import INSURANCE, OVERLAY

_OF_OPTIONS = {name for name in CATEGORIES if name.partition("_")[0] in {OVERLAY, INSURANCE}}
_COSTS = {name for name, source in CATEGORIES.items() if source == "costs"}


def check_books(tables: Mapping[str, pa.Table]) -> None:
    """Raise `LedgerError` unless, on every session,

    * the day's postings sum to the change of equity,
    * cash is the sum of all cash postings so far,
    * the day's attribution sums to the change of equity (less what was paid in, and with what was taken out),

    each to `TOLERANCE` of the highest equity so far: sums of it leave their last bits behind when it is paid out.
    """
    equity, ledger = tables["equity"], tables["ledger"]
    change = np.diff(to_array(equity["equity"]), prepend=0.0)
    deposits = _by_day(equity, rows_where(ledger, is_among(ledger["category"], FLOWS)))
    cash = np.cumsum(_by_day(equity, rows_where(ledger, is_among(ledger["account"], {"cash"}))))
    _expect(equity, change, _by_day(equity, ledger), "change of equity, sum of postings")
    _expect(equity, to_array(equity["cash"]), cash, "cash, sum of cash postings")
    _expect(equity, change - deposits, _by_day(equity, tables["attribution"]), "change of equity, attribution")


def check_options(table: pa.Table, tables: Mapping[str, pa.Table]) -> None:
    """Raise `LedgerError` unless what options earned (`option_attribution`) is on every session what the ledger has of
    them, to `TOLERANCE` of equity: premiums, marks and payoffs, and all costs of their contracts.
    """
    equity, ledger = tables["equity"], tables["ledger"]
    costs = is_among(ledger["category"], _COSTS) & is_among(ledger["contract"], set(table["contract"].to_pylist()))
    theirs = rows_where(ledger, costs | is_among(ledger["category"], _OF_OPTIONS))
    told = _by_day(equity, table, "total")
    _expect(equity, told, _by_day(equity, theirs), "gain of options, their postings")


def _by_day(equity: pa.Table, rows: pa.Table, name: str = "amount") -> Floats:
    """Amounts of rows summed by session of the equity table."""
    days = to_array(equity["date"])
    sums = np.bincount(np.searchsorted(days, to_array(rows["date"])), to_array(rows[name]), len(days))
    return sums.astype(np.float64, copy=False)


def _expect(table: pa.Table, value: Floats, other: Floats, what: str) -> None:
    days, equity = to_array(table["date"]), to_array(table["equity"])
    scale = np.maximum.accumulate(np.maximum(np.abs(equity), 1.0))
    # not `>`: NaN is wrong too
    wrong = np.flatnonzero(~(np.abs(value - other) <= TOLERANCE * scale))
    if len(wrong):
        row = int(wrong[0])
        raise LedgerError(f"{iso(days[row])}: {what} differ: {value[row]!r} and {other[row]!r}")

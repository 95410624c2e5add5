"""The books checked once more on the finished tables: what was written must add up, not only what was computed."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array
from data.base.days import iso
from engine.account.ledger import FLOWS, TOLERANCE, LedgerError


def check_books(tables: Mapping[str, pa.Table]) -> None:
    """Raise `LedgerError` unless, on every session,

    * the day's postings sum to the change of equity,
    * cash is the sum of all cash postings so far,
    * the day's attribution sums to the change of equity (less what was paid in, and with what was taken out),

    each to `TOLERANCE` of the highest equity so far: sums of it leave their last bits behind when it is paid out.
    """
    equity_table, ledger = tables["equity"], tables["ledger"]
    days, equity = to_array(equity_table["date"]), to_array(equity_table["equity"])
    change = np.diff(equity, prepend=0.0)
    amounts = to_array(ledger["amount"])
    rows = np.searchsorted(days, to_array(ledger["date"]))

    def by_day(chosen: Floats) -> Floats:
        sums: Floats = np.bincount(rows, weights=chosen, minlength=len(days)).astype(np.float64)
        return sums

    deposits = by_day(np.where(is_among(ledger["category"], FLOWS), amounts, 0.0))
    cash = np.cumsum(by_day(np.where(is_among(ledger["account"], {"cash"}), amounts, 0.0)))
    attributed = np.bincount(
        np.searchsorted(days, to_array(tables["attribution"]["date"])),
        weights=to_array(tables["attribution"]["amount"]),
        minlength=len(days),
    )
    scale = np.maximum.accumulate(np.maximum(np.abs(equity), 1.0))
    for what, value, other in (
        ("change of equity, sum of postings", change, by_day(amounts)),
        ("cash, sum of cash postings", to_array(equity_table["cash"]), cash),
        ("change of equity, attribution", change - deposits, attributed),
    ):
        # not `>`: NaN is wrong too
        wrong = np.flatnonzero(~(np.abs(value - other) <= TOLERANCE * scale))
        if len(wrong):
            row = int(wrong[0])
            raise LedgerError(f"{iso(days[row])}: {what} differ: {value[row]!r} and {other[row]!r}")

"""What is said of money that was paid into an account and taken out of it."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import is_among, to_array
from data.base.days import iso
from data.facts import facts
from engine.account.paid import INWARDS, TRANSFER_IN, TRANSFER_OUT
from engine.analysis.unit_value import FLOWS
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

MOVED = (TRANSFER_IN, TRANSFER_OUT)
NOTHING = 1.0
"""Equity below which an account from which money is taken has been emptied, account currency."""


def flow_notes(config: RunConfig, tables: Mapping[str, pa.Table]) -> list[Note]:
    """What was paid in and taken out and what was moved between accounts, that returns leave it out, and from when on
    nothing was left.
    """
    if FLOWS not in tables:
        return []
    flows, currency = tables[FLOWS], config.capital.currency
    came, paid = is_among(flows["kind"], INWARDS), to_array(flows["paid"])
    days, equity = to_array(tables["equity"]["date"]), to_array(tables["equity"]["equity"])
    left = equity[np.searchsorted(days, to_array(flows["date"]))]
    emptied = np.flatnonzero(~came & (paid > 0.0) & (left > 0.0) & (left < NOTHING))
    notes = [*_sums(tables, currency), *_in_a_fall(tables, currency)]
    if len(emptied):
        notes.append(note("paid_out", day=iso(int(to_array(flows["date"])[emptied[0]])), currency=currency))
    return notes


def _sums(tables: Mapping[str, pa.Table], currency: str) -> Iterator[Note]:
    """What the account's own payments came to, and what was moved from and to other accounts."""
    flows = tables[FLOWS]
    paid, came, moved = to_array(flows["paid"]), is_among(flows["kind"], INWARDS), is_among(flows["kind"], MOVED)
    for code, ours in (("flows", ~moved), ("moved", moved)):
        if ours.any():
            yield note(
                code, came=float(paid[ours & came].sum()), went=float(paid[ours & ~came].sum()), currency=currency,
                count=int((ours & ~came).sum()), short=tables["events"]["kind"].to_pylist().count("withdrawal_short"),
            )  # fmt: skip


def _in_a_fall(tables: Mapping[str, pa.Table], currency: str) -> Iterator[Note]:
    """What was taken out while the account stood far below its high, and how much less of it would have gone at the
    high for the same money.
    """
    flows, fall = tables[FLOWS], facts("withdrawals").latest("fall.told").value or 0.0
    rows = np.searchsorted(to_array(tables["equity"]["date"]), to_array(flows["date"]))
    left, paid = 1.0 + to_array(tables["equity"]["drawdown"])[rows], to_array(flows["paid"])
    low = ~is_among(flows["kind"], (*INWARDS, TRANSFER_OUT)) & (paid > 0.0) & (left <= 1.0 - fall) & (left > 0.0)
    if low.any():
        amount = float(paid[low].sum())
        more = float((paid[low] / left[low]).sum()) - amount
        yield note("flows_in_fall", count=int(low.sum()), amount=amount, currency=currency, fall=fall, more=more)

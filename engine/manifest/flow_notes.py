"""What is said of money that was paid into an account and taken out of it."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import is_among, rows_where, to_array
from data.base.days import iso
from data.facts import facts
from engine.account.paid import BETWEEN, INWARDS
from engine.analysis.unit_value import FLOWS
from engine.settings.run_config import RunConfig
from engine.words.notes import Note, note

NOTHING = 1.0
"""Equity below which an account from which money is taken has been emptied, account currency."""


def flow_notes(config: RunConfig, tables: Mapping[str, pa.Table]) -> list[Note]:
    """What was paid in and taken out, and what other accounts sent and got; that returns leave it out, and from when on
    nothing was left.
    """
    if FLOWS not in tables:
        return []
    between = is_among(tables[FLOWS]["kind"], BETWEEN)
    own, moved = (rows_where(tables[FLOWS], chosen) for chosen in (~between, between))
    currency = config.capital.currency
    notes = [] if config.flows.none else [_of_owner(own, tables, currency), *_in_a_fall(own, tables, currency)]
    notes += [note("flows_moved", **_sums(moved), currency=currency)] if moved.num_rows else []
    return [*notes, *_emptied(tables, currency)]


def _sums(flows: pa.Table) -> dict[str, float]:
    """What came in and what went out, account currency."""
    came, paid = is_among(flows["kind"], INWARDS), to_array(flows["paid"])
    return {"came": float(paid[came].sum()), "went": float(paid[~came].sum())}


def _of_owner(own: pa.Table, tables: Mapping[str, pa.Table], currency: str) -> Note:
    out, kinds = ~is_among(own["kind"], INWARDS), tables["events"]["kind"].to_pylist()
    return note("flows", **_sums(own), currency=currency, count=int(out.sum()), short=kinds.count("withdrawal_short"))


def _emptied(tables: Mapping[str, pa.Table], currency: str) -> Iterator[Note]:
    """From when on nothing was left, wherever it went."""
    flows, days = tables[FLOWS], to_array(tables["equity"]["date"])
    left = to_array(tables["equity"]["equity"])[np.searchsorted(days, to_array(flows["date"]))]
    went = ~is_among(flows["kind"], INWARDS) & (to_array(flows["paid"]) > 0.0)
    emptied = np.flatnonzero(went & (left > 0.0) & (left < NOTHING))
    if len(emptied):
        yield note("paid_out", day=iso(int(to_array(flows["date"])[emptied[0]])), currency=currency)


def _in_a_fall(flows: pa.Table, tables: Mapping[str, pa.Table], currency: str) -> Iterator[Note]:
    """What was taken out while the account stood far below its high, and how much less of it would have gone at the
    high for the same money.
    """
    fall = facts("withdrawals").latest("fall.told").value or 0.0
    rows = np.searchsorted(to_array(tables["equity"]["date"]), to_array(flows["date"]))
    left, paid = 1.0 + to_array(tables["equity"]["drawdown"])[rows], to_array(flows["paid"])
    low = ~is_among(flows["kind"], INWARDS) & (paid > 0.0) & (left <= 1.0 - fall) & (left > 0.0)
    if low.any():
        amount = float(paid[low].sum())
        more = float((paid[low] / left[low]).sum()) - amount
        yield note("flows_in_fall", count=int(low.sum()), amount=amount, currency=currency, fall=fall, more=more)

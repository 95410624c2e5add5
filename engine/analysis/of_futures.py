"""What of an account stands behind its futures, and what behind its currency hedge."""

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array
from engine.account.hedge_terms import CONTRACT


def margin_of_futures(tables: Mapping[str, pa.Table]) -> tuple[Floats, Floats, Floats]:
    """(notional, maintenance, collateral) of the futures at each session, (n,), account currency, none negative but a
    collateral that is short: what the currency hedge keeps is taken off the last two.
    """
    equity = tables["equity"]
    notional, maintenance, collateral = (
        to_array(equity[name]) for name in ("overlay_notional", "maintenance", "collateral")
    )
    hedge = hedge_margin(tables)
    return notional, maintenance - hedge, collateral - hedge


def hedge_margin(tables: Mapping[str, pa.Table]) -> Floats:
    """Margin of the currency hedge at each session, (n,), account currency >= 0; 0 in runs that were saved when
    collateral was told without it.
    """
    equity = tables["equity"]
    return to_array(equity["hedge_margin"]) if "hedge_margin" in equity.column_names else np.zeros(equity.num_rows)


def sold_forward(tables: Mapping[str, pa.Table]) -> Floats:
    """What the currency hedge has sold at each session, (n,), account currency, sold is positive; 0 before it began and
    after the broker has closed it.
    """
    events, days = tables["events"], to_array(tables["equity"]["date"])
    found = np.zeros(len(days))
    told = (events[name].to_pylist() for name in ("kind", "contract", "numbers"))
    for day, kind, contract, numbers in zip(to_array(events["date"]).tolist(), *told, strict=True):
        if contract == CONTRACT and kind in {"hedge", "liquidation"}:
            found[np.searchsorted(days, day) :] = json.loads(numbers)["notional"] if kind == "hedge" else 0.0
    return found

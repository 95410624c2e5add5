"""What of an account stands behind its futures, and what behind its currency hedge."""

import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array, to_codes
from data.contracts.contracts import future_spec, is_future, root_of
from engine.account.hedge_terms import CONTRACT
from engine.account.of_opening import OfOpening
from engine.analysis.unit_value import net_flows


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


def asked_of_opening(tables: Mapping[str, pa.Table]) -> OfOpening | None:
    """What is asked of the value at which positions were opened, where it is; None where margin moves with the index.
    Raises `ConfigError` for a contract that is not known.
    """
    if "positions" not in tables or not tables["positions"].num_rows:
        return None
    _, names = to_codes(tables["positions"]["contract"])
    families = (future_spec(root_of(name)).family for name in names if is_future(name))
    day = int(to_array(tables["equity"]["date"])[0])
    return next((found for family in dict.fromkeys(families) if (found := OfOpening.on(family, day))), None)


def uncounted(tables: Mapping[str, pa.Table], haircut: float) -> Floats:
    """What positions have gained that is no collateral, at each session, (n,), account currency >= 0: what cash and
    fund (less its haircut, a share) are worth to the broker beyond what it counted. 0 where gains count.
    """
    equity, opening = tables["equity"], asked_of_opening(tables)
    if opening is None or opening.gains_count:
        return np.zeros(equity.num_rows)
    cash, fund, coming, counted = (to_array(equity[name]) for name in ("cash", "mmf", "in_transit", "collateral"))
    cash = cash - net_flows(tables)  # collateral was counted before them
    debt = np.minimum(coming, np.maximum(-cash, 0.0)) if haircut < 1.0 else 0.0
    gained: Floats = np.maximum(cash + debt + (1.0 - haircut) * fund - counted, 0.0)
    return gained


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

"""The unit value of an account: its equity as it would be had no money been paid in or taken out, which is what returns
and falls are told by.

A session's return leaves its flow out, which comes after all else of that session: r = (E - F) / E before - 1. Without
flows the unit value is equity, to the last bit.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array
from engine.account.paid import CONTRIBUTION, INWARDS, WITHDRAWAL
from engine.analysis.returns import Days, lifetime

FLOWS, INVESTOR_FLOWS = "flows", "investor_flows"
NOISE = 1e-13
"""What floats leave of a value that stands still: no fall from a high."""

Tables = Mapping[str, pa.Table]


def worth_of(tables: Tables) -> Floats:
    """Unit value by session, (n,), in the currency of the equity table: equity where nothing flowed."""
    equity = to_array(tables["equity"]["equity"])
    return unit_values(equity, net_flows(tables)) if FLOWS in tables else equity


def net_flows(tables: Tables) -> Floats:
    """What was paid in less what was taken out by session, (n,), in the currency of the table of flows; zeros where
    there is none.
    """
    days = to_array(tables["equity"]["date"])
    return net_by_day(days, tables[FLOWS]) if FLOWS in tables else np.zeros(len(days))


def net_by_day(days: Days, flows: pa.Table) -> Floats:
    """The same on some days, ascending, from a table of flows."""
    signs = np.where(is_among(flows["kind"], INWARDS), 1.0, -1.0)
    places = np.searchsorted(days, to_array(flows["date"]))
    return np.bincount(places, signs * to_array(flows["paid"]), len(days)).astype(np.float64)


def flows_of(dates: NDArray[np.datetime64], net: Floats) -> pa.Table:
    """What of a table of flows returns are told by, from what was paid in less what was taken out by session, (n,)."""
    moved = net != 0.0
    kinds = np.where(net[moved] > 0.0, CONTRIBUTION, WITHDRAWAL)
    return pa.table({"date": dates[moved], "kind": kinds, "paid": np.abs(net[moved])})


def paid_by_day(days: Days, flows: pa.Table, *, came: bool) -> Floats:
    """What was paid in (`came`), or what was taken out, by session, (n,), positive, in the currency of the table."""
    chosen = is_among(flows["kind"], INWARDS) == came
    places = np.searchsorted(days, to_array(flows["date"])[chosen])
    return np.bincount(places, to_array(flows["paid"])[chosen], len(days)).astype(np.float64)


def unit_values(equity: Floats, flows: Floats) -> Floats:
    """Equity with flows left out, beginning with that of the first session, (n,); where the account was lost it stays
    at what it was then.

    >>> unit_values(np.array([100.0, 60.0, 66.0]), np.array([0.0, -50.0, 0.0])).round(6).tolist()
    [100.0, 110.0, 121.0]
    """
    if not flows.any():
        return equity
    life, found = lifetime(equity), equity - flows
    moved = np.flatnonzero(flows[:life]).tolist()
    # from evening to evening with a flow, so that equity that stands still leaves no rounding behind
    for first, last in pairwise([*moved, life - 1]):
        rows = slice(first + 1, last + 1)
        found[rows] = found[first] * (found[rows] / equity[first])
    found[life:] = found[life - 1]
    highs = np.maximum.accumulate(found)
    return np.where(found > (1.0 - NOISE) * highs, highs, found)

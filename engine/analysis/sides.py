"""On which side of its market an account stood."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrow import to_array, to_codes
from data.contracts.contracts import is_future
from data.contracts.fx_contracts import fx_roots


def net_short(tables: Mapping[str, pa.Table]) -> NDArray[np.bool_]:
    """Whether more was sold than bought of what needs margin (futures, dollars), by notional, at each session of the
    equity table; shape (n,).
    """
    positions, days = tables.get("positions"), to_array(tables["equity"]["date"])
    value = np.zeros(len(days))
    if positions is None or not len(positions) or to_array(positions["size"]).min() >= 0:
        return value < 0.0
    codes, names = to_codes(positions["contract"])
    on_margin = np.array([is_future(name) or name in fx_roots() for name in names], dtype=bool)[codes]
    places = np.searchsorted(days, to_array(positions["date"])[on_margin])
    np.add.at(value, places, to_array(positions["notional"])[on_margin])
    return value < 0.0

"""The days of the tables of a run: they are those of its sessions."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array

EACH = ("investor_equity",)
"""Tables that have a row for each session, as `equity` has."""
SOME = (
    "ledger", "orders", "fills", "positions", "events", "targets", "rules", "attribution", "investor_attribution",
    "cash_rules", "fx_rules",
)  # fmt: skip
"""Tables whose rows are of sessions."""


def require_days(tables: Mapping[str, pa.Table]) -> None:
    """Raise `ValueError` where sessions of a run do not follow each other, or a table has days that are none of its."""
    days = to_array(tables["equity"]["date"])
    if not (np.diff(days) > 0).all():
        raise ValueError("table equity: its sessions do not follow each other")
    for name in (one for one in EACH if one in tables):
        if not np.array_equal(to_array(tables[name]["date"]), days):
            raise ValueError(f"table {name}: its days are not those of equity")
    for name in (one for one in SOME if one in tables):
        if not np.isin(to_array(tables[name]["date"]), days).all():
            raise ValueError(f"table {name}: it has a day that equity has not")
    if "rules" in tables and not np.isin(to_array(tables["rules"]["date"]), to_array(tables["targets"]["date"])).all():
        raise ValueError("table rules: it has a day that targets has not")

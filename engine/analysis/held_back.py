"""What a fund that has stopped, or a broker that has failed, holds back from an account."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array

A_CENT = 0.01
"""Money that nobody is told of, account currency."""


def held_back(tables: Mapping[str, pa.Table]) -> Floats:
    """By session, shape (sessions,), account currency: what is held back in the evening, as it stands in the books."""
    ledger, days = tables["ledger"], to_array(tables["equity"]["date"])
    amounts = np.where(is_among(ledger["account"], {"withheld"}), to_array(ledger["amount"]), 0.0)
    posted = np.bincount(np.searchsorted(days, to_array(ledger["date"])), amounts, len(days))
    return np.cumsum(posted)

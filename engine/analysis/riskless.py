"""What returns are told over, by session: bills in dollars, and for an investor in yen the rate and what yen earned."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.market.market import Market
from data.pricing.rates import interest


def bill_returns(market: Market, days: Sequence[Day]) -> Floats:
    """What bills earned since the session before, at the rate known then; 0 on the first session."""
    known: Any = market.floats("bill_yield")[np.searchsorted(np.array(market.days), days)]
    elapsed: Any = np.diff(days)
    return np.concatenate([[0.0], np.asarray(interest(1.0, known[:-1], elapsed), dtype=np.float64)])


def yen_of(market: Market, days: Sequence[Day]) -> tuple[Floats, Floats]:
    """(yen for a dollar, what yen earned since the session before at the call rate known then; 0 on the first)."""
    rows = [market.row_from(day) for day in days]
    known = [market.values("jpy_rate")[row] for row in rows]
    earned = (interest(1.0, was, day - before) for was, (before, day) in zip(known, pairwise(days), strict=False))
    return market.floats("usdjpy")[rows], np.array([0.0, *earned])

"""Whether a feed holds its dividends: an index of total return is neither the index nor its future."""

from datetime import timedelta
from math import inf, log
from typing import NamedTuple

import numpy as np

from data.market.market import Market

YEAR = timedelta(days=365).days
_LONG = 3
"""Years from which on the basis of a future at either end says little."""
_NEAR = 1 / 3
"""How near a gain must be to the dividends, as a share of what tells it from other feeds."""


class Beside(NamedTuple):
    """A bar beside the index: row of the market, and the bar's close over the index's."""

    row: int
    ratio: float


def gained_by_dividends(gained: float, dividends: float, told_apart_by: float) -> bool:
    """Whether a feed that gained so much a year on the index did so by its dividends; all annual decimals.

    The index gains nothing, a future whose rolls are adjusted the dividends less `told_apart_by`, the bill yield;
    infinity where it cannot be a future.

    >>> gained_by_dividends(0.019, 0.02, 0.05), gained_by_dividends(0.019, 0.02, 0.001)
    (True, False)
    """
    return abs(gained - dividends) < _NEAR * min(dividends, told_apart_by)


def dividends_within(market: Market, first: Beside, last: Beside, *, may_be_future: bool) -> float | None:
    """What a feed gained a year on the index between two bars, where its dividends say why; None where they do not, or
    the bars are too near to tell.
    """
    years = (market.days[last.row] - market.days[first.row]) / YEAR
    if years < _LONG:
        return None
    bills, dividends = (
        float(np.mean(market.floats(name)[first.row : last.row])) for name in ("bill_yield", "dividend_yield")
    )
    gained = log(last.ratio / first.ratio) / years
    return gained if gained_by_dividends(gained, dividends, bills if may_be_future else inf) else None

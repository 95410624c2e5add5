"""Does the overlay lead? Its share of risk and of profit and loss, month by month.

The first failure of the school: the overlay becomes the main thing without anyone having decided it, and the plan is an ordinary
leveraged investment. Two shares say so. *Risk*: the covariance of the overlay's daily contribution with the daily return, over the
variance of that return; the fund hardly moves, so this is near 1 whenever an overlay is held. *Profit and loss*: of the sums of the last
twelve months, without sign, the part which is the overlay's.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.volatility import Floats
from engine.analysis.attribution import Attribution, months_of, summed
from engine.ledger import CATEGORIES

MONTHS = 12


class Dominance(NamedTuple):
    """By calendar month, arrays of shape (months,): shares as decimals, NaN where nothing moved or was earned.

    `leads` is whether the overlay made more than half of the profit and loss of the last twelve months.
    """

    months: list[str]
    risk_share: Floats
    pnl_share: Floats
    leads: NDArray[np.bool_]


def dominance(attribution: Attribution) -> Dominance:
    """Shares of the overlay in every month of a run."""
    codes, months = months_of(attribution.days)
    overlay = np.array([CATEGORIES[name] == "overlay" for name in attribution.categories], dtype=bool)
    amounts = summed(attribution, codes, len(months))
    share = _pnl_share(np.abs(_trailing(amounts[:, overlay])), np.abs(_trailing(amounts[:, ~overlay])))
    risk = np.array([_risk_share(attribution, codes == month, overlay) for month in range(len(months))])
    return Dominance(months, risk, share, share > 0.5)


def _trailing(amounts: Floats) -> Floats:
    """Sum of all categories over the last twelve months, fewer at the beginning; shape (months,)."""
    running = np.concatenate([[0.0], np.cumsum(amounts.sum(axis=1))])
    ends = np.arange(1, len(running))
    return np.asarray(running[ends] - running[np.maximum(ends - MONTHS, 0)])


def _pnl_share(overlay: Floats, rest: Floats) -> Floats:
    both = overlay + rest
    return np.divide(overlay, both, out=np.full_like(both, np.nan), where=both > 0.0)


def _risk_share(attribution: Attribution, chosen: NDArray[np.bool_], overlay: NDArray[np.bool_]) -> float:
    opening = attribution.opening[chosen]
    if len(opening) < 2 or (opening <= 0.0).any():
        return float("nan")
    part = attribution.amounts[chosen][:, overlay].sum(axis=1) / opening
    whole = attribution.amounts[chosen].sum(axis=1) / opening
    variance = float(whole.var())
    return float(((part - part.mean()) * (whole - whole.mean())).mean() / variance) if variance > 0.0 else float("nan")

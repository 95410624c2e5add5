"""What was at risk, how near a margin call came, and what trading cost; definitions in `docs/metrics.md`.

Arrays are over sessions, shape (n,), in account currency unless said otherwise. Shares and averages are over the
sessions on which the account had equity.
"""

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Flags, Floats
from engine.analysis.returns import LEAST_YEAR


def shares(amount: Floats, equity: Floats) -> Floats:
    """An amount as a share of equity on the sessions that had any, with the amount's sign; shape (n,) in, at most (n,)
    out.
    """
    alive = equity > 0.0
    return amount[alive] / equity[alive]


def total_exposures(notional: Floats, delta: Floats, equity: Floats) -> Floats:
    """Core and overlay as multiples of equity: 1 + the larger of notional and size of delta, (n,); NaN without equity.
    A short overlay counts as much as a long one.

    >>> total_exposures(np.array([20.0, 0.0]), np.array([-30.0, 0.0]), np.array([100.0, 0.0])).tolist()
    [1.3, nan]
    """
    overlay = np.full(len(equity), np.nan)
    np.divide(np.maximum(notional, np.abs(delta)), equity, out=overlay, where=equity > 0.0)
    return 1.0 + overlay


def tolerable_falls(
    notional: Floats,
    maintenance: Floats,
    collateral: Floats,
    short: Flags | np.bool_ = np.False_,
    *,
    fixed: bool = False,
) -> Floats:
    """Fall of the index that would have brought a call at each session, (n,), a positive decimal; NaN without an
    overlay, above 1 where none could, negative where collateral is short already.

    x = (C - M) / (N - M) with collateral C, maintenance M and notional N: margin falls with the index, collateral pays
    for it. Where margin is larger than the notional, a fall brings no call: infinite, or minus infinity where
    collateral is short already. Where the account is `short` (n,) it is the rise that would have, (C - M) / (N + M):
    margin rises with the index. Where it is `fixed` when positions are opened, it does neither: (C - M) / N.

    >>> tolerable_falls(np.array([100.0]), np.array([5.0]), np.array([24.0])).tolist()
    [0.2]
    """
    spare, distances = collateral - maintenance, np.full(len(notional), np.nan)
    slope = notional + (0.0 if fixed else np.where(short, maintenance, -maintenance))
    with np.errstate(over="ignore"):  # a notional next to nothing could fall any distance
        np.divide(spare, slope, out=distances, where=(slope > 0.0) & (notional > 0.0))
    crowded = (notional > 0.0) & (slope <= 0.0)
    return np.where(crowded, np.where(spare >= 0.0, np.inf, -np.inf), distances)


def nearest_place(distances: Floats, short: Flags | np.bool_ = np.False_) -> int | None:
    """The session of `tolerable_falls` (n,) nearest to a call; one without any is chosen where no other is. None where
    nothing was held.
    """
    held = np.flatnonzero(~np.isnan(distances))
    order = np.lexsort((distances[held], never(distances, short)[held]))
    return int(held[order[0]]) if len(held) else None


def never(distances: Floats, short: Flags | np.bool_ = np.False_) -> Flags:
    """Where no move would have brought a call, (n,): nothing falls by more than all of it, and a rise has no bound."""
    return np.asarray((distances >= 1.0) & ~np.asarray(short) | np.isposinf(distances))


def closest_call(
    notional: Floats,
    maintenance: Floats,
    collateral: Floats,
    short: Flags | np.bool_ = np.False_,
    *,
    fixed: bool = False,
) -> float | None:
    """The lowest of `tolerable_falls`, not below -1, and 1 where no move could have; None where no futures were held.
    Negative: collateral was short already.
    """
    distances = tolerable_falls(notional, maintenance, collateral, short, fixed=fixed)
    place = nearest_place(distances, short)
    if place is None:
        return None
    return 1.0 if never(distances, short)[place] else max(float(distances[place]), -1.0)


def per_year(amounts: Floats, equity: Floats, years: float) -> float | None:
    """Sum of amounts, shape (m,), a year and per unit of mean equity: an annual decimal with the sign of the amounts;
    None for less than a year (`LEAST_YEAR`) or an account without equity.
    """
    alive = equity > 0.0
    if years < LEAST_YEAR or not alive.any():
        return None
    return float(amounts.sum() / years / equity[alive].mean())


def share_of(flags: NDArray[np.bool_]) -> float:
    """Share of sessions on which a flag was up, 0 to 1; 0 for a strategy that kept no record of rules."""
    return float(flags.mean()) if len(flags) else 0.0

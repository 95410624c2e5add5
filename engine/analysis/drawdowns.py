"""Falls from a high: how deep, when, and how long until the high was back; definitions in `docs/metrics.md`.

Days are day numbers and equity is account currency, both of shape (n,), n >= 1, up to the session on which the account
was lost.
"""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from engine.analysis.returns import Days, cagr

LEAST_FALL = 0.001
"""Deepest fall below which growth was paid for with no risk, and a ratio to it means nothing."""


@dataclass(frozen=True, slots=True)
class Drawdown:
    """A fall from a high.

    `depth` is a decimal < 0 (below -1 where the account ended in debt); `peak` is the last session at the high,
    `trough` the first at the low, `recovery` the first session back at the high, None where there was none. `sessions`
    count from the peak, `to_recovery` from the trough, both to the recovery; without one, `sessions` run to the last
    session.
    """

    depth: float
    peak: Day
    trough: Day
    recovery: Day | None
    sessions: int
    to_recovery: int | None


def falls(equity: Floats) -> Floats:
    """Equity over the highest equity so far, less 1: <= 0, shape (n,) in, (n,) out; -1 where there never was any
    equity.

    >>> falls(np.array([100.0, 80.0, 120.0, 60.0])).round(2).tolist()
    [0.0, -0.2, 0.0, -0.5]
    """
    highs = np.maximum.accumulate(equity)
    return np.divide(equity, highs, out=np.zeros(len(equity)), where=highs > 0.0) - 1.0


def max_drawdown(equity: Floats) -> float:
    """Deepest fall from a high, decimal <= 0."""
    return float(falls(equity).min())


def deepest(days: Days, equity: Floats) -> Drawdown | None:
    """The deepest fall, the first of equals, with its dates; None where equity was never below a high."""
    depths = falls(equity)
    trough = int(depths.argmin())
    return None if depths[trough] == 0.0 else _fall(days, equity, depths, trough)


def episodes(days: Days, equity: Floats, count: int) -> list[Drawdown]:
    """The `count` deepest falls from high to high, deepest first; each stretch below a high is one."""
    depths = falls(equity)
    below = depths < 0.0
    begins = np.flatnonzero(below & ~np.concatenate([[False], below[:-1]]))
    ends = np.flatnonzero(below & ~np.concatenate([below[1:], [False]]))
    troughs = [int(begin + depths[begin : end + 1].argmin()) for begin, end in zip(begins, ends, strict=True)]
    return [_fall(days, equity, depths, trough) for trough in sorted(troughs, key=lambda row: depths[row])[:count]]


def _fall(days: Days, equity: Floats, depths: Floats, trough: int) -> Drawdown:
    """The fall whose low is the session `trough`."""
    high = equity[: trough + 1].max()
    peak = int(np.flatnonzero(equity[: trough + 1] == high)[-1])
    back = np.flatnonzero(equity[trough:] >= high)
    recovery = trough + int(back[0]) if len(back) else None
    return Drawdown(
        depth=float(depths[trough]),
        peak=int(days[peak]),
        trough=int(days[trough]),
        recovery=None if recovery is None else int(days[recovery]),
        sessions=(len(equity) - 1 if recovery is None else recovery) - peak,
        to_recovery=None if recovery is None else recovery - trough,
    )


def lengths(fall: Drawdown | None) -> tuple[float, float | None]:
    """(sessions from the peak on, sessions from trough to recovery) of a fall: 0 and 0 without
    one, None for a recovery that never came.
    """
    if fall is None:
        return 0.0, 0.0
    return float(fall.sessions), None if fall.to_recovery is None else float(fall.to_recovery)


def calmar(days: Days, equity: Floats) -> float | None:
    """Compound annual growth over the depth of the deepest fall of the same period, negative where there was no growth;
    None for less than a year or without a fall.

    Young, "Calmar Ratio: A Smoother Tool", Futures 20 (1991); there over 36 months, here over the whole run.
    """
    growth, fall = cagr(days, equity), -max_drawdown(equity)
    return growth / fall if growth is not None and fall >= LEAST_FALL else None


def ulcer(equity: Floats) -> float:
    """Root mean square of the falls over all sessions, decimal >= 0. Martin and McCann, The Investor's Guide to
    Fidelity Funds (1989).

    >>> round(ulcer(np.array([100.0, 80.0, 100.0, 60.0])), 4)
    0.2236
    """
    return float(np.sqrt(np.square(falls(equity)).mean()))

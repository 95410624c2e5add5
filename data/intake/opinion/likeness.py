"""Whether closes are those of the S&P 500, of something with its dividends in it, or of a fund on it: compared with
the shipped market where dates overlap.
"""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Floats, Ints
from data.signals.volatility import SESSIONS_PER_YEAR

FEWEST = 250
"""Common sessions needed."""
LOOSELY, CLOSELY = 0.80, 0.97
"""Correlations of daily returns: of anything on the index, however it is quoted; and of hardly anything else."""
QUARTER, APART = 63, 0.008
"""Sessions over which two series on one index grow alike, and the standard deviation of the difference that prices
at other hours and lumps of dividends leave; the S&P 100 or the Dow have twice as much."""
DRIFT = 0.008
"""Log growth a year that is no rounding."""
MONTH = 21
"""Sessions at either end whose median stands for it: one wrong close is no growth."""
OTHER = 0.002
"""Relative difference from which a close of the index is another one."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Closes against those of the S&P 500 on common sessions.

    `tracks` tells whether they follow it; `drift` is log growth a year above it, `dividends` its mean yield then
    (annual decimals), `level` the median of their ratio; `ahead` and `behind` are the correlations with the index a
    session later and a session before; `differ` are the days on which they differ.
    """

    tracks: bool
    correlation: float
    drift: float
    dividends: float
    level: float
    ahead: float
    behind: float
    differ: Ints


def likeness(days: Ints, closes: Floats) -> Likeness | None:
    """How closes on ascending days compare with the shipped S&P 500; None where too few
    sessions are common, or nothing moves.

    What follows the index closely over quarters tracks it; what is as like it as little else is tracks it too if it
    grows faster by about what the index paid, as prices adjusted for dividends do.
    """
    from data.market.embedded import embedded_market  # noqa: PLC0415  (only for histories that reach into its years)

    market = embedded_market()
    common, ours, theirs = np.intersect1d(days, market.days, return_indices=True)
    own, index = closes[ours], market.floats("close")[theirs]
    if len(common) <= FEWEST or not np.all(own > 0.0):
        return None
    left, right = np.diff(np.log(own)), np.diff(np.log(index))
    if not left.any():
        return None
    correlation = float(np.corrcoef(left, right)[0, 1])
    gap = np.log(own / index)
    growth = np.median(gap[-MONTH:]) - np.median(gap[:MONTH])
    drift = float(growth / (len(gap) - MONTH) * SESSIONS_PER_YEAR)
    dividends = float(market.floats("dividend_yield")[theirs].mean())
    as_dividends = correlation >= CLOSELY and 0.5 < drift / dividends < 1.5
    near = correlation >= LOOSELY and float((gap[QUARTER:] - gap[:-QUARTER]).std()) < APART
    differ = common[np.abs(gap) > OTHER]
    ahead, behind = (_correlation(left, market.floats("close"), theirs + shift) for shift in (1, -1))
    level = float(np.median(own / index))
    return Likeness(near or as_dividends, correlation, drift, dividends, level, ahead, behind, differ)


def _correlation(returns: Floats, closes: Floats, places: Ints) -> float:
    """Correlation of daily returns with those of closes at other places."""
    others = np.diff(np.log(closes[np.clip(places, 0, len(closes) - 1)]))
    return float(np.corrcoef(returns, others)[0, 1])

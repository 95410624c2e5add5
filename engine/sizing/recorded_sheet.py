"""A bet measured from trades: how often they won, how much they won and lost, and how surely that is known."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.errors import ConfigError
from engine.sizing.sheet import Sheet
from strategies.sizing.expectancy import Bet
from strategies.sizing.simulation import CONFIDENCE, estimate

RESAMPLES = 2_000
"""Bootstrap resamples of the trades behind an interval of a mean: its ends are known to a fiftieth of its width."""
AT_ONCE = 100


class Recorded(NamedTuple):
    """The bet with two outcomes that brings on average what the trades brought, and the numbers behind it."""

    bet: Bet
    sheet: Sheet


def recorded(shares: Floats, seed: int) -> Recorded:
    """What trades say of a bet; `shares` are what each gained, a share of capital, shape (trades,).

    Of the win rate the interval is Wilson's, of the means it is the bootstrap's, from a seed, with resamples of trades
    drawn one by one; both hold for trades that do not depend on each other. Raises `ConfigError` where none won or none
    lost: there is no payoff then.
    """
    won = shares > 0.0
    if won.all() or not won.any() or not shares[~won].any():
        what = "lost" if won.any() else "won"
        raise ConfigError(
            f"none of the {len(shares)} trades {what}, so that nothing is known of what a trade does that did; "
            "record more of them, or give --win-rate, --payoff and --loss"
        )
    rate, middle = estimate(won), _means(shares[np.newaxis])[0]
    low, high = np.nanquantile(_resampled(shares, seed), (0.5 - CONFIDENCE / 2.0, 0.5 + CONFIDENCE / 2.0), axis=0)
    sheet: Sheet = {"recorded": len(shares), "won": rate.share, "won_low": rate.low, "won_high": rate.high}
    for place, name in enumerate(("payoff", "loss", "mean")):
        sheet |= {name: float(middle[place]), f"{name}_low": float(low[place]), f"{name}_high": float(high[place])}
    return Recorded(Bet(rate.share, float(middle[0]), float(middle[1])), sheet)


def _means(shares: Floats) -> Floats:
    """(mean gain over mean loss, mean loss, mean of all) of rows of trades, shapes (rows, trades) and (rows, 3); NaN
    where none won or none lost.
    """
    won = shares > 0.0
    wins = won.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = np.where(won, shares, 0.0).sum(axis=1) / wins
        loss = -np.where(won, 0.0, shares).sum(axis=1) / (shares.shape[1] - wins)
        payoff = np.where(loss > 0.0, gain / loss, np.nan)
    return np.stack([payoff, loss, shares.mean(axis=1)], axis=1)


def _resampled(shares: Floats, seed: int) -> Floats:
    """The same of resamples, shape (`RESAMPLES`, 3), some of them at a time."""
    draw, count = np.random.Generator(np.random.PCG64(seed)), len(shares)
    rows = [min(AT_ONCE, RESAMPLES - first) for first in range(0, RESAMPLES, AT_ONCE)]
    return np.concatenate([_means(shares[draw.integers(count, size=(some, count))]) for some in rows])

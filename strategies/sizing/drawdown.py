"""Drawdown: the probability that capital falls by a share from its highest value, exactly for a number of trades."""

from math import log

import numpy as np

from strategies.sizing.expectancy import Bet


def drawdown_probability(bet: Bet, drawdown: float, trades: int) -> float:
    """Probability (0 to 1) of a fall by `drawdown` (a share) from the highest capital so far, at any time
    within so many trades.

    By recursion on wins and losses since the last high: how deep capital stands below it is a function of the two, and
    a new high begins the count again. Memory grows with trades squared, time with their cube: a second for 1,000.
    """
    rise, fall = bet.steps
    counts = np.arange(trades + 1)
    depth = counts[None, :] * fall - counts[:, None] * rise
    # capital back at its high, or fallen by just the share, is so whatever the last bit of the sums
    high, fallen = depth <= 1e-12, depth >= -log(1.0 - drawdown) - 1e-12
    below, at_high, hit = np.zeros_like(depth), 1.0, 0.0
    for trade in range(1, trades + 1):
        part, reached = (slice(trade), slice(trade)), np.zeros((trade + 1, trade + 1))
        reached[1:, :-1] += below[part] * bet.win_rate
        reached[:-1, 1:] += below[part] * (1.0 - bet.win_rate)
        reached[0, 1] += at_high * (1.0 - bet.win_rate)
        seen = (slice(trade + 1), slice(trade + 1))
        at_high = at_high * bet.win_rate + float(reached[high[seen]].sum())
        hit += float(reached[fallen[seen]].sum())
        below[seen] = np.where(high[seen] | fallen[seen], 0.0, reached)
    return min(hit, 1.0)

"""Losing streaks: what they leave, and how likely they are."""

from math import ceil, log


def balance_after(loss: float, losses: int) -> float:
    """What is left of 1 after so many losses in a row, each a share (positive) of what was left before it."""
    return (1.0 - loss) ** losses


def gain_to_recover(balance: float) -> float:
    """The gain, a share, that brings a balance (a share of the start, > 0) back to 1.

    >>> gain_to_recover(0.5)
    1.0
    """
    return 1.0 / balance - 1.0


def losses_until(loss: float, balance: float) -> int:
    """How many losses in a row bring 1 down to a balance or below it; both shares, above 0 and below 1.

    >>> losses_until(0.02, 0.5)
    35
    """
    # a quotient that noise of floats carries over a whole number would be one loss more
    return ceil(log(balance) / log(1.0 - loss) - 1e-12)


def streak_probability(losses: int, trades: int, loss_rate: float) -> float:
    """Probability of at least one run of `losses` losses within `trades` independent trades, exactly.

    By recursion on the trade at which the first such run ends: a win, then the run, with no run before. Source: W.
    Feller, An Introduction to Probability Theory and Its Applications 1 (1968), chapter XIII.7.
    """
    if trades < losses:
        return 0.0
    run = loss_rate**losses
    seen = [0.0] * losses + [run]
    for trade in range(losses + 1, trades + 1):
        seen.append(seen[-1] + (1.0 - loss_rate) * run * (1.0 - seen[trade - losses - 1]))
    return seen[trades]

"""Position size from the loss that is allowed and the distance to the stop; leverage is what comes of it."""

from math import floor

ROUNDING = 1e-9
"""Share by which a loss or a limit may be passed so that a whole number of lots is not missed by rounding of floats."""


def allowed_loss(capital: float, loss: float) -> float:
    """What one trade may lose: a share of capital, in its currency; positive."""
    return capital * loss


def size_for(allowed: float, distance: float, value: float = 1.0, step: float = 1.0) -> float:
    """The largest size, in whole steps, that loses no more than `allowed` when the price moves by `distance` (> 0).

    `value` is what one unit of size gains when the price rises by 1, in the currency of `allowed`: the multiplier of a
    future, the rate of the quote currency for a pair.

    >>> size_for(allowed_loss(1_000_000.0, 0.02), distance=30.0, value=5.0)
    133.0
    """
    return floor(allowed / (distance * value * step) * (1.0 + ROUNDING)) * step


def size_within(capital: float, limit: float, price: float, value: float = 1.0, step: float = 1.0) -> float:
    """The largest size, in whole steps, whose notional is at most `limit` x capital; `value` as in `size_for`."""
    return floor(limit * capital / (price * value * step) * (1.0 + ROUNDING)) * step


def leverage_of(size: float, price: float, capital: float, value: float = 1.0) -> float:
    """Notional over capital (> 0); `value` as in `size_for`."""
    return size * price * value / capital

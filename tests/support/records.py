"""Records of trades, for tests."""

from functools import reduce

from strategies.fx.rules.attack import Record, recorded


def record_of(trades):
    """The record of trades, in the order in which they were closed."""
    return reduce(recorded, trades, Record())

"""What is bought on a premium budget: calls or puts, and how many."""

CALLS, PUTS, BY_TREND = range(3)
"""What a trend lets buy."""
DIRECTIONS = ("calls", "puts", "by_trend")
"""The word of each of them in the settings."""


def side_bought(direction: int, trend: int) -> int:
    """1 where calls are bought, -1 where puts are, 0 where nothing is: calls in an up-trend (1), puts in a down-trend
    (-1), and only those that `direction` names.

    >>> [side_bought(CALLS, trend) for trend in (1, 0, -1)], [side_bought(BY_TREND, trend) for trend in (1, 0, -1)]
    ([1, 0, 0], [1, 0, -1])
    """
    if direction == BY_TREND:
        return trend
    return max(trend, 0) if direction == CALLS else min(trend, 0)


def contracts_within(budget: float, equity: float, cost: float) -> int:
    """Contracts that a budget, a share of equity, pays for; equity and the cost of one in account currency.

    >>> contracts_within(0.005, 1_000_000.0, 1_200.0)
    4
    """
    return int(budget * equity / cost)


def contracts_bought(affordable: int, most: int) -> int:
    """Contracts to order of those that the budget pays for: no more than the limit on exposure leaves room for by
    today's close (`most`), but one, whose room is looked at again when it fills.
    """
    return min(affordable, max(most, 1))

"""Risk of ruin: the probability that a walk of wins and losses ever falls by a distance, by formula and exactly
for a number of trades.

A walk rises by `rise` with `win_rate` and falls by `fall` otherwise, both positive. Where trades risk a share of what
is there, the steps are those of the logarithm of capital (`Bet.steps`) and the distance is -log of the share of capital
that counts as ruin; where they all risk the same amount, they are amounts.
"""

from math import exp

HALVINGS = 200


def adjustment(win_rate: float, rise: float, fall: float) -> float:
    """The positive root R of `win_rate exp(-R rise) + (1 - win_rate) exp(R fall) = 1`; 0 where the walk does
    not rise on average.

    Lundberg's adjustment coefficient: the larger, the safer.
    """
    lose = 1.0 - win_rate
    if win_rate * rise <= lose * fall:
        return 0.0

    def excess(root: float) -> float:
        return win_rate * exp(-root * rise) + lose * exp(root * fall) - 1.0

    low, high = 0.0, 1.0 / fall
    while excess(high) <= 0.0:
        low, high = high, 2.0 * high
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if excess(middle) > 0.0 else (middle, high)
    return low


def ruin_bounds(win_rate: float, rise: float, fall: float, distance: float) -> tuple[float, float]:
    """Bounds of the probability that the walk ever falls by a distance (> 0), however long it goes on;
    (1, 1) without an edge.

    Between exp(-R (distance + fall)) and exp(-R distance): the last loss may overshoot by less than itself. Where it
    cannot (rise and distance are whole multiples of fall) the probability is the upper bound; for rise = fall that is
    the classical ((1 - win_rate) / win_rate) ^ (distance / fall). Source: W. Feller, An Introduction to Probability
    Theory and Its Applications 2, XII.
    """
    root = adjustment(win_rate, rise, fall)
    return exp(-root * (distance + fall)), exp(-root * distance)


def ruin_within(win_rate: float, rise: float, fall: float, distance: float, trades: int) -> float:
    """Probability (0 to 1) that the walk falls by a distance (> 0) within so many trades, exactly: by recursion
    on the number of wins.
    """
    alive, ruined = [1.0], 0.0
    for trade in range(1, trades + 1):
        reached = [0.0] * (trade + 1)
        for wins, probability in enumerate(alive):
            reached[wins] += probability * (1.0 - win_rate)
            reached[wins + 1] += probability * win_rate
        alive = []
        for wins, probability in enumerate(reached):
            # sums of equal steps reach a distance that is a whole multiple of them
            gone = (trade - wins) * fall - wins * rise >= distance - 1e-12
            ruined += probability if gone else 0.0
            alive.append(0.0 if gone else probability)
    return ruined

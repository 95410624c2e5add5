"""The stop of a new trade: so many mean daily moves from its entry, or as far as the recent low is.

Without memory. The distance is fixed on the evening that decides the trade; the stop lies as far from the price of its
fill.
"""

from typing import Literal, NamedTuple

from strategies.fx.rules.closes import Range


class Stop(NamedTuple):
    """`by` moves: `moves` mean daily moves. `by` low: the distance from the close to the lowest close of the `window`
    sessions before it (of a sold trade to the highest), at least `floor` mean daily moves.
    """

    by: Literal["moves", "low"] = "moves"
    moves: float = 2.0
    window: int = 20
    floor: float = 0.5


MOVES = Stop()


def distance_to_stop(rule: Stop, side: int, close: float, move: float, recent: Range) -> float:
    """Distance from entry to stop (yen per dollar) of a trade of a side (1 bought, -1 sold), at a close, a mean daily
    move and the range of the window before it; NaN while one of them is not known.

    >>> distance_to_stop(Stop("low", floor=1.0), 1, 151.0, 0.5, Range(149.0, 150.0))
    2.0
    """
    if rule.by == "moves":
        return rule.moves * move
    away = close - recent.lowest if side > 0 else recent.highest - close
    # NaN first: what is not known is not replaced by the least distance
    return max(away, rule.floor * move)

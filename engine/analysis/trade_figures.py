"""What closed trades brought, in multiples of what each had risked, and whether their longest
losing streak was to be expected.
"""

from itertools import groupby
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats, Ints
from data.base.arrow import to_array
from strategies.sizing.streak import streak_probability


class TradeFigures(NamedTuple):
    """Trades closed in full; the share of them that gained; means of all, of gains and of losses, and the worst, in
    multiples of what was risked (1 is the whole distance to the stop; None where there are none); the longest run of
    trades that did not gain, in the order of their opening, and the chance of one as long or longer among so many
    independent trades with that share (None without a loss or without a gain).
    """

    trades: int
    won: float | None
    mean: float | None
    mean_gain: float | None
    mean_loss: float | None
    worst: float | None
    losing_streak: int
    streak_chance: float | None


def trade_figures(trades: pa.Table) -> TradeFigures:
    """The figures of a table `trades`, open ones left out. Parts of a trade that were closed
    one by one count as one.
    """
    multiples = multiples_of(trades)
    count, gains, losses = len(multiples), multiples[multiples > 0.0], multiples[multiples <= 0.0]
    streak = longest_losing_streak(multiples)
    rate = len(losses) / count if count else 0.0
    chance = streak_probability(streak, count, rate) if 0.0 < rate < 1.0 else None
    won = 1.0 - rate if count else None
    return TradeFigures(count, won, _mean(multiples), _mean(gains), _mean(losses), _least(multiples), streak, chance)


def multiples_of(trades: pa.Table) -> Floats:
    """Gain over what was risked of each trade closed in full, a loss negative (-1: all that was risked), in the order
    of their opening; shape (trades,).
    """
    _, gains, risked = closed_in_full(trades)
    return gains / risked


def shares_of(trades: pa.Table) -> Floats:
    """What each trade closed in full gained, as a share of the equity on which its size was decided, in the order of
    their opening; shape (trades,).
    """
    return closed_in_full(trades)[1]


def closed_in_full(trades: pa.Table) -> tuple[Ints, Floats, Floats]:
    """(day opened, gain, what was risked) of each trade closed in full, shares of equity, in the order of their
    opening; parts of one are added up. Shape (trades,) each.
    """
    names = ("opened", "gain_share", "risked_share")
    opened, gains, risked = (to_array(trades[name]) for name in names)
    over = ~np.isin(opened, opened[to_array(trades["open"])])
    opened, gains, risked = opened[over], gains[over], risked[over]
    days, which = np.unique(opened, return_inverse=True)
    gained, staked = (np.asarray(np.bincount(which, of, len(days)), np.float64) for of in (gains, risked))
    return days, gained, staked


def longest_losing_streak(multiples: Floats) -> int:
    """Most trades in a row that did not gain.

    >>> longest_losing_streak(np.array([1.5, -1.0, 0.0, -0.5, 2.0, -1.0]))
    3
    """
    return max((len(list(run)) for lost, run in groupby(multiples <= 0.0) if lost), default=0)


def _mean(values: Floats) -> float | None:
    return float(values.mean()) if len(values) else None


def _least(values: Floats) -> float | None:
    return float(values.min()) if len(values) else None

"""Margin of one contract by the methods of its clearing house, each from its first day on."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.margin.methods import SHORTFALL, Since
from data.margin.shortfall import LONG, Scenarios, Side, shortfall_shares
from data.margin.weekly import WeeklyMargin


class Known(NamedTuple):
    """By session: its day, the close and the implied volatility in points; and the annual volatility (a decimal)
    before the data.
    """

    days: Sequence[Day]
    closes: Sequence[float]
    implied: Sequence[float]
    seed: float


def by_methods(
    known: Known, since: Since, stress: tuple[Sequence[Day], Sequence[float]], side: Side = LONG
) -> list[float]:
    """Margin in index points at each session, shape (sessions,), positive: weekly amounts, then an expected shortfall
    of a `side`. What is in force is known in the evening of a session: its own close is known to a shortfall alone, and
    weekly amounts know weeks before. Sessions before a house had methods of its own count as weekly ones.
    """
    daily = bisect_left(known.days, since.first_of(SHORTFALL))
    weekly = WeeklyMargin(*known[:3], since, known.seed).in_force()[:daily] if daily else []
    made = Scenarios(since.shortfall, *stress, known.seed)
    shares = shortfall_shares(known.days, known.closes, made, side=side, first=daily)
    return [*weekly, *(share * close for share, close in zip(shares, known.closes[daily:], strict=True))]

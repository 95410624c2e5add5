"""Pacing: on which days the portfolio follows the ratio wanted, how often in a month, and how far at a time.

    waiting --(the day is due, a step is asked for or the band is left, adjustments left)--> adjusted --> waiting

A step is another ratio than the one last traded to: it is followed however small it is. The band is for what
prices do to the ratio held. An adjustment goes to the ratio wanted, or `speed` towards it. The count starts anew
with the month in which the order fills; steps to more cash are counted and not held back by it. The very first
adjustment does not wait, and an override and the way back from it wait for nothing. In a pause nothing is traded.
"""

from typing import Literal, NamedTuple

from data.base.days import Day, month_number
from strategies.cash.rules.cash_pause import CashPause

Frequency = Literal["daily", "weekly", "monthly"]
_FIRST_MONDAY = 4
"""1970-01-05, counted in days since 1970-01-01."""


class Pacing(NamedTuple):
    """`band` and `speed` are shares of the portfolio, `most` adjustments a month (0: as many as there are); None for no
    pause.
    """

    frequency: Frequency = "daily"
    band: float = 0.02
    speed: float = 1.0
    most: int = 0
    pause: CashPause | None = None


class PacingState(NamedTuple):
    """The month, and the adjustments made that fill in it."""

    month: int = 0
    made: int = 0


def due(rule: Pacing, today: Day, fill_day: Day) -> bool:
    """Whether an order sent after `today` fills on the first session of its day, week (from Monday on) or month."""
    if rule.frequency == "daily":
        return True
    if rule.frequency == "weekly":
        return (today - _FIRST_MONDAY) // 7 != (fill_day - _FIRST_MONDAY) // 7
    return month_number(today) != month_number(fill_day)


def step(
    rule: Pacing, state: PacingState, held: float, wanted: float, fill_day: Day, *, stepped: bool = False
) -> tuple[PacingState, float | None]:
    """On a day that is due: the state, and the ratio to trade to, a share of the portfolio, None where nothing is to be
    traded. `stepped`: a step is asked for.

    >>> step(Pacing(band=0.05, speed=0.1), PacingState(), held=0.2, wanted=0.5, fill_day=0)[1]
    0.30000000000000004
    """
    month = month_number(fill_day)
    made = state.made if month == state.month else 0
    near = abs(wanted - held) <= rule.band and not stepped
    if near or (rule.most and made >= rule.most):
        return PacingState(month, made), None
    reach = max(-rule.speed, min(wanted - held, rule.speed))
    return PacingState(month, made + 1), held + reach if abs(wanted - held) > rule.speed else wanted

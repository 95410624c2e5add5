"""Money-market rates over bills, from `data/facts/money_market.csv`: what banks and currency dealers reckon with.

Forwards are quoted against interbank rates, which stand above bills in dollars and above the call rate in yen by a spread that is a mean of
the year. Swap points of a day come from overnight rates; those of the dollar stand above bills by the mean of the month before, so that
nothing is known early. The call rate is the overnight rate of the yen.
"""

from collections.abc import Sequence
from typing import NamedTuple

from data.days import Day
from data.facts import facts

_TABLE, _OVERNIGHT = "money_market", "USD.overnight"
_INTERBANK = ("USD.interbank", "JPY.interbank")


class InterbankSpreads(NamedTuple):
    """Interbank rates over what the market table holds: dollars over `bill_yield`, yen over `jpy_rate`; annual decimals, act/365."""

    dollars: float
    yen: float


def interbank_spreads(day: Day) -> InterbankSpreads:
    """The spreads in force on a day. Raises `MissingFact` before 1982-04-21."""
    return InterbankSpreads(*(facts(_TABLE).value(name, day) for name in _INTERBANK))


def interbank_known_since() -> Day:
    """The first day on which no spread is one of later years, carried back."""
    return max(facts(_TABLE).history(name)[1].valid_from for name in _INTERBANK)


def overnight_spreads(days: Sequence[Day]) -> list[float]:
    """Overnight dollars over bills at each day, annual decimals, act/365. Raises `MissingFact` before 1982-04-21."""
    return [facts(_TABLE).value(_OVERNIGHT, day) for day in days]

"""Money-market rates, from `data/facts/money_market.csv` (over bills) and `overnight_rates.csv`: what banks and
currency dealers reckon with.

Forwards are quoted against interbank rates, which stand above bills in dollars and above the call rate in yen by a
spread that is a mean of the year. Swap points of a day come from overnight rates; those of the dollar stand above bills
by the mean of the month before, so that nothing is known early. A market whose bills are of one month adds what
three-month bills stood above those. The call rate is the overnight rate of the yen; that of other currencies is the
rate of their central bank near which it stands.
"""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.base.sums import total
from data.facts import facts

_TABLE, _OVERNIGHT, _LONGER_BILL = "money_market", "USD.overnight", "USD.three_month_bill"
RATES = "overnight_rates"
"""Table of overnight rates by currency."""
INTERBANK = ("USD.interbank", "JPY.interbank")
"""Names of the facts behind `interbank_spreads`."""


class InterbankSpreads(NamedTuple):
    """Interbank rates over what the market table holds: dollars over `bill_yield`, yen over
    `jpy_rate`; annual decimals, act/365.
    """

    dollars: float
    yen: float


def interbank_spreads(day: Day) -> InterbankSpreads:
    """The spreads in force on a day, the nearest known where none is."""
    return InterbankSpreads(*(facts(_TABLE).carried(name, day) for name in INTERBANK))


def overnight_spreads(days: Sequence[Day], bill_months: int = 3) -> list[float]:
    """Overnight dollars over a market's bills, of one or three months, at each day, shape (days,): annual decimals,
    act/365, positive where overnight stands above; the nearest known where none is.
    """
    paths = [facts(_TABLE).path(name, days) for name in overnight_names(bill_months)]
    return [total(parts) for parts in zip(*paths, strict=True)]


def overnight_rates(currency: str, days: Sequence[Day]) -> list[float]:
    """Overnight rate of a currency other than dollars and yen at each day, shape (days,), annual decimals, act/365; the
    nearest known where none is. Raises `MissingFact` for a currency of which none is known.
    """
    name = f"{currency}.overnight"
    year = 365.0 / 360.0 if facts(RATES).history(name)[0].unit.endswith("act/360") else 1.0
    return [year * rate for rate in facts(RATES).path(name, days)]


def knows_overnight(currency: str) -> bool:
    """Whether there is an overnight rate of a currency other than dollars and yen."""
    return f"{currency}.overnight" in facts(RATES).names


def overnight_names(bill_months: int) -> tuple[str, ...]:
    """Names of the facts that make up `overnight_spreads`."""
    return (_OVERNIGHT,) if bill_months > 1 else (_OVERNIGHT, _LONGER_BILL)

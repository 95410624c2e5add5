"""Margin on the value at which positions were opened, as stock margin trading and some CFD accounts ask it."""

from typing import NamedTuple

from data.base.days import Day
from data.facts import facts

TABLE = "exchange_margin"


class OfOpening(NamedTuple):
    """What such an account asks: at `least` so much where anything is held (account currency), and whether gains that
    are not taken yet count as collateral.
    """

    least: float
    gains_count: bool

    @classmethod
    def on(cls, family: str, day: Day) -> "OfOpening | None":
        """The terms of a family on a day; None where margin is asked of today's value."""
        table, names = facts(TABLE), ("of_opening", "least", "gains_count")
        if f"{family}.of_opening" not in table.names:
            return None
        told, least, counts = (table.carried(f"{family}.{name}", day) for name in names)
        return cls(least, bool(counts)) if told else None


def of_opening(asked: float, value: float, opened: float, least: float) -> float:
    """Margin where what is `asked` of today's `value` is asked of the value at which positions were opened, all
    positive amounts of the account currency, `least` the smallest.

    >>> of_opening(280_000.0, 1_400_000.0, 1_500_000.0, 0.0), of_opening(40_000.0, 200_000.0, 200_000.0, 300_000.0)
    (300000.0, 300000.0)
    """
    return max(asked * opened / value, least) if value > 0.0 else 0.0

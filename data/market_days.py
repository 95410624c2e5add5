"""The days of a market as arrays: what quotes of futures and options are held against."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.arrays import Floats, Ints
from data.calendars import SessionCalendar

if TYPE_CHECKING:
    from data.market import Market


@dataclass(frozen=True, slots=True)
class MarketDays:
    """Sessions of a market, ascending, and values at their closes, each of shape (sessions,): index points, annual decimals (yields), VIX points."""

    index: str
    calendar: SessionCalendar
    days: Ints
    close: Floats
    high: Floats
    low: Floats
    bill_yield: Floats
    dividend_yield: Floats
    vix: Floats

    def places(self, days: Ints) -> Ints:
        """Row of each day, -1 where it is no session of the market."""
        place = np.minimum(np.searchsorted(self.days, days), len(self.days) - 1)
        return np.asarray(np.where(self.days[place] == days, place, -1), dtype=np.int64)


def market_days(market: "Market") -> MarketDays:
    """The days of a market."""
    names = ("close", "high", "low", "bill_yield", "dividend_yield", "vix")
    days = np.array(market.days, dtype=np.int64)
    return MarketDays(market.index, market.calendar, days, *(market.floats(name) for name in names))

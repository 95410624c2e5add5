"""The days of a market as arrays: what quotes of futures and options are held against."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.base.arrays import Floats, Ints
from data.contracts.calendars import SessionCalendar
from data.pricing.fitted_surface import FALL_SESSIONS
from data.signals.trend import fall_within


@dataclass(frozen=True)
class MarketDays:
    """Sessions of a market, ascending, and values at their closes, each of shape (sessions,): index points,
    annual decimals (yields), VIX points.
    """

    index: str
    calendar: SessionCalendar
    days: Ints
    close: Floats
    high: Floats
    low: Floats
    bill_yield: Floats
    dividend_yield: Floats
    vix: Floats

    @cached_property
    def fall(self) -> Floats:
        """How far each close stands below the highest of the year before, a decimal of 0 or more, shape (sessions,)."""
        return fall_within(self.close, FALL_SESSIONS)

    def places(self, days: Ints) -> Ints:
        """Row of each day, -1 where it is no session of the market, same shape."""
        place = np.minimum(np.searchsorted(self.days, days), len(self.days) - 1)
        return np.asarray(np.where(self.days[place] == days, place, -1), dtype=np.int64)

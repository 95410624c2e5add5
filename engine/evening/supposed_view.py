"""The market as it would be after one more session that closes somewhere."""

from typing import Any

from data.base.days import Day
from data.market.market_view import MarketView


class SupposedView:
    """What rules may ask of the evening after tonight where the index closes at a multiple `level` of tonight's close;
    everything that does not follow from that stands where it stands `tonight`.
    """

    def __init__(self, tonight: MarketView, level: float, days: tuple[Day, Day, Day]) -> None:
        self._tonight, self._level = tonight, level
        self.today, self.next_session, self.after_next = days
        self.move = level - 1.0

    def value(self, column: str) -> float:
        """Value of a column, in the unit of its `COLUMNS`: close, high, low and open are the close supposed."""
        known = self._tonight.value(column if column not in _PRICES else "close")
        return known * self._level if column in _PRICES else known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tonight, name)


_PRICES = frozenset({"open", "high", "low", "close"})

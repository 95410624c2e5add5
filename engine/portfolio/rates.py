"""What one currency is worth in another on a day, for accounts whose sessions are not the same."""

from bisect import bisect_right

from data.base.days import Day, iso
from data.base.errors import DataError
from data.market.market import Market


class Rates:
    """Values in the currency of a portfolio, at the latest rate of a market that was known on a day."""

    def __init__(self, market: Market, currency: str) -> None:
        self._days, self._yen, self._own = market.days, market.values("usdjpy"), currency

    def rate(self, currency: str, day: Day) -> float:
        """Units of the portfolio's currency for one of another. Raises `DataError` where it is not known."""
        if currency == self._own:
            return 1.0
        row = bisect_right(self._days, day) - 1
        yen = self._yen[row] if row >= 0 else float("nan")
        if not yen > 0.0:
            raise DataError(
                f"{iso(day)}: the market knows no rate of USD/JPY, which the accounts need to be told as one"
            )
        return yen if currency == "USD" else 1.0 / yen

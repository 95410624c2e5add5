"""Prices of index futures as they settled, and the cost of carry where they were not quoted."""

from typing import TYPE_CHECKING

from data.base.errors import DataError
from data.contracts.contracts import FutureContract
from data.curves.futures_curve import FuturesCurve
from data.market.market import Market

if TYPE_CHECKING:
    from data.futures.quotes import FuturesQuotes


class QuotedFuturesCurve(FuturesCurve):
    """Settlement prices of a market's quotes. On a session without one the contract is worth its cost of carry.

    Within a session, and at the open, the basis is that of the last evening. Raises `DataError` for
    a market without futures prices.
    """

    def __init__(self, market: Market, financing: str | float) -> None:
        super().__init__(market, financing)
        if market.futures is None:
            raise DataError(
                'futures.prices = "quoted": the market has no futures prices; give it some, or set '
                'futures.prices = "modelled"'
            )
        self._quotes: FuturesQuotes = market.futures

    def quoted(self, contract: FutureContract, place: int) -> float | None:
        """Settlement price of the session in row `place`, index points, None where there is none."""
        return self._quotes.find(contract.spec.family, contract.expiry, self._days[place])

    def price(self, contract: FutureContract, place: int) -> float:
        """Settlement price, index points: as quoted, else by cost of carry."""
        price = self.quoted(contract, place)
        return super().price(contract, place) if price is None else price

    def carried(self, contract: FutureContract, place: int, known: int, spot: float) -> float:
        """Price, index points, at a value of the index with the basis of row `known`: quoted
        over cash there, else cost of carry.
        """
        price = self.quoted(contract, known) if known != place else None
        return super().carried(contract, place, known, spot) if price is None else spot * price / self.closes[known]

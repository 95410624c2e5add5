"""A market as it is handed to another process."""

from typing import NamedTuple

from data.market.market import Market


class MarketRef(NamedTuple):
    """A market, whole."""

    whole: Market

    def market(self) -> Market:
        """The market."""
        return self.whole


def market_ref(market: Market) -> MarketRef:
    """A reference to a market."""
    return MarketRef(market)

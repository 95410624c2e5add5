"""The market as a pattern sees it."""

from typing import TYPE_CHECKING

from data.fx_market import fx_market
from strategies.names import FX_PATTERNS

if TYPE_CHECKING:
    from data.market import Market
    from engine.config import RunConfig


def market_for(config: "RunConfig", market: "Market") -> "Market":
    """In foreign exchange the same sessions with USD/JPY as the index and yen as the money; for the others the market as it is."""
    return fx_market(market) if config.pattern in FX_PATTERNS else market

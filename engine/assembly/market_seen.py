"""The market as a pattern sees it."""

from data.base.days import Day
from data.market.market import Market
from engine.comparison.fx_seen import fx_seen
from engine.settings.run_config import RunConfig


def market_for(config: RunConfig, market: Market) -> Market:
    """In foreign exchange the same sessions with the pair as the index and yen as the money; for the others the market
    as it is. Raises `DataError` where yen, or rates of the pair, are not known.
    """
    return fx_seen(config, market) if config.kind.market == "dollar" else market


def require_yen(config: RunConfig, market: Market, first: Day, last: Day) -> None:
    """Raises `DataError` where the account needs yen on a session from a day to another, and the
    market does not know them.

    An account in dollars of a dollar investor that is not taxed in yen needs none.
    """
    if config.investor.currency == "JPY" and config.capital.currency != "JPY":
        for column in ("usdjpy", "jpy_rate"):
            market.require(column, first, last, "investor.currency = 'JPY'")
    if config.reads("fund.currency") and config.fund.currency != "account":
        for column, since in (("usdjpy", first), ("jpy_rate", market.days[0])):
            market.require(column, since, last, "fund.currency = 'JPY'")
    if config.reads("fx.securities") and config.fx.securities and config.fx.securities_move:
        market.require("usdjpy", first, last, "fx.securities, shares told in yen,")
    if config.tax.regime == "japan":
        market.require("usdjpy", first, last, "tax.regime = 'japan'")

"""What money at the end of some years is worth in that of the first session."""

from math import nan

from data.market.market import Market
from engine.assembly.broker_terms import opening_capital
from engine.settings.run_config import RunConfig


def in_yen(config: RunConfig) -> bool:
    """Whether payments are amounts of another currency than the account's."""
    return config.flows.currency == "investor" and config.investor.currency not in (None, config.capital.currency)


def real_worth(config: RunConfig, years: int, first: float, last: float) -> float:
    """What one of the account's currency after so many years is worth in the currency of the payments, in money of the
    first session, where that costs one; `first` and `last` are USD/JPY there and at the end. NaN where nothing flows.
    """
    if config.flows.none:
        return nan
    exchanged = last / first if in_yen(config) else 1.0
    return exchanged / (1.0 + config.flows.inflation) ** years


def opening_paid(config: RunConfig, market: Market) -> float:
    """What an account on paths drawn from a market is opened with, in the currency of its payments."""
    spot = float(market.values("usdjpy")[-1])
    return opening_capital(config, spot) * (spot if in_yen(config) else 1.0)

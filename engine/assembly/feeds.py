"""The market as a feed: the sessions of the period, curves of futures and options, and what the
settings ask of its prices.
"""

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.contracts import FutureSpec, family_on, future_spec
from data.contracts.underlying import SYNTHETIC
from data.curves.daily_financing import by_the_day
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.curves.quoted_futures_curve import QuotedFuturesCurve
from data.facts import facts
from data.market.market import Market
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import AnySurface, surface
from engine.bt.feed import MarketFeed
from engine.settings.run_config import RunConfig


def market_feed(config: RunConfig, market: Market) -> MarketFeed:
    """The feed of a run. Raises `ConfigError` or `DataError` where the market has not what the settings ask for."""
    first, last = _period(config, market)
    quoted = config.futures.prices == "quoted"
    if market.index == SYNTHETIC and (quoted or market.quotes):
        raise DataError(
            "the market's index is made up: settlement prices of futures and quotes of options are those of a real "
            "one; leave them out"
        )
    futures = (QuotedFuturesCurve if quoted else FuturesCurve)(market, config.futures.financing)
    options, earlier = _option_curve(config, market, futures, first), config.futures.roll_sessions_earlier
    feed = MarketFeed(market, futures, first, last, options, sessions_earlier=earlier)
    for spec in config.contracts().values():
        if quoted and isinstance(spec, FutureSpec):
            feed.require_prices_of_rolls(spec.root)
    traded = future_spec(config.overlay.contract)
    if traded.at_index:
        feed.carry = by_the_day(market, futures, traded.family)
    if config.execution.fill_at == "open":
        _require_real_opens(feed)
    return feed


def _option_curve(config: RunConfig, market: Market, futures: FuturesCurve, first: Day) -> OptionCurve:
    return OptionCurve(market, futures, option_surface(config), option_spreads(config, market, first))


def option_surface(config: RunConfig) -> AnySurface:
    """The volatility surface that the settings name, with their factors."""
    prices = config.option_prices
    return surface(prices.surface, level_factor=prices.level_factor, slope_factor=prices.slope_factor)


def option_spreads(config: RunConfig, market: Market, first: Day) -> OptionSpreads:
    """The bid-ask spreads of options of a run that begins on a day, with the settings' factors."""
    stress = config.costs.stress_vix
    stress_vix = facts("costs").carried(f"{family_on(market.index)}.stress_vix", first) if stress is None else stress
    return OptionSpreads(stress_vix, factor=config.option_prices.spread_factor, cost_factor=config.costs.factor)


def _period(config: RunConfig, market: Market) -> tuple[Day, Day]:
    """First and last day of the run. A period the market does not cover, or in which no run can begin yet, is
    refused, not clipped.
    """
    start, end = config.period.start, config.period.end
    first, last = day_of(start) if start else market.starts, day_of(end) if end else market.days[-1]
    sessions = market.calendar.between(first, last)
    early = first < market.starts and (not sessions or sessions[0] < market.starts)
    late = last > market.days[-1] and (not sessions or sessions[-1] > market.days[-1])
    if early or late:
        covered = f"{iso(market.starts)} to {iso(market.days[-1])}"
        earlier = " (its earlier rows serve rules that look back)" if early and first >= market.days[0] else ""
        raise ConfigError(
            f"period {iso(first)} to {iso(last)}: the market covers {covered}{earlier}; choose a period within it, "
            "or leave its "
            f"{'beginning' if early else 'end'} open, such as {'..1990' if early else '2024..'}"
        )
    return max(first, market.starts), min(last, market.days[-1])


def _require_real_opens(feed: MarketFeed) -> None:
    real = feed.market.values("open_is_real")[feed.first_row : feed.end_row]
    if not all(real):
        day = iso(feed.market.days[feed.first_row + real.index(False)])
        raise ConfigError(
            f"execution.fill_at = 'open': {day} has no real opening price; fill at the close or start the period later"
        )

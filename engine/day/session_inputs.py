"""What a day is told of each session, prepared once for all of them."""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.facts import facts
from data.fund.funds import FundPath, fund_path
from data.margin.margin_scenarios import MarginPath, margin_path
from data.margin.margins import initial_ratio_schedule
from data.margin.shortfall import SHORT
from data.market.fx_market import FxMarket, SecuritiesPath
from data.market.market import Market
from engine.account.hedge import HedgeRows, hedge_rows
from engine.account.margin_asked import MarginAsked
from engine.account.of_opening import OfOpening
from engine.day.fault_rows import FaultRows, fault_rows
from engine.day.terms import BrokerTerms


class PriceRows(NamedTuple):
    """By session: the index at close, open, high and low, and the VIX, in points; whether the open is a real one, the
    size of a point (see `data.market.market.Market.scale`), and the daily price limit as a decimal.
    """

    closes: Sequence[float]
    opens: Sequence[float]
    highs: Sequence[float]
    lows: Sequence[float]
    vix: Sequence[float]
    real_opens: Sequence[float]
    scale: Sequence[float]
    limits: Sequence[float]


class SessionInputs(NamedTuple):
    """By session: its day, prices, annual rates (decimals), what the fund does, what margin is asked, and what the
    currency hedge needs. `market` is what tax and quotes are looked up in, None for sessions that are made up;
    `securities` what pledged shares are worth, None where there are none, or they keep their value;
    `faults` what goes wrong around the account, None where nothing does.
    """

    days: Sequence[Day]
    prices: PriceRows
    bill_yields: Sequence[float]
    dividend_yields: Sequence[float]
    fund: FundPath
    margin: MarginAsked
    hedge: HedgeRows | None = None
    market: Market | None = None
    securities: SecuritiesPath | None = None
    faults: FaultRows | None = None


def session_inputs(market: Market, terms: BrokerTerms) -> SessionInputs:
    """All sessions of a market, for accounts at a broker. Raises `ConfigError` where its margin cannot be told."""
    values, moves = market.values, terms.pledged.share > 0.0 and terms.pledged.moves
    return SessionInputs(
        days=market.days,
        prices=price_rows(market, terms.limited_as or terms.family),
        bill_yields=values("bill_yield"),
        dividend_yields=values("dividend_yield"),
        fund=fund_path(market, terms.fund),
        margin=_margin(market, terms),
        hedge=hedge_rows(market) if terms.hedge else None,
        market=market,
        securities=market.securities if isinstance(market, FxMarket) and moves else None,
        faults=fault_rows(terms.faults, market.days) if terms.faults else None,
    )


def price_rows(market: Market, limited_as: str) -> PriceRows:
    """Prices of a market's sessions, with the price limit of a root."""
    values = market.values
    return PriceRows(
        closes=values("close"),
        opens=values("open"),
        highs=values("high"),
        lows=values("low"),
        vix=values("vix"),
        real_opens=values("open_is_real"),
        scale=market.scale,
        limits=facts("price_limits").path(f"{limited_as}.daily", market.days),
    )


def _margin(market: Market, terms: BrokerTerms) -> MarginAsked:
    asked = terms.margin._replace(on_index=market.index)
    full_size = _full_size(market, terms, asked)
    short = _full_size(market, terms, asked._replace(side=SHORT)) if asked.two_sided(terms.family) else None
    ratio = initial_ratio_schedule(market.days, terms.family)
    proportional, opening = terms.margin.proportional(market.days), OfOpening.on(terms.family, market.starts)
    evening = asked.evening(terms.family)
    return MarginAsked(terms.family, full_size, ratio, proportional, short=short, opening=opening, evening=evening)


def _full_size(market: Market, terms: BrokerTerms, asked: MarginPath) -> list[float]:
    values = market.values
    return margin_path(asked, terms.family, market.days, values("close"), market.calendar, implied=values("vix"))

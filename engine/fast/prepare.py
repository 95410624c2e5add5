"""What the loop runs on: sessions and plan of a configuration, as plain numbers."""

from typing import NamedTuple

import numpy as np

from data.contracts.contracts import FutureSpec, OptionSpec
from data.contracts.points import parts_of_step
from data.facts import facts
from data.fund.funds import fund_path
from data.margin.margin_scenarios import margin_path
from data.margin.margins import initial_ratio_schedule
from data.market.market import Market
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_spread import RISE_SESSIONS, OptionSpread
from engine.assembly.feeds import option_spreads
from engine.assembly.open_account import open_account
from engine.bt.feed import MarketFeed
from engine.day.terms import BrokerTerms
from engine.fast.calendar import Columns, lead_columns, plain_dates, series_columns
from engine.fast.plan import Plan
from engine.fast.plan_of import plan_of
from engine.settings.run_config import RunConfig


class Prepared(NamedTuple):
    """Days of the sessions, columns of their records by part, and the plan."""

    days: list[int]
    columns: dict[str, Columns]
    plan: Plan


def prepare(config: RunConfig, market: Market | None = None) -> Prepared:
    """Sessions and plan of a configuration. Raises what opening the account of a run raises."""
    feed, broker = open_account(config, market)
    terms, whole = broker.terms, feed.market
    columns = {
        "dates": _dates(config, feed, terms),
        "prices": _prices(whole),
        "asked": _asked(whole, terms),
        "fund": fund_path(whole, terms.fund)._asdict(),
        "signals": _signals(config, whole),
        "spreads": _spreads(config, feed),
        "currency": _currency(whole, terms),
    }
    rows = slice(feed.first_row, feed.end_row)
    cut = {part: {name: values[rows] for name, values in told.items()} for part, told in columns.items()}
    return Prepared(whole.days[rows], cut, plan_of(config, terms))


def _dates(config: RunConfig, feed: MarketFeed, terms: BrokerTerms) -> Columns:
    market, curve = feed.market, feed.curve
    columns = plain_dates(market, hedged=terms.hedge is not None)
    for name, spec in config.contracts().items():
        if isinstance(spec, FutureSpec):
            earlier = config.futures.roll_sessions_earlier
            columns |= lead_columns(market, feed.first_row, spec, earlier, curve)
        elif isinstance(spec, OptionSpec):
            section = getattr(config, name.partition(".")[0])
            columns |= series_columns(market, spec, section.sessions_before, curve)
    return columns


def _prices(market: Market) -> Columns:
    vix = market.floats("vix")
    before = np.maximum(np.arange(len(vix)) - RISE_SESSIONS, 0)
    same = {"high": "high", "low": "low", "close": "close", "bill": "bill_yield", "dividend": "dividend_yield"}
    return {
        "opened": market.floats("open"),
        **{name: market.floats(column) for name, column in same.items()},
        "vix": vix,
        "rise": vix / vix[before],
        "fall": market.fall_within(FALL_SESSIONS),
        "scale": market.scale,
        "parts": [parts_of_step(size) for size in market.scale],
        "open_is_real": market.values("open_is_real"),
    }


def _asked(market: Market, terms: BrokerTerms) -> Columns:
    days, closes, asked = market.days, market.values("close"), terms.margin._replace(on_index=market.index)
    return {
        "full_size": margin_path(asked, terms.family, days, closes, market.calendar),
        "initial_ratio": initial_ratio_schedule(days, terms.family),
        "limit": facts("price_limits").path(f"{terms.limited_as or terms.family}.daily", days),
    }


def _signals(config: RunConfig, market: Market) -> Columns:
    trend, unknown = config.trend, [float("nan")] * len(market)
    wanted = config.reads("trend.efficiency")
    return {
        "volatility": market.realised_volatility(config.halving.window),
        "average": market.moving_average(trend.average_window) if wanted else unknown,
        "efficiency": market.efficiency_ratio(trend.efficiency_window) if wanted else unknown,
        "adx": market.adx(trend.adx_window) if wanted else unknown,
    }


def _spreads(config: RunConfig, feed: MarketFeed) -> Columns:
    market, names = feed.market, OptionSpread._fields
    roots = [spec.root for spec in config.contracts().values() if isinstance(spec, OptionSpec)]
    if not roots:
        return dict.fromkeys(names, [0.0] * len(market))
    spreads = option_spreads(config, market, market.days[feed.first_row])
    return dict(zip(names, zip(*(spreads.on(roots[0], day) for day in market.days), strict=True), strict=True))


def _currency(market: Market, terms: BrokerTerms) -> Columns:
    none = [0.0] * len(market)
    if terms.hedge is None:
        costs: Columns = dict.fromkeys(
            ("basis", "half_spread", "roll_half_spread", "margin", "closing_half_spread", "dollars", "yen"), none
        )
    else:
        told = [(*one[:5], *one.interbank) for one in (terms.hedge.on(day) for day in market.days)]
        names = ("basis", "half_spread", "roll_half_spread", "margin", "closing_half_spread", "dollars", "yen")
        costs = dict(zip(names, zip(*told, strict=True), strict=True))
    return {"spot": market.floats("usdjpy"), "rate": market.floats("jpy_rate"), **costs}

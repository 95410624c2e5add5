"""What the loop runs on: sessions and plan of a configuration, as plain numbers."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from math import isnan
from typing import NamedTuple

from data.base.days import Day
from data.contracts.contracts import FutureSpec, OptionSpec
from data.contracts.points import parts_of_step
from data.market.market import Market
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_spread import OptionSpread, rise_at
from engine.account.margin_asked import MarginAsked, margin_is_unknown
from engine.assembly.feeds import option_spreads
from engine.assembly.open_account import open_account
from engine.bt.feed import MarketFeed
from engine.day.session_inputs import SessionInputs, session_inputs
from engine.day.terms import BrokerTerms
from engine.fast.calendar import Columns, lead_columns, payment_columns, plain_dates, series_columns
from engine.fast.offered_columns import offered_columns
from engine.fast.plan import Plan
from engine.fast.plan_of import plan_of, traded
from engine.fast.refused import refuse, refuse_later
from engine.settings.run_config import RunConfig


class Prepared(NamedTuple):
    """Days of the sessions, the future and the option that are traded, columns of the sessions' records by part, the
    plan, and the plans by terms that come into force later, each with its first row.
    """

    days: list[int]
    specs: tuple[FutureSpec | None, OptionSpec | None]
    columns: dict[str, Columns]
    plan: Plan
    later: list[tuple[int, Plan]]


def prepare(config: RunConfig, market: Market | None = None, *, dated: bool = False) -> Prepared:
    """Sessions and plan of a configuration; `dated` for who runs the plans of later terms too. Raises `ConfigError` for
    settings that the driver does not do, what opening the account of a run raises, and `MissingFact` where futures are
    traded on a session whose margin is not known.
    """
    feed, broker = open_account(config, market)
    terms, whole = broker.terms, feed.market
    refuse(config, whole, terms)
    if not dated:
        refuse_later(config, terms)
    inputs, specs, rows = session_inputs(whole, terms), traded(config), slice(feed.first_row, feed.end_row)
    if specs[0] is not None:
        _require_margin(inputs.margin, whole.days, rows)
    columns = {
        "dates": _dates(config, feed, terms),
        "payments": payment_columns(whole, terms.flows.months, terms.flows.start),
        "prices": _prices(whole, inputs),
        "asked": {
            "full_size": inputs.margin.maintenance,
            "initial_ratio": inputs.margin.initial_ratio,
            "limit": inputs.prices.limits,
        },
        "fund": inputs.fund._asdict(),
        "signals": _signals(config, whole),
        "spreads": _spreads(config, feed),
        "currency": _currency(whole, terms),
    }
    cut = {part: {name: values[rows] for name, values in told.items()} for part, told in columns.items()}
    days = whole.days[rows]
    plans = [(bisect_left(days, day), replace(terms, profile=profile)) for day, profile in terms.later]
    later = [(row, plan_of(config, specs, held)) for row, held in plans]
    return Prepared(days, specs, cut, plan_of(config, specs, terms), later)


def _require_margin(asked: MarginAsked, days: Sequence[Day], rows: slice) -> None:
    """Raise `MissingFact` for the first session whose margin is not known: futures ask for it every evening."""
    for day, full_size in zip(days[rows], asked.maintenance[rows], strict=True):
        if isnan(full_size):
            raise margin_is_unknown(asked.family, day)


def _dates(config: RunConfig, feed: MarketFeed, terms: BrokerTerms) -> Columns:
    market, curve = feed.market, feed.curve
    columns = plain_dates(market, hedged=terms.hedge is not None)
    for name, spec in config.contracts().items():
        if isinstance(spec, FutureSpec):
            columns |= lead_columns(feed, spec)
        elif isinstance(spec, OptionSpec):
            section = name.partition(".")[0]
            months = config.insurance.months if section == "insurance" else 1
            columns |= series_columns(market, spec, getattr(config, section).sessions_before, curve, months=months)
    return columns


def _prices(market: Market, inputs: SessionInputs) -> Columns:
    prices, rows = inputs.prices, range(len(market))
    return {
        "opened": prices.opens,
        "high": prices.highs,
        "low": prices.lows,
        "close": prices.closes,
        "bill": inputs.bill_yields,
        "dividend": inputs.dividend_yields,
        "vix": prices.vix,
        "rise": [rise_at(prices.vix, row) for row in rows],
        "fall": market.fall_within(FALL_SESSIONS),
        "scale": prices.scale,
        "parts": [parts_of_step(size) for size in prices.scale],
        "open_is_real": prices.real_opens,
    }


def _signals(config: RunConfig, market: Market) -> Columns:
    trend, unknown = config.trend, [float("nan")] * len(market)
    wanted = config.reads("trend.efficiency")
    return {
        "volatility": market.volatility(config.halving.measured_by),
        "average": market.moving_average(trend.average_window) if wanted else unknown,
        "efficiency": market.efficiency_ratio(trend.efficiency_window) if wanted else unknown,
        "adx": market.adx(trend.adx_window) if wanted else unknown,
        **offered_columns(config, market),
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

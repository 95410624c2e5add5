"""Dates of the sessions as the loop takes them: which future and which option series to be in, and until when a hedge
runs.
"""

from typing import Any

from data.base.days import Day, month_number
from data.contracts.contracts import FutureSpec, OptionSpec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import future_under
from data.market.market import Market
from engine.account.hedge import last_sessions
from engine.account.hedge_flows import next_fixed_date
from engine.bt.feed import MarketFeed
from engine.day.flow_dates import flow_dates
from strategies.overlay.option_choice import OptionDates

Columns = dict[str, Any]


def plain_dates(market: Market, *, hedged: bool) -> Columns:
    """Columns that every pattern has, each of all sessions of the market, the others zeros."""
    days, following, none = market.days, market.next_sessions, [0] * len(market)
    return {
        "day": days,
        "next_day": following,
        "month": [month_number(day) for day in days],
        "next_month": [month_number(day) for day in following],
        **dict.fromkeys(("lead", "lead_spread", "series", "underlying", "underlying_spread", "due"), none),
        "settles_at_open": none,
        "hedge_until": _hedge_until(market) if hedged else none,
    }


def payment_columns(market: Market, months: int, start: Day) -> Columns:
    """Dates of what is paid in and out, from `start` on every so many months; zeros where nothing is (months of 0)."""
    if months == 0:
        return {"pays": [False] * len(market), "ahead": [0] * len(market), "month": [0] * len(market)}
    found = flow_dates(market.days, market.calendar, months, start)
    return {"pays": found.pays, "ahead": found.ahead, "month": found.months}


def _hedge_until(market: Market) -> list[int]:
    days, ends = market.days, last_sessions(market)
    return [next_fixed_date(*one) for one in zip(days, ends[:-1], ends[1:], strict=True)]


def lead_columns(feed: MarketFeed, spec: FutureSpec) -> Columns:
    """The future to be in at the close of each next session, and its financing spread, from the first session of a run
    on.
    """
    first = feed.first_row
    following = feed.market.next_sessions[first:]
    leads = [0] * first + [feed.lead(spec.root, day).contract.expiry for day in following]
    spreads = {expiry: feed.curve.financing_of(spec.family, expiry) for expiry in set(leads[first:])}
    return {"lead": leads, "lead_spread": [spreads.get(expiry, 0.0) for expiry in leads]}


def series_columns(
    market: Market, spec: OptionSpec, sessions_before: int, curve: FuturesCurve, *, months: int = 1
) -> Columns:
    """The series to be in at the close of each next session, whether that is a fixed date, and what it settles by."""
    dates = OptionDates(market.days[0], market.days[-1], market.calendar, sessions_before, months=months)
    following = market.next_sessions
    series = [dates.series(day) for day in following]
    found = {expiry: _of_series(market, spec, expiry, curve) for expiry in set(series)}
    underlying, spread, opens = zip(*(found[expiry] for expiry in series), strict=True)
    return {
        "series": series,
        "due": [day in dates for day in following],
        "underlying": list(underlying),
        "underlying_spread": list(spread),
        "settles_at_open": list(opens),
    }


def _of_series(market: Market, spec: OptionSpec, expiry: int, curve: FuturesCurve) -> tuple[int, float, bool]:
    opens = spec.settles_at_open(expiry)
    if not spec.on_future:
        return 0, 0.0, opens
    future = future_under(spec, expiry, market.calendar)
    return future.expiry, curve.financing_of(future.spec.family, future.expiry), opens

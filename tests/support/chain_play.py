"""Option chains made by hand and from the model surface, and lies told in them: the shared parts of
`test_chain_*.py`.
"""

from dataclasses import replace
from datetime import date
from functools import cache
from math import exp

import numpy as np

from data.base.days import date_of, day_of
from data.chains.rules import chain_findings, market_findings
from data.chains.table import Chain
from data.contracts.calendars import expiry as settles
from data.contracts.calendars import xnys
from data.contracts.rolls import option_schedule
from data.market.embedded import embedded_market
from data.pricing.black76 import black76
from data.pricing.surface import surface

DAY, NEXT, EXPIRY = date(2013, 1, 2), date(2013, 1, 3), date(2013, 1, 18)


def ints(values):
    return np.array(list(values), dtype=np.int64)


def chain(*rows):
    """A chain of (date, root, expiry, strike, right, bid, ask)."""
    days, roots, expiries, strikes, rights, bids, asks = zip(*rows, strict=True)
    (root, names), (right, words) = _codes(roots), _codes(rights)
    dates = [ints(day_of(one) for one in column) for column in (days, expiries)]
    prices = [np.array(column, dtype=float) for column in (strikes, bids, asks)]
    return Chain("c.csv", ints(range(2, len(rows) + 2)), *dates, root, names, right, words, *prices)


def _codes(words):
    names = tuple(sorted(set(words)))
    return ints(names.index(word) for word in words), names


def quote(strike=1450.0, right="C", bid=20.0, ask=21.0, *, day=DAY, root="SPX", expiry=EXPIRY):
    return day, root, expiry, strike, right, bid, ask


@cache
def sessions_of_market():
    return embedded_market().as_arrays()


@cache
def good(start="2014-01-02", sessions=30, rights="CP", steps=range(-6, 5), noise=0.005, root="SPX"):
    """Quotes of the next two monthly series on each session, from the fitted surface with some noise of its
    volatilities.
    """
    market, model, random = embedded_market(), surface("fitted"), np.random.default_rng(7)
    first = market.row_from(day_of(date.fromisoformat(start)))
    share = 0.1 if root == "XSP" else 1.0
    rolls = option_schedule(market.days[first], market.days[first + sessions] + 80, xnys())
    step = market.values("close")[first] * share * 0.015
    step = 5 * max(round(step / 5.0), 1) if share == 1.0 else round(step)
    middle = round(market.values("close")[first] * share / step) * step
    rows = []
    for place in range(first, first + sessions):
        day, fall = market.days[place], market.fall_within(252)[place]
        close, bill, income, vix = (
            market.values(name)[place] for name in ("close", "bill_yield", "dividend_yield", "vix")
        )
        for expiry in [roll.expiry for roll in rolls if roll.expiry > day + 4][:2]:
            years = (expiry - day) / 365.0
            ends = _quarter(expiry) if root == "ES" else expiry
            forward = close * share * exp((bill - income) * (ends - day) / 365.0)
            for strike in (middle + one * step for one in steps):
                for right in rights:
                    volatility = model.volatility(vix, forward, strike, years, fall) * exp(random.normal(0.0, noise))
                    price = black76(forward, strike, years, volatility, right, exp(-bill * years))
                    bid, ask = round(max(price * 0.98 - 0.02, 0.0), 2), round(price * 1.02 + 0.05, 2)
                    rows.append((day, expiry, strike, right, bid, ask))
    days, expiries, strikes, sides, bids, asks = zip(*rows, strict=True)
    right, words = _codes(sides)
    root_codes = np.zeros(len(rows), dtype=np.int64)
    prices = [np.array(column, dtype=float) for column in (strikes, bids, asks)]
    lines = ints(range(2, len(rows) + 2))
    return Chain("c.csv", lines, ints(days), ints(expiries), root_codes, (root,), right, words, *prices)


def _quarter(day):
    """Settlement of the quarterly future that ends with an option or next after it."""
    year, month = date_of(day).year, -(-date_of(day).month // 3) * 3
    return settles(year, month, xnys())


def found(of):
    """Findings of a chain by itself and against the embedded market."""
    alone = chain_findings(of)
    return [*alone, *market_findings(of, sessions_of_market(), alone)]


def checks(of):
    return {finding.check for finding in found(of)}


def scaled(of, rows, factor):
    """The chain with the quotes of some rows multiplied."""
    bid, ask = of.bid.copy(), of.ask.copy()
    bid[rows] *= factor
    ask[rows] *= factor
    return replace(of, bid=bid, ask=ask)


def moved(of, sessions, first=0):
    """The chain with the dates from one on moved by so many sessions; what has expired then is gone."""
    days = sessions_of_market().days
    place = np.searchsorted(days, of.day)
    result = replace(of, day=np.where(of.day >= first, days[place + sessions], of.day))
    return result.take(np.flatnonzero(result.expiry >= result.day))

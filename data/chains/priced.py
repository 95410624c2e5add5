"""A chain seen through a market: forward, discount, and how far each quote's volatility lies from
that expected at the VIX of its day.
"""

from dataclasses import dataclass

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import date_of
from data.chains.implied import Terms, delta, expected, implied
from data.chains.table import Chain
from data.contracts.calendars import QUARTERS, SessionCalendar
from data.contracts.calendars import expiry as settles
from data.contracts.contracts import option_spec
from data.pricing.fitted_surface import fitted_surface
from data.sessions.market_days import MarketDays

FEWEST_PAIRS = 3
"""Strikes with a call and a put from which a forward is read."""
TICK = 0.05
"""Step of cheap prices, points."""
MOST_OFF = 2.0
"""A forward of parity that is more than so many times the index, or less than that part of it, is none."""
SLACK_OF_PARITY, SLACK_PER_VIX, SLACK_PER_YEAR = 0.0005, 0.00015, 0.01
"""How well a forward is known, as a share of it: read off parity; else from the close and its carry. Options close a
quarter of an hour after the index, which moves a fifth of a day's volatility meanwhile."""


@dataclass(frozen=True)
class Priced:
    """A chain of which every row lies on a session of a market, each array of shape (rows,).

    `session` is the row of `market`, `forward` that of parity where there is one (`by_parity`), else `carried`, the
    close with its carry; `slack` is how well the price is known in points. `low`, `middle` and `high` are logarithms of
    implied over expected volatility at the bid less the slack, the middle and the offer plus the slack: minus infinity
    at a price that needs none, infinity at one that no volatility gives.
    """

    chain: Chain
    market: MarketDays
    session: Ints
    carried: Floats
    forward: Floats
    by_parity: Flags
    discount: Floats
    usual: Floats
    slack: Floats
    low: Floats
    middle: Floats
    high: Floats

    def above(self, price: Floats, call: Flags | None = None) -> Floats:
        """Logarithm of implied over expected volatility at other prices in points, or as the other right, shape
        (rows,): positive where implied is higher.
        """
        terms = self.terms if call is None else self.terms._replace(call=call)
        return _over(implied(price, terms), self.usual)

    @property
    def terms(self) -> Terms:
        """What the prices depend on besides volatility."""
        return Terms(self.forward, self.chain.strike, self.chain.years, self.chain.call, self.discount)

    def take(self, rows: Ints) -> "Priced":
        """Some of the rows."""
        parts = {name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        return Priced(self.chain.take(rows), self.market, **parts)


def usable(chain: Chain, market: MarketDays) -> Flags:
    """Rows with a series and a price, on sessions of which the market knows all that a price needs, shape (rows,)."""
    if not len(market.days):
        return np.zeros(len(chain), dtype=bool)
    place = np.minimum(np.searchsorted(market.days, chain.day), len(market.days) - 1)
    known = (market.close, market.bill_yield, market.dividend_yield, market.vix, market.fall)
    whole = np.isfinite(np.stack(known)).all(axis=0) & (market.close > 0.0) & (market.vix > 0.0)
    named = np.isfinite(chain.strike) & (chain.strike > 0.0) & (chain.expiry >= chain.day)
    quoted = (chain.bid >= 0.0) & np.isfinite(chain.bid) & (chain.ask > 0.0) & np.isfinite(chain.ask)
    return np.asarray(named & quoted & (market.days[place] == chain.day) & whole[place])


def priced(chain: Chain, market: MarketDays) -> Priced:
    """The chain's rows, all of them `usable`, as a market sees them."""
    place = np.searchsorted(market.days, chain.day)
    columns = (market.bill_yield, market.dividend_yield, market.vix, market.fall)
    bill, dividend, vix, fall = (column[place] for column in columns)
    carried = market.close[place] * shares(chain) * np.exp((bill - dividend) * _carried_years(chain, market.calendar))
    discount = np.exp(-bill * chain.years)
    ratio = parity(chain, carried, discount)
    by_parity = (ratio > 1.0 / MOST_OFF) & (ratio < MOST_OFF)
    forward = np.where(by_parity, ratio, 1.0) * carried
    terms = Terms(forward, chain.strike, chain.years, chain.call, discount)
    usual = expected(fitted_surface(), vix, fall, terms)
    known = np.where(by_parity, SLACK_OF_PARITY, SLACK_PER_VIX * vix + SLACK_PER_YEAR * chain.years)
    slack = TICK + discount * forward * known * delta(usual, terms)
    prices = (chain.bid - slack, chain.mid, chain.ask + slack)
    low, middle, high = (_over(implied(one, terms), usual) for one in prices)
    return Priced(chain, market, place, carried, forward, by_parity, discount, usual, slack, low, middle, high)


def shares(chain: Chain) -> Floats:
    """Points of the underlying per point of the index, shape (rows,). Raises `ConfigError`
    for a root without a specification.
    """
    result = np.ones(len(chain))
    for place, root in chain.used():
        result[chain.root == place] = option_spec(root).index_share
    return result


def parity(chain: Chain, carried: Floats, discount: Floats) -> Floats:
    """Forward that calls and puts of one strike imply over another forward, a ratio, the median of a day and expiry,
    shape (rows,); NaN where there are too few.
    """
    call, put = pairs(chain)
    ratio = (chain.strike[call] + (chain.mid[call] - chain.mid[put]) / discount[call]) / carried[call]
    group = expiries(chain)
    return medians(group[call], ratio, int(group.max(initial=-1)) + 1)[group]


def pairs(chain: Chain) -> tuple[Ints, Ints]:
    """Rows of calls and of the puts of the same day, root, expiry and strike; both of shape (pairs,)."""
    order = np.lexsort((~chain.call, chain.strike, chain.expiry, chain.root, chain.day))
    one, other = order[:-1], order[1:]
    same = chain.call[one] & ~chain.call[other]
    for column in (chain.strike, chain.expiry, chain.root, chain.day):
        same &= column[one] == column[other]
    return one[same], other[same]


def expiries(chain: Chain) -> Ints:
    """Number of each row's day, root and expiry, counted from 0, shape (rows,)."""
    order = np.lexsort((chain.expiry, chain.root, chain.day))
    new = np.zeros(len(order), dtype=np.int64)
    for column in (chain.expiry, chain.root, chain.day):
        new[1:] |= column[order[1:]] != column[order[:-1]]
    result = np.empty_like(new)
    result[order] = np.cumsum(new)
    return result


def medians(group: Ints, values: Floats, groups: int) -> Floats:
    """Median value of each group, shape (groups,), groups counted from 0; NaN where
    there are fewer than `FEWEST_PAIRS`.
    """
    order = np.lexsort((values, group))
    ends = np.searchsorted(group[order], np.arange(groups + 1))
    first, count = ends[:-1], np.diff(ends)
    result = np.full(groups, np.nan)
    enough = count >= FEWEST_PAIRS
    first, count = first[enough], count[enough]
    result[enough] = 0.5 * (values[order][first + (count - 1) // 2] + values[order][first + count // 2])
    return result


def _carried_years(chain: Chain, calendar: SessionCalendar) -> Floats:
    """Years for which the index is carried: to expiry, or to that of the future under the option."""
    ends = chain.expiry.copy()
    for place, root in chain.used():
        if option_spec(root).on_future:
            ours = chain.root == place
            days, back = np.unique(chain.expiry[ours], return_inverse=True)
            ends[ours] = np.array([_quarterly(day, calendar) for day in days.tolist()], dtype=np.int64)[back]
    return np.asarray(np.maximum(ends - chain.day, 0) / 365.0)


def _quarterly(day: int, calendar: SessionCalendar) -> int:
    """Settlement of the quarterly future that ends on a day or next after it."""
    date = date_of(day)
    ends = [settles(year, month, calendar) for year in (date.year, date.year + 1) for month in QUARTERS]
    return next(end for end in ends if end >= day)


def _over(volatility: Floats, usual: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(volatility / usual))

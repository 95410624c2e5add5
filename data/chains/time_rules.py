"""Rules about quotes from day to day: dates that follow the index of another session, and quotes
that stand still while it moves.
"""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import iso
from data.base.saying import said
from data.chains.implied import Terms, delta, expected, price
from data.chains.priced import Priced, shares
from data.chains.table import NOTHING, Breach, Chain, Found
from data.pricing.fitted_surface import fitted_surface
from data.sessions.market_days import MarketDays

DAYS, FEWEST_DAYS = 8, 5
"""Days, one after the other, over which errors of price are compared; a shorter chain may have fewer."""
BETTER = 0.4
"""Share of the errors that the right session leaves: 0.05 to 0.2 in chains whose dates were moved."""
FELT = 0.05
"""Least delta at which a quote tells where the index stands."""
WORTH, RUN, SPREADS = 0.5, 3, 3.0
"""Quotes of less, in points, stand still often; of others in January and February 2018
one stood still for three sessions."""
COPIED, COPIED_FROM = 0.9, 10


class _Errors(NamedTuple):
    """Days from one quote to the next, ascending, with mean errors of the changes of price at the session before,
    their own, and the next; shape (3, days).
    """

    days: Ints
    errors: Floats


def dates_shifted(of: Priced) -> Found:
    """Changes of price follow the index of the session before or after."""
    days, errors = _errors_of_changes(of)
    window = min(DAYS, len(days))
    if window < FEWEST_DAYS:
        return NOTHING
    sums = np.stack([np.convolve(one, np.ones(window), "valid") for one in errors])
    shifted = np.where(sums[0] < sums[2], sums[0], sums[2]) < BETTER * sums[1]
    within = np.convolve(shifted, np.ones(window)) > 0
    rows = np.flatnonzero(np.isin(of.session, days[within]))
    later = float(sums[2][shifted].sum()) < float(sums[0][shifted].sum())

    def tell(row: int) -> Breach:
        session = said("order.after" if later else "order.before")
        last = iso(int(of.chain.day[rows].max()))
        problem = said("chains.shifted", last=last, session=session, days=int(within.sum()))
        return Breach(
            "date", iso(int(of.chain.day[row])), problem, said("chains.day_early" if later else "chains.day_late")
        )

    return Found(rows, tell, rows[np.argsort(of.chain.day[rows], kind="stable")][:1])


def quote_frozen(of: Priced) -> Found:
    """A quote stands still for sessions in which the index moves what it is worth."""
    chain, order = of.chain, of.chain.by_day
    worth = price(of.usual, of.terms)[order]
    first = np.flatnonzero(np.concatenate([[True], ~_still(of)]))
    length = np.diff(np.append(first, len(order)))
    moved = np.maximum.reduceat(worth, first) - np.minimum.reduceat(worth, first)
    head = order[first]
    spread, middle = chain.ask[head] - chain.bid[head], chain.mid[head]
    frozen = (length >= RUN) & (middle > WORTH) & (moved > SPREADS * spread + 0.1)
    told = {int(head[run]): run for run in np.flatnonzero(frozen).tolist()}

    def tell(row: int) -> Breach:
        run = told[row]
        last = iso(int(chain.day[order[first[run] + length[run] - 1]]))
        problem = said("chains.frozen", series=chain.series(row), sessions=length[run], last=last, moved=moved[run])
        return Breach("quote", chain.quote(row), problem, severity="error" if moved[run] > middle[run] else "warning")

    return Found(np.array(sorted(told), dtype=np.int64), tell)


def day_copied(of: Priced) -> Found:
    """Nearly all quotes of a day are those of the session before."""
    chain, order = of.chain, of.chain.by_day
    follows = chain.alike(order, series=True) & (np.diff(of.session[order]) == 1) & (chain.mid[order[1:]] > WORTH)
    day, still = of.session[order[1:]], _still(of)
    size = len(of.market.days)
    all_of, same = np.bincount(day[follows], minlength=size), np.bincount(day[follows & still], minlength=size)
    copied = np.flatnonzero((all_of >= COPIED_FROM) & (same >= COPIED * all_of))
    rows = np.flatnonzero(np.isin(of.session, copied))
    first = rows[np.unique(of.session[rows], return_index=True)[1]]

    def tell(row: int) -> Breach:
        place = int(of.session[row])
        problem = said("chains.day_copied", same=same[place], series=all_of[place], points=WORTH)
        return Breach("date", iso(int(chain.day[row])), problem)

    return Found(rows, tell, first)


def _still(of: Priced) -> Flags:
    """Whether each row of `by_day` and the one after it have the same quote of a series on
    sessions that follow each other.
    """
    chain, order = of.chain, of.chain.by_day
    same = chain.alike(order, series=True) & (np.diff(of.session[order]) == 1)
    still = (np.diff(chain.bid[order]) == 0.0) & (np.diff(chain.ask[order]) == 0.0)
    return np.asarray(same & still)


def _errors_of_changes(of: Priced) -> _Errors:
    chain, order = of.chain, of.chain.by_day
    errors = [_error(chain, of.market, of.session + step) for step in (-1, 0, 1)]
    felt = delta(of.usual, of.terms)
    one, other = order[:-1], order[1:]
    follows = chain.alike(order, series=True) & (of.session[other] - of.session[one] == 1) & (felt[one] > FELT)
    one, other = one[follows], other[follows]
    days, back, counts = np.unique(of.session[other], return_inverse=True, return_counts=True)
    changes = (np.abs(error[other] - error[one]) / felt[one] for error in errors)
    return _Errors(days, np.stack([np.bincount(back, change, minlength=len(days)) / counts for change in changes]))


def _error(chain: Chain, market: MarketDays, place: Ints) -> Floats:
    """Middles less the prices expected with the index and VIX of some sessions, as a share of the forward."""
    at = np.clip(place, 0, len(market.days) - 1)
    bill, vix, fall = market.bill_yield[at], market.vix[at], market.fall[at]
    forward = market.close[at] * shares(chain) * np.exp((bill - market.dividend_yield[at]) * chain.years)
    terms = Terms(forward, chain.strike, chain.years, chain.call, np.exp(-bill * chain.years))
    worth = price(expected(fitted_surface(), vix, fall, terms), terms)
    return np.asarray((chain.mid - worth) / forward)

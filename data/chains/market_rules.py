"""Rules about quotes against the index, bills and VIX of their day."""

from math import log

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.finding import Severity
from data.base.saying import UNSAID, Saying, said
from data.chains.priced import TICK, Priced, expiries
from data.chains.table import NOTHING, Breach, Chain, Found

STRIKE_LEAST, STRIKE_MOST = 0.02, 4.0
"""Strikes over the forward: listed series of the S&P 500 reach from a twentieth to twice and a half."""
OFF_INTRINSIC = 0.02
"""Share of the forward by which an offer may lie below what the option pays and still be of another minute."""
HIGH, TOO_HIGH = log(4.0), log(6.5)
LOW, TOO_LOW = -log(3.0), -log(6.0)
"""Implied over expected volatility: in real chains of five days or more bids imply up to 2.0 times as much (February
2018), offers no less than 0.83 of it."""
HIGHEST_VOLATILITY = 3.0
"""No bid in a real chain implies 300 %; 84 % in February 2018 is the most."""
APART, APART_STRIKES, APART_DAYS, APART_PER_VIX = 0.15, 0.30, 0.15, 1.0
"""Logarithms of implied volatility by which a bid lies above all offers beside it (or an offer below all bids): in
strikes and days, where both are known; in strikes alone; in days alone, more with the change of the VIX. In real
chains 0 at most, 0.23, and 0.05 (0.28 where the VIX changed by 15 %)."""
SURE, SHORT_FACTOR, END_FACTOR, UNUSUAL = 3.0, 3.0, 2.0, 0.25
"""So many times as much is no matter of quotes; so many times as much is let pass near expiry, and on the first
and last day of a series. No error, and with one quote beside it nothing, where the logarithm of volatility is
nearer than the last to what is usual."""
OFFERS_FACTOR, WIDE, WIDE_FROM = 2.5, 3.0, 0.5
"""And of offers alone, which are wider in stress: 0.53 in strikes and 0.33 in days at most, in February 2018; such a
one is so many times the bid and points more."""
SPREADS, SPREADS_PER_VIX, SPREAD_LEAST, SPREAD_SHARE = 3.0, 10.0, 0.5, 0.1
"""Times that a spread is the widest beside it, in points and as a share of the offer, more with the change of the
VIX; and the points and the share from which it is looked at. In January and February 2018 1.6 times at most, and 8
times once, on the day on which the VIX doubled."""
CHEAP, CHEAP_OF = 1.0, 5.0
"""Points below which a quote beside one that is offered at more says nothing of its spread, which is one of ticks."""
SHORT, SHORTEST = 4.5 / 365.0, 1.5 / 365.0
"""Years: nearer to expiry volatilities say little, and then nothing."""
CARRY, CARRY_PER_VIX, CARRY_PER_YEAR = 0.012, 0.0006, 0.02
"""Share by which the forward of parity may lie off the close and its carry: 0.7 % at most
in February 2018, 0.5 % for most."""
_FACTORS = (
    (0.01, "chains.hundredth"), (0.1, "chains.tenth"), (10.0, "chains.tenfold"), (100.0, "chains.hundredfold")
)  # fmt: skip
"""Factors, and their words."""
_FITS = 0.35
FEWEST, OFF_SCALE = 5, 0.9
"""Quotes, and the logarithm by which the volatility of half of them is off, from which a file as a whole is doubted."""


def strike_off_scale(of: Priced) -> Found:
    """A strike many times the index, or a small part of it."""
    ratio = of.chain.strike / of.carried

    def tell(row: int) -> Breach:
        times = float(ratio[row])
        problem = said(
            "chains.strike_scale", times=times, carried=of.carried[row], root=of.chain.roots[of.chain.root[row]]
        )
        return Breach("strike", f"{of.chain.strike[row]:g}", problem, said("chains.other_scale"))

    return Found(np.flatnonzero((ratio > STRIKE_MOST) | (ratio < STRIKE_LEAST)), tell)


def quotes_off_scale(of: Priced) -> Found:
    """Nearly all quotes would be usual if they were a hundred times, ten times ... as much, or of the
    other right; few are as they stand.
    """
    counted = of.chain.years >= SHORT
    if counted.sum() < FEWEST or np.median(_distance(of.middle[counted])) < OFF_SCALE:
        return NOTHING
    whole = of.take(np.flatnonzero(counted))
    others = {code: whole.above(factor * whole.chain.mid) for factor, code in _FACTORS}
    others["chains.same_exchanged"] = whole.above(whole.chain.mid, ~whole.chain.call)
    fits = {code: float(np.median(_distance(volatility))) for code, volatility in others.items()}
    best = min(fits, key=lambda code: fits[code])
    if fits[best] > _FITS:
        return NOTHING
    rows = np.arange(len(of.chain))

    def tell(row: int) -> Breach:
        problem = said("chains.not_usual", series=of.chain.series(row), others=len(rows) - 1, best=said(best))
        return Breach("quote", of.chain.quote(row), problem)

    return Found(rows, tell, rows[:1])


def forward_off(of: Priced) -> Found:
    """Calls and puts of a day and expiry imply another forward than the close of the index and its carry."""
    chain = of.chain
    off = of.forward / of.carried - 1.0
    most = CARRY + CARRY_PER_VIX * of.market.vix[of.session] + CARRY_PER_YEAR * chain.years
    rows = np.flatnonzero(of.by_parity & (np.abs(off) > most))
    first = rows[np.unique(expiries(chain)[rows], return_index=True)[1]]

    def tell(row: int) -> Breach:
        far: Severity = "error" if abs(off[row]) > 3.0 * most[row] else "warning"
        of_close = said("chains.close_carried", close=of.market.close[of.session[row]], carried=of.carried[row])
        problem = said("chains.imply_forward", forward=of.forward[row], close=of_close)
        return Breach("quotes", _expiry(of, row), problem, said("chains.other_day_index"), far)

    return Found(rows, tell, np.sort(first))


def value_impossible(of: Priced) -> Found:
    """A bid above all that the option can be worth, or an offer below what it pays without any volatility."""
    above, below = np.isposinf(of.low), np.isneginf(of.high)
    chain = of.chain
    most = of.discount * np.where(chain.call, of.forward, chain.strike)
    least = of.discount * np.maximum(np.where(chain.call, 1.0, -1.0) * (of.forward - chain.strike), 0.0)

    def tell(row: int) -> Breach:
        name, cause = chain.series(row), _cause(of, row)
        if above[row]:
            problem = said("chains.above_most", series=name, most=most[row], close=_close(of, row))
            return Breach("bid", f"{chain.bid[row]:g}", problem, cause)
        small = least[row] - chain.ask[row] < OFF_INTRINSIC * of.forward[row]
        problem = said("chains.below_least", series=name, least=least[row], close=_close(of, row))
        return Breach("ask", f"{chain.ask[row]:g}", problem, cause, "warning" if small else None)

    return Found(np.flatnonzero(above | below), tell)


def volatility_apart(of: Priced) -> Found:
    """A volatility far above or below those of all strikes beside it and of the same
    series the days before and after.
    """
    times = _times_apart(of, offers=False)
    unusual = _distance(of.middle) > UNUSUAL
    hits = (times > 1.0) & (of.chain.years >= SHORTEST) & (unusual | _accompanied(of.chain))

    def tell(row: int) -> Breach:
        sure = times[row] > SURE and of.chain.years[row] >= SHORT and unusual[row]
        beside = said("chains.none_beside") if unusual[row] else said("chains.others_beside")
        return _volatility_hit(of, row, beside, "error" if sure else "warning")

    return Found(np.flatnonzero(hits), tell)


def _accompanied(chain: Chain) -> Flags:
    """Whether two quotes or more stand beside a row, in strikes or in days, shape (rows,)."""
    result = np.zeros(len(chain), dtype=bool)
    for order, series in ((chain.by_strike, False), (chain.by_day, True)):
        same = chain.alike(order, series=series).astype(np.int64)
        result[order] |= np.append(0, same) + np.append(same, 0) > 1
    return result


def offer_apart(of: Priced) -> Found:
    """An offer, at a bid like others, far above all offers beside it."""
    times = _times_apart(of, offers=True) / OFFERS_FACTOR
    wide = of.chain.ask > WIDE * of.chain.bid + WIDE_FROM

    def tell(row: int) -> Breach:
        problem = said("chains.offer_far", series=of.chain.series(row), bid=of.chain.bid[row])
        return Breach("ask", f"{of.chain.ask[row]:g}", problem)

    return Found(np.flatnonzero(wide & (times > 1.0) & (of.chain.years >= SHORT)), tell)


def spread_apart(of: Priced) -> Found:
    """A spread many times as wide as those of the strikes beside it and of the same
    series the days before and after.
    """
    chain = of.chain
    spread = chain.ask - chain.bid
    share = spread / chain.ask
    around = [
        (order, chain.alike(order, series=series)) for order, series in ((chain.by_strike, False), (chain.by_day, True))
    ]
    worth, *widths = (
        np.concatenate([_beside(column, *one, (-1, 1)) for one in around]) for column in (chain.mid, share, spread)
    )
    cheap = (worth < CHEAP) & (chain.ask > CHEAP_OF)
    times = []
    for width, every in zip((share, spread), widths, strict=True):
        beside = np.where(cheap, np.nan, every)
        widest = np.where(np.isnan(beside), 0.0, beside).max(axis=0)
        lone = (~np.isnan(beside)).sum(axis=0) < 2
        times.append(
            np.divide(width, widest, out=np.zeros(len(width)), where=widest > 0.0) / np.where(lone, END_FACTOR, 1.0)
        )
    far = np.minimum(*times) > SPREADS + SPREADS_PER_VIX * _vix_moves(of)

    def tell(row: int) -> Breach:
        problem = said("chains.wide", series=chain.series(row), points=spread[row], times=spread[row] / widest[row])
        return Breach(said("row.bid_and_ask"), chain.quote(row), problem, said("chains.one_wrong"))

    return Found(np.flatnonzero(far & (spread > SPREAD_LEAST) & (share > SPREAD_SHARE)), tell)


def volatility_absurd(of: Priced) -> Found:
    """A volatility many times that of the VIX of the day, or a small part of it."""
    high = (of.low > HIGH) | (of.usual * np.exp(np.minimum(of.low, 9.0)) > HIGHEST_VOLATILITY)
    wrong = (high | (of.high < LOW)) & (of.chain.years >= SHORTEST)

    def tell(row: int) -> Breach:
        sure = of.chain.years[row] >= SHORT and (of.low[row] > TOO_HIGH or of.high[row] < TOO_LOW)
        vix = of.market.vix[of.session[row]]
        return _volatility_hit(of, row, said("chains.vix_stood", vix=vix), "error" if sure else "warning")

    return Found(np.flatnonzero(wrong), tell)


def _volatility_hit(of: Priced, row: int, beside: Saying, severity: Severity) -> Breach:
    chain = of.chain
    implied = 100.0 * of.usual[row] * np.exp(of.middle[row])
    shown = said("chains.volatility", volatility=implied) if np.isfinite(implied) else said("chains.more_than_any")
    problem = said("chains.implies", series=chain.series(row), shown=shown, usual=100.0 * of.usual[row], beside=beside)
    return Breach("quote", chain.quote(row), problem, _cause(of, row), severity)


def _vix_moves(of: Priced) -> Floats:
    """The larger change of the VIX's logarithm to a row's day and from it, times `APART_PER_VIX`, shape (rows,)."""
    moves = np.abs(np.diff(np.log(of.market.vix)))
    return np.asarray(APART_PER_VIX * np.fmax(np.append(0.0, moves), np.append(moves, 0.0))[of.session])


def _times_apart(of: Priced, *, offers: bool) -> Floats:
    """How many times farther than quotes may lie from those beside them each one lies, shape
    (rows,); NaN with none beside it.
    """
    chain = of.chain
    strikes = _excess(of, chain.by_strike, chain.alike(chain.by_strike, series=False), (-2, -1, 1, 2), offers=offers)
    days = _excess(of, chain.by_day, chain.alike(chain.by_day, series=True), (-1, 1), offers=offers)
    both = np.minimum(strikes[2], days[2]) / APART
    in_days = np.where(np.isnan(days[2]), days[1] / END_FACTOR, days[2]) / (APART_DAYS + _vix_moves(of))
    alone = np.fmax(strikes[2] / APART_STRIKES, np.where(np.isnan(strikes[2]), in_days, np.nan))
    return np.asarray(np.fmax(both, alone) / np.where(chain.years < SHORT, SHORT_FACTOR, 1.0))


def _excess(of: Priced, order: Ints, same: Flags, steps: tuple[int, ...], *, offers: bool) -> dict[int, Floats]:
    """By how much each bid's volatility lies above every offer's beside it, or each offer's below every
    bid's (with `offers`: each offer's above every offer's), each of shape (rows,): where at least 1 and at
    least 2 stand beside it, else NaN.
    """
    high, low = (_beside(column, order, same, steps) for column in (of.high, of.low))
    count = (~np.isnan(high)).sum(axis=0)
    top = np.where(np.isnan(high), -np.inf, high).max(axis=0)
    bottom = np.where(np.isnan(low), np.inf, low).min(axis=0)
    with np.errstate(invalid="ignore"):
        result = of.high - top if offers else np.fmax(of.low - top, bottom - of.high)
    return {fewest: np.where(count >= fewest, result, np.nan) for fewest in (1, 2)}


def _beside(values: Floats, order: Ints, same: Flags, steps: tuple[int, ...]) -> Floats:
    """Values so many places before or after each row in an order, within its group, shape
    (steps, rows); NaN where there is none.
    """
    group = np.concatenate([[0], np.cumsum(~same)])[: len(order)]
    result = np.full((len(steps), len(order)), np.nan)
    for place, step in enumerate(steps):
        here, there = (order[-step:], order[:step]) if step < 0 else (order[:-step], order[step:])
        one, other = (group[-step:], group[:step]) if step < 0 else (group[:-step], group[step:])
        result[place, here] = np.where(one == other, values[there], np.nan)
    return result


def _distance(over: Floats) -> Floats:
    """Size of logarithms of implied over expected volatility, the infinite ones as large ones."""
    return np.minimum(np.abs(over), 9.0)


def _cause(of: Priced, row: int) -> Saying:
    """What change of the quote would make it usual; empty where none of the known ones does."""
    one = of.take(np.array([row]))
    fits = {
        said("chains.would_be_usual", change=said(code)): one.above(factor * one.chain.mid)
        for factor, code in _FACTORS
        if factor * one.chain.mid[0] >= TICK
    }
    fits[said("chains.as_put" if one.chain.call[0] else "chains.as_call")] = one.above(one.chain.mid, ~one.chain.call)
    distance = {words: float(abs(over[0])) for words, over in fits.items()}
    best = min(distance, key=lambda words: distance[words])
    return best if distance[best] < _FITS < abs(one.middle[0]) else UNSAID


def _close(of: Priced, row: int) -> float:
    return float(of.market.close[of.session[row]])


def _expiry(of: Priced, row: int) -> str:
    return of.chain.series(row).rsplit(" ", 2)[0]

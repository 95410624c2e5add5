"""Rules about quotes against the index, bills and VIX of their day."""

from math import log

import numpy as np

from data.chain_priced import Priced, expiries
from data.chain_table import Flags, Floats, Found, Hit, Ints
from data.finding import Severity

STRIKE_LEAST, STRIKE_MOST = 0.02, 4.0
"""Strikes over the forward: listed series of the S&P 500 reach from a twentieth to twice and a half."""
OFF_INTRINSIC = 0.02
"""Share of the forward by which an offer may lie below what the option pays and still be of another minute."""
HIGH, TOO_HIGH = log(4.0), log(6.5)
LOW, TOO_LOW = -log(3.0), -log(6.0)
"""Implied over expected volatility: in real chains of five days or more bids imply up to 2.0 times as much (February 2018), offers no less than 0.83 of it."""
HIGHEST_VOLATILITY = 3.0
"""No bid in a real chain implies 300 %; 84 % in February 2018 is the most."""
APART, FAR_APART = 0.40, 1.0
"""Logarithm of implied volatility by which a bid lies above all offers beside it (or an offer below all bids): 0.28 at most in real chains."""
SHORT, SHORTEST = 4.5 / 365.0, 1.5 / 365.0
"""Years: nearer to expiry volatilities say little, and then nothing."""
CARRY, CARRY_PER_VIX, CARRY_PER_YEAR = 0.012, 0.0006, 0.02
"""Share by which the forward of parity may lie off the close and its carry: 0.7 % at most in February 2018, 0.5 % for most."""
_FACTORS = ((0.01, "a hundredth"), (0.1, "a tenth"), (10.0, "ten times"), (100.0, "a hundred times"))
_FITS = 0.35


def strike_off_scale(of: Priced) -> Found:
    """A strike many times the index, or a small part of it."""
    ratio = of.chain.strike / of.forward

    def tell(row: int) -> Hit:
        times = float(ratio[row])
        problem = f"is {times:.3g} times the index of that day, {of.forward[row]:,.0f} in points of {of.chain.roots[of.chain.root[row]]}"
        return Hit("strike", f"{of.chain.strike[row]:g}", problem, "strikes or the root may be of another scale")

    return Found(np.flatnonzero((ratio > STRIKE_MOST) | (ratio < STRIKE_LEAST)), tell)


def forward_off(of: Priced) -> Found:
    """Calls and puts of a day and expiry imply another forward than the close of the index and its carry."""
    chain = of.chain
    off = of.forward / of.carried - 1.0
    most = CARRY + CARRY_PER_VIX * of.closes.vix[of.place] + CARRY_PER_YEAR * chain.years
    rows = np.flatnonzero(of.by_parity & (np.abs(off) > most))
    first = rows[np.unique(expiries(chain)[rows], return_index=True)[1]]

    def tell(row: int) -> Hit:
        far: Severity = "error" if abs(off[row]) > 3.0 * most[row] else "warning"
        of_close = f"the close of {of.closes.close[of.place[row]]:,.2f} with its carry is {of.carried[row]:,.1f}"
        problem = f"imply a forward of {of.forward[row]:,.1f} by parity; {of_close}"
        return Hit("quotes", _expiry(of, row), problem, "they may be of another day or another index", far)

    return Found(rows, tell, np.sort(first))


def value_impossible(of: Priced) -> Found:
    """A bid above all that the option can be worth, or an offer below what it pays without any volatility."""
    above, below = np.isposinf(of.low), np.isneginf(of.high)
    chain = of.chain
    most = of.discount * np.where(chain.call, of.forward, chain.strike)
    least = of.discount * np.maximum(np.where(chain.call, 1.0, -1.0) * (of.forward - chain.strike), 0.0)

    def tell(row: int) -> Hit:
        name, cause = chain.series(row), _cause(of, row)
        if above[row]:
            problem = (
                f"of {name} is above {most[row]:,.2f}, the most it can be worth with the index at {_close(of, row)}"
            )
            return Hit("bid", f"{chain.bid[row]:g}", problem, cause)
        small = least[row] - chain.ask[row] < OFF_INTRINSIC * of.forward[row]
        problem = f"of {name} is below {least[row]:,.2f}, what it is worth without any volatility with the index at {_close(of, row)}"
        return Hit("ask", f"{chain.ask[row]:g}", problem, cause, "warning" if small else None)

    return Found(np.flatnonzero(above | below), tell)


def volatility_apart(of: Priced) -> Found:
    """A volatility far above or below those of all strikes beside it and of the same series the days before and after."""
    chain = of.chain
    strikes = _excess(of, chain.by_strike, chain.alike(chain.by_strike, series=False), (-2, -1, 1, 2), fewest=2)
    days = _excess(of, chain.by_day, chain.alike(chain.by_day, series=True), (-1, 1), fewest=2)
    excess = np.fmin(strikes, days)
    limit = np.where(chain.years < SHORT, FAR_APART, APART)
    rows = np.flatnonzero((excess > limit) & (chain.years >= SHORTEST))

    def tell(row: int) -> Hit:
        far: Severity = "error" if excess[row] > FAR_APART and chain.years[row] >= SHORT else "warning"
        return _volatility_hit(of, row, "no quote beside it does", far)

    return Found(rows, tell)


def volatility_absurd(of: Priced) -> Found:
    """A volatility many times that of the VIX of the day, or a small part of it."""
    high = (of.low > HIGH) | (of.usual * np.exp(np.minimum(of.low, 9.0)) > HIGHEST_VOLATILITY)
    wrong = (high | (of.high < LOW)) & (of.chain.years >= SHORTEST)

    def tell(row: int) -> Hit:
        sure = of.chain.years[row] >= SHORT and (of.low[row] > TOO_HIGH or of.high[row] < TOO_LOW)
        vix = of.closes.vix[of.place[row]]
        return _volatility_hit(of, row, f"the VIX stood at {vix:.2f}", "error" if sure else "warning")

    return Found(np.flatnonzero(wrong), tell)


def _volatility_hit(of: Priced, row: int, beside: str, severity: Severity) -> Hit:
    chain = of.chain
    implied = 100.0 * of.usual[row] * np.exp(of.middle[row])
    shown = f"{implied:,.0f} %" if np.isfinite(implied) else "more than any"
    problem = f"of {chain.series(row)} implies a volatility of {shown}, where {100.0 * of.usual[row]:.0f} % is usual; {beside}"
    return Hit("quote", chain.quote(row), problem, _cause(of, row), severity)


def _excess(of: Priced, order: Ints, same: Flags, steps: tuple[int, ...], *, fewest: int) -> Floats:
    """By how much each bid's volatility lies above every offer's beside it, or each offer's below every bid's, shape (rows,); NaN with too few beside it."""
    high, low = (_beside(column, order, same, steps) for column in (of.high, of.low))
    enough = np.isfinite(high).sum(axis=0) + np.isposinf(high).sum(axis=0) >= fewest
    top = np.where(np.isnan(high), -np.inf, high).max(axis=0)
    bottom = np.where(np.isnan(low), np.inf, low).min(axis=0)
    with np.errstate(invalid="ignore"):
        result = np.fmax(of.low - top, bottom - of.high)
    return np.where(enough, result, np.nan)


def _beside(values: Floats, order: Ints, same: Flags, steps: tuple[int, ...]) -> Floats:
    """Values so many places before or after each row in an order, within its group, shape (steps, rows); NaN where there is none."""
    group = np.concatenate([[0], np.cumsum(~same)])[: len(order)]
    result = np.full((len(steps), len(order)), np.nan)
    for place, step in enumerate(steps):
        here, there = (order[-step:], order[:step]) if step < 0 else (order[:-step], order[step:])
        one, other = (group[-step:], group[:step]) if step < 0 else (group[:-step], group[step:])
        result[place, here] = np.where(one == other, values[there], np.nan)
    return result


def _cause(of: Priced, row: int) -> str:
    """What change of the quote would make it usual; empty where none of the known ones does."""
    one = of.take(np.array([row]))
    fits = [words for factor, words in _FACTORS if abs(one.above(factor * one.chain.mid)[0]) < _FITS]
    if fits and abs(one.middle[0]) >= _FITS:
        return f"{fits[0]} of it would be usual" if "times" not in fits[0] else f"{fits[0]} as much would be usual"
    other = one.above(one.chain.mid, ~one.chain.call)[0]
    right = "put" if one.chain.call[0] else "call"
    return f"as a {right} it would be usual: rights may be exchanged" if abs(other) < _FITS else ""


def _close(of: Priced, row: int) -> str:
    return f"{of.closes.close[of.place[row]]:,.2f}"


def _expiry(of: Priced, row: int) -> str:
    return of.chain.series(row).rsplit(" ", 2)[0]

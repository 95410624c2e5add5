"""What is wrong with option quotes on the market they are used on."""

from collections.abc import Sequence
from math import log

import numpy as np

from data.chains.priced import priced, usable
from data.chains.rules import market_findings
from data.chains.table import Chain, ChainRule, Closes, Found, Hit
from data.contracts import option_roots, option_spec
from data.days import iso
from data.finding import Finding, Held
from data.fitted_surface import FALL_SESSIONS
from data.market_days import MarketDays
from data.trend import fall_within
from data.underlying import SYNTHETIC, UNKNOWN

WITHIN = log(2.0)
"""Logarithm of implied over expected volatility within which a quote agrees with the VIX."""
UNUSED = ChainRule("quotes-unused", "warning", "no option that is traded on this market has such a quote")


def chain_findings_on(chain: Chain, market: MarketDays, told: Sequence[Finding] = ()) -> list[Finding]:
    """Errors and warnings of quotes on a market; rows that `told` has are left out. Those of a made-up market are not compared with it."""
    if market.index == SYNTHETIC or not len(chain):
        return []
    fits = chain.among(chain.root, chain.roots, tuple(root for root in chain.roots if _is_on(root, market.index)))
    unused = (
        [] if (fits & (market.places(chain.day) >= 0)).any() else list(UNUSED.findings(chain, _nothing(chain, market)))
    )
    return [*unused, *market_findings(chain.take(np.flatnonzero(fits)), _closes(market), told, market.calendar)]


def chain_held_on(chain: Chain, market: MarketDays) -> Held:
    """How many quotes imply a volatility of half to twice what the VIX of their day says, of those on the market's sessions."""
    fits = chain.among(chain.root, chain.roots, tuple(root for root in chain.roots if _is_on(root, market.index)))
    chain, closes = chain.take(np.flatnonzero(fits)), _closes(market)
    of = priced(chain.take(np.flatnonzero(usable(chain, closes))), closes, market.calendar)
    agree = int(((of.low < WITHIN) & (of.high > -WITHIN)).sum())
    return Held("quotes", len(of.chain), agree, "x2")


def _is_on(root: str, index: str) -> bool:
    return root in option_roots() and index in {option_spec(root).index, UNKNOWN}


def _nothing(chain: Chain, market: MarketDays) -> Found:
    first, last = iso(int(market.days[0])), iso(int(market.days[-1]))
    problem = f"and none of {len(chain):,} rows is of a session and the index of the market, {market.index} from {first} to {last}"
    row = np.array([int(np.argmin(chain.day))])
    return Found(row, lambda one: Hit("date", iso(int(chain.day[one])), problem), row)


def _closes(market: MarketDays) -> Closes:
    fall = fall_within(market.close, FALL_SESSIONS)
    return Closes(market.days, market.close, market.bill_yield, market.dividend_yield, market.vix, fall)

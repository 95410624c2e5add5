"""What is wrong with option quotes on the market they are used on."""

from collections.abc import Sequence
from math import log

import numpy as np

from data.base.arrays import Flags
from data.base.days import iso
from data.base.finding import Finding, Held
from data.base.saying import said
from data.chains.priced import priced, usable
from data.chains.rules import market_findings
from data.chains.table import Breach, Chain, ChainRule, Found
from data.contracts.contracts import option_roots, option_spec
from data.contracts.underlying import SYNTHETIC, UNKNOWN
from data.sessions.market_days import MarketDays

WITHIN = log(2.0)
"""Logarithm of implied over expected volatility within which a quote agrees with the VIX."""
UNUSED = ChainRule("quotes-unused", "warning")


def chain_findings_on(chain: Chain, market: MarketDays, told: Sequence[Finding] = ()) -> list[Finding]:
    """Errors and warnings of quotes on a market; rows that `told` has are left out. Those of a made-up
    market are not compared with it.
    """
    if market.index == SYNTHETIC or not len(chain):
        return []
    fits = _fits(chain, market)
    unused = (
        [] if (fits & (market.places(chain.day) >= 0)).any() else list(UNUSED.findings(chain, _nothing(chain, market)))
    )
    return [*unused, *market_findings(chain.take(np.flatnonzero(fits)), market, told)]


def chain_held_on(chain: Chain, market: MarketDays) -> Held:
    """How many quotes imply a volatility of half to twice what the VIX of their day says,
    of those on the market's sessions.
    """
    fits = _fits(chain, market)
    chain = chain.take(np.flatnonzero(fits))
    of = priced(chain.take(np.flatnonzero(usable(chain, market))), market)
    agree = int(((of.low < WITHIN) & (of.high > -WITHIN)).sum())
    return Held("quotes", len(of.chain), agree, "x2")


def _fits(chain: Chain, market: MarketDays) -> Flags:
    """Rows of options on the market's index, shape (rows,)."""
    ours = [root for root in option_roots() if market.index in {option_spec(root).index, UNKNOWN}]
    return chain.among(chain.root, chain.roots, tuple(ours))


def _nothing(chain: Chain, market: MarketDays) -> Found:
    first, last = iso(int(market.days[0])), iso(int(market.days[-1]))
    problem = said("chains.none_of_market", rows=len(chain), index=market.index, first=first, last=last)
    row = np.array([int(np.argmin(chain.day))])
    return Found(row, lambda one: Breach("date", iso(int(chain.day[one])), problem), row)

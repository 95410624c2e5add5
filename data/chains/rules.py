"""What is wrong with option quotes: by themselves, and against a market. A row is told once,
by the first rule that it breaks.
"""

from collections.abc import Callable, Sequence

import numpy as np

from data.base.arrays import Ints
from data.base.finding import Finding
from data.chains import arbitrage_rules as of_shape
from data.chains import file_rules as of_file
from data.chains import gap_rules as of_gaps
from data.chains import market_rules as against_market
from data.chains import series_rules as of_series
from data.chains import time_rules as over_time
from data.chains.priced import Priced, priced, usable
from data.chains.table import Chain, ChainRule, Found
from data.sessions.market_days import MarketDays

ALONE: Sequence[tuple[Callable[[Chain], Found], ChainRule]] = (
    (of_series.root_unknown, ChainRule("root-unknown", "error")),
    (of_series.right_unknown, ChainRule("right-unknown", "error")),
    (of_series.strike_impossible, ChainRule("strike-impossible", "error")),
    (of_series.price_impossible, ChainRule("quote-impossible", "error")),
    (of_series.crossed, ChainRule("quote-crossed", "error")),
    (of_series.expired, ChainRule("quote-after-expiry", "error")),
    (of_series.day_at_weekend, ChainRule("quote-at-weekend", "error")),
    (of_series.day_is_holiday, ChainRule("quote-on-holiday", "warning")),
    (of_series.expiry_not_a_session, ChainRule("expiry-not-a-session", "error")),
    (of_series.expiry_of_no_series, ChainRule("expiry-of-no-series", "warning")),
    (of_series.row_repeats, ChainRule("quote-repeats", "warning")),
    (of_series.series_has_two_quotes, ChainRule("series-has-two-quotes", "error")),
    (of_file.bids_never_there, ChainRule("bids-never-there", "warning")),
    (of_file.offers_far_above, ChainRule("offers-far-above", "warning")),
    (of_shape.put_above_strike, ChainRule("put-above-strike", "error")),
    (of_shape.spread_absurd, ChainRule("spread-absurd", "warning")),
    (of_shape.rights_exchanged, ChainRule("rights-exchanged", "error")),
    (of_shape.out_of_order, ChainRule("strikes-out-of-order", "warning")),
    (of_shape.bulging, ChainRule("strike-above-neighbours", "warning")),
    (of_shape.parity_broken, ChainRule("parity-broken", "warning")),
)
MARKET: Sequence[tuple[Callable[[Priced], Found], ChainRule]] = (
    (against_market.strike_off_scale, ChainRule("strike-off-scale", "error")),
    (against_market.quotes_off_scale, ChainRule("quotes-off-scale", "error")),
    (of_file.prices_off, ChainRule("prices-off", "warning")),
    (of_file.prices_break, ChainRule("prices-break", "warning")),
    (over_time.dates_shifted, ChainRule("quotes-shifted", "error")),
    (against_market.forward_off, ChainRule("forward-off", "warning")),
    (against_market.value_impossible, ChainRule("value-impossible", "error")),
    (against_market.volatility_absurd, ChainRule("volatility-absurd", "warning")),
    (against_market.volatility_apart, ChainRule("volatility-apart", "warning")),
    (against_market.offer_apart, ChainRule("offer-apart", "warning")),
    (against_market.spread_apart, ChainRule("spread-apart", "warning")),
    (of_gaps.series_swapped, ChainRule("series-swapped", "warning")),
    (over_time.day_copied, ChainRule("day-copied", "warning")),
    (over_time.quote_frozen, ChainRule("quote-frozen", "warning")),
)


def chain_findings(chain: Chain) -> list[Finding]:
    """All that is wrong with quotes by themselves: errors and warnings, rule by rule."""
    found: list[Finding] = []
    for find, rule in ALONE:
        if len(chain):
            hits = find(chain)
            found += rule.findings(chain, hits)
            chain = chain.take(_others(chain, hits)) if len(hits.rows) else chain
    return found


def market_findings(chain: Chain, market: MarketDays, told: Sequence[Finding] = ()) -> list[Finding]:
    """What is wrong with quotes without errors against the sessions of a market; rows that `told` has, and
    those on other days, are left out.
    """
    lines = [finding.line for finding in told if finding.line is not None]
    rows = np.flatnonzero(usable(chain, market) & ~np.isin(chain.line, np.array(lines, dtype=np.int64)))
    of = priced(chain.take(rows), market)
    found: list[Finding] = []
    for find, rule in MARKET:
        if len(of.chain):
            hits = find(of)
            found += rule.findings(of.chain, hits)
            of = of.take(_others(of.chain, hits)) if len(hits.rows) else of
    return found


def _others(chain: Chain, hits: Found) -> Ints:
    others = np.ones(len(chain), dtype=bool)
    others[hits.rows] = False
    return np.flatnonzero(others)

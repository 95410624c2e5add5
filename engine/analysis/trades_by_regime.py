"""Trades by the kind of market in which they were opened, as it was known then."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats
from data.base.days import Day
from data.base.errors import ConfigError, DataError
from data.market.market import Market
from data.signals.regime_rules import REGIME_RULES, RegimeRules
from data.signals.regimes import ExPostLabels
from engine.analysis.ex_post_regimes import OWN_KNOWN, SCHEMES
from engine.analysis.trade_figures import closed_in_full

AS_KNOWN = ("trend_known", "bull_bear_known", "vix", "drawdown", "own_known")
"""Schemes whose label of a session was known when it began: that of a fill is what the evening knew that decided it."""
EVERY = "all"


class RegimeTrades(NamedTuple):
    """Trades closed in full that were opened in a regime (`EVERY`: in any): the share of them that gained, mean gain
    over mean loss, mean and sum, all in multiples of what was risked, and the sum of their gains as shares of equity;
    None where there is none.
    """

    regime: str
    trades: int
    won: float | None
    payoff: float | None
    mean: float | None
    total: float
    gain: float


def trades_by_regime(
    trades: pa.Table, market: Market, scheme: str, rules: RegimeRules = REGIME_RULES
) -> list[RegimeTrades]:
    """A row for each regime of a scheme of `AS_KNOWN` in its order, and one for all; `trades` is a table of them,
    `rules` are what regimes are told by.

    Raises `ConfigError` for another scheme, and for labels of one's own that there are none of, `DataError` for a trade
    of a day that is no session of the market.
    """
    if scheme not in AS_KNOWN:
        why = "knows what came after a trade" if scheme in SCHEMES else "is no scheme of regimes"
        raise ConfigError(f"trades by {scheme}: it {why}; choose {', '.join(AS_KNOWN[:-1])} or {AS_KNOWN[-1]}")
    if scheme == OWN_KNOWN and rules.own is None:
        raise ConfigError(f"trades by {scheme}: the run names no file of labels; set regimes.file and run it again")
    return list(_rows(trades, SCHEMES[scheme](market, rules), market.days))


def _rows(trades: pa.Table, labels: ExPostLabels, sessions: Sequence[Day]) -> Iterator[RegimeTrades]:
    opened, gains, risked = closed_in_full(trades)
    days = np.asarray(sessions)
    places = np.minimum(np.searchsorted(days, opened), len(days) - 1)
    if (days[places] != opened).any():
        raise DataError("trades were opened on days that are no sessions of the market; give the market of the run")
    codes = labels.codes[places]
    for code, regime in enumerate(labels.names):
        yield _row(regime, codes == code, gains, risked)
    yield _row(EVERY, np.ones(len(codes), dtype=np.bool_), gains, risked)


def _row(regime: str, chosen: Flags, gains: Floats, risked: Floats) -> RegimeTrades:
    multiples, count = gains[chosen] / risked[chosen], int(chosen.sum())
    won = multiples > 0.0
    lost = float(multiples[~won].mean()) if (~won).any() else 0.0
    return RegimeTrades(
        regime,
        count,
        float(won.mean()) if count else None,
        float(multiples[won].mean() / -lost) if won.any() and lost else None,
        float(multiples.mean()) if count else None,
        float(multiples.sum()),
        float(gains[chosen].sum()),
    )

"""Tables of the page on regimes that need nothing but the market that comes with the program."""

from collections.abc import Iterator

import numpy as np

from data.base.arrays import Flags
from data.base.days import iso
from data.market.embedded import embedded_market
from data.market.periods import named_periods, shocks
from data.signals.regimes import ExPostLabels, TrendRule, as_ex_post, trend_regimes
from data.signals.volatility import SESSIONS_PER_YEAR
from engine.analysis.ex_post_regimes import crash_windows, labelled
from engine.settings.regime_sections import Regimes
from engine.words import words
from engine.words.regime_names import regime_name
from validation.bear_markets import bear_markets

STRICT = TrendRule(efficiency=0.30, move=np.inf)
"""A trend only where pattern B would see one by its efficiency ratio."""


def crisis_table() -> Iterator[str]:
    """Named crises and falls: their days, what the index did where the market covers them, and which a stress test lays
    over an account.
    """
    market = embedded_market()
    yield "| name | first | last | sessions | S&P 500 | laid over an account |"
    yield "|---|---|---|--:|--:|---|"
    for one in named_periods("crisis", "fall"):
        path = market.floats("close")[market.row_from(one.first) : market.row_from(one.last + 1)]
        covered = market.days[0] <= one.first and one.last <= market.days[-1]
        told = f"{len(path) - 1} | {path[-1] / path[0] - 1.0:+.1%}" if covered else " | "
        yield f"| {one.name} | {iso(one.first)} | {iso(one.last)} | {told} | {'yes' if one in shocks() else ''} |"


def crash_table() -> Iterator[str]:
    """Crash windows of the index."""
    market = embedded_market()
    yield "| peak | first flag | trough | end | depth |"
    yield "|---|---|---|---|--:|"
    for one in crash_windows(market.days, market.floats("close")):
        yield f"| {iso(one.peak)} | {iso(one.first_flag)} | {iso(one.trough)} | {iso(one.end)} | {one.depth:.1%} |"


def bear_table() -> Iterator[str]:
    """Bear markets of the index."""
    market = embedded_market()
    yield "| peak | trough | known | depth |"
    yield "|---|---|---|--:|"
    for one in bear_markets(market.days, market.floats("close")):
        yield f"| {iso(one.peak)} | {iso(one.trough)} | {iso(one.known)} | {one.depth:.1%} |"


def share_table() -> Iterator[str]:
    """Every scheme on the sessions on which a run can be: how often each label, in how many spells, and what the index
    did meanwhile.
    """
    market = embedded_market()
    yield "| scheme | label | share of sessions | spells | change of the index, a year |"
    yield "|---|---|--:|--:|--:|"
    for name, labels in labelled(market).items():
        yield from _label_rows(f"`{name}`", labels)
    strict = as_ex_post(trend_regimes(market.floats("close"), STRICT))
    yield from _label_rows("`trend_known` with an efficiency of 0.30", strict)


def _label_rows(scheme: str, labels: ExPostLabels) -> Iterator[str]:
    runs = _runs()
    for code, name in enumerate(labels.names):
        mine = (labels.codes == code) & runs
        spells = int(mine[0]) + int((mine[1:] & ~mine[:-1]).sum())
        yearly = f"{yearly_change(mine):+.0f} %" if mine.sum() >= SESSIONS_PER_YEAR else "less than a year"
        yield f"| {scheme} | {regime_name(name, words())} | {mine.sum() / runs.sum():.1%} | {spells} | {yearly} |"


def _runs() -> Flags:
    """The sessions on which a run can be."""
    market = embedded_market()
    return np.asarray(np.array(market.days) >= market.starts)


TOLD = {"trend": "trend, trend_known", "crash": "trend, trend_known, crashes", "bull": "bull_bear, bull_bear_known"}
TOLD |= {"bear": TOLD["bull"], "vix": "vix", "drawdown": "drawdown", "file": "own, own_known", "lag": "own_known"}
"""Schemes that a setting of [regimes] is for, by the first word of its name."""


def setting_table() -> Iterator[str]:
    """The settings of [regimes] as they are by default."""
    for name, value in Regimes().model_dump().items():
        told = ", ".join(f"{one:g}" for one in value) if isinstance(value, tuple) else "" if value is None else value
        yield f"| `{name}` | {told} | {TOLD[name.partition('_')[0]]} |"


def in_label(scheme: str, name: str) -> Flags:
    """The sessions of a label on which a run can be."""
    labels = labelled(embedded_market())[scheme]
    return np.asarray((labels.codes == labels.names.index(name)) & _runs())


def yearly_change(sessions: Flags) -> float:
    """Change of the index over the sessions marked, strung together, in percent a year."""
    changes = np.diff(np.log(embedded_market().floats("close")))[sessions[1:]]
    return float(100.0 * np.expm1(changes.mean() * SESSIONS_PER_YEAR))

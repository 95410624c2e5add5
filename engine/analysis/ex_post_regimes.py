"""Market regimes dated from the end of the data, for reports; what a rule may act on is in `data.signals.regimes`.

The label of a session belongs to the move that ends at its close: a fall begins the session after its peak and includes
its trough, so the returns of the sessions of a bear market compound to its depth. Definitions and dates:
`docs/regimes.md`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, month_number
from data.base.errors import ConfigError
from data.market.market import Market
from data.market.periods import named_periods
from data.signals.own_labels import OwnLabels
from data.signals.regime_rules import REGIME_RULES, RegimeRules
from data.signals.regimes import (
    BULL_BEAR,
    CRASH,
    CRASH_RULE,
    REGIMES,
    TREND_RULE,
    Codes,
    CrashRule,
    ExPostLabels,
    TrendRule,
    as_ex_post,
    bull_bear_known,
    bull_bear_turns,
    crash_flags,
    drawdown_bands,
    trend_codes,
    trend_regimes,
    vix_bands,
)
from engine.analysis.pagan_sossounov import MONTHLY_RULE, MonthlyRule, turning_points

NO_CRISIS = "no_crisis"
OWN, OWN_KNOWN = "own", "own_known"


class CrashWindow(NamedTuple):
    """A crash: the days of the highest close before the first flag, of the first flag, of the lowest close up to the
    last flag, and of the last session; its fall, a decimal <= 0.

    The last session is the last on which the crash was known to be on, or the last of the data. A peak may lie in the
    quiet end of the window before.
    """

    peak: Day
    first_flag: Day
    trough: Day
    end: Day
    depth: float


def crash_windows(days: Sequence[Day], closes: Floats, rule: CrashRule = CRASH_RULE) -> list[CrashWindow]:
    """Crashes in order of time, from days and closes (any unit) of shape (n,); what is flagged, and when a crash is
    over: `data.signals.regimes.CrashRule`.
    """
    flagged = np.flatnonzero(crash_flags(closes, rule))
    spells = np.split(flagged, np.flatnonzero(np.diff(flagged) > rule.sessions) + 1)
    return [_crash_window(days, closes, rule, int(spell[0]), int(spell[-1])) for spell in spells if len(spell)]


def _crash_window(days: Sequence[Day], closes: Floats, rule: CrashRule, first: int, last: int) -> CrashWindow:
    start = max(first - rule.sessions, 0)
    peak = start + int(np.argmax(closes[start : first + 1]))
    trough = peak + int(np.argmin(closes[peak : last + 1]))
    end = min(last + rule.sessions - 1, len(closes) - 1)
    return CrashWindow(days[peak], days[first], days[trough], days[end], float(closes[trough] / closes[peak] - 1.0))


def trend_regimes_dated(closes: Floats, trend: TrendRule = TREND_RULE, crash: CrashRule = CRASH_RULE) -> ExPostLabels:
    """The four labels of `data.signals.regimes.trend_regimes`, crashes from the session after
    the peak; the rest by its own close.
    """
    codes = trend_codes(closes, trend)
    for window in crash_windows(range(len(closes)), closes, crash):
        codes[window.peak + 1 : window.end + 1] = CRASH
    return ExPostLabels(REGIMES, codes)


def bull_bear(closes: Floats, rise: float = 0.2, fall: float = 0.2) -> ExPostLabels:
    """`bull` or `bear`, dated at the extremum (`data.signals.regimes.bull_bear_turns`). `rise` and `fall` are positive
    decimals: what the other extremum must be left behind by.
    """
    return ExPostLabels(
        BULL_BEAR, _phases([turn.extremum for turn in bull_bear_turns(closes, rise, fall)], len(closes))
    )


def pagan_sossounov(days: Sequence[Day], closes: Floats, rule: MonthlyRule = MONTHLY_RULE) -> ExPostLabels:
    """`bull` or `bear` by month-ends (`engine.analysis.pagan_sossounov`); without any turn, by
    the move from end to end.
    """
    ends = month_ends(days)
    turns = turning_points(closes[ends], rule)
    begins_in_bull = turns[0].peak if turns else bool(closes[-1] >= closes[0])
    phases = _phases([int(ends[turn.month]) for turn in turns], len(closes))
    return ExPostLabels(BULL_BEAR, phases if begins_in_bull else 1 - phases)


def month_ends(days: Sequence[Day]) -> Codes:
    """Places of the last session of each month, shape (months,), the broken last month included."""
    months = np.array([month_number(day) for day in days])
    return np.flatnonzero(np.append(months[1:] != months[:-1], True))


def _phases(turns: list[int], count: int) -> Codes:
    """0 up to and with the first turn, 1 after it up to and with the second, and so on."""
    return np.asarray(np.searchsorted(turns, np.arange(count), side="left") % 2, dtype=np.int64)


def crises(days: Sequence[Day]) -> ExPostLabels:
    """The named crisis of each session (`data/facts/periods.csv`), from the one after the close
    from which it is counted; else `no_crisis`.
    """
    spans = ((one, slice(*np.searchsorted(days, [one.first + 1, one.last + 1]))) for one in named_periods("crisis"))
    held = {one.name: span for one, span in spans if span.start < span.stop}
    codes = np.zeros(len(days), dtype=np.int64)
    for code, span in enumerate(held.values(), 1):
        codes[span] = code
    return ExPostLabels((NO_CRISIS, *held), codes)


def _own(rules: RegimeRules) -> OwnLabels:
    if rules.own is None:
        raise ConfigError("regimes of one's own: there are no labels; name a file of them")
    return rules.own


SCHEMES: Mapping[str, Callable[[Market, RegimeRules], ExPostLabels]] = {
    "trend": lambda market, rules: trend_regimes_dated(market.floats("close"), rules.trend, rules.crash),
    "bull_bear": lambda market, rules: bull_bear(market.floats("close"), rules.rise, rules.fall),
    "pagan_sossounov": lambda market, _: pagan_sossounov(market.days, market.floats("close")),
    "crises": lambda market, _: crises(market.days),
    "trend_known": lambda market, rules: as_ex_post(trend_regimes(market.floats("close"), rules.trend, rules.crash)),
    "bull_bear_known": lambda market, rules: as_ex_post(
        bull_bear_known(market.floats("close"), rules.rise, rules.fall)
    ),
    "vix": lambda market, rules: as_ex_post(vix_bands(market.floats("vix"), rules.vix)),
    "drawdown": lambda market, rules: as_ex_post(drawdown_bands(market.floats("close"), rules.drawdown)),
    OWN: lambda market, rules: _own(rules).given(market.days),
    OWN_KNOWN: lambda market, rules: as_ex_post(_own(rules).known(market.days, rules.lag_days)),
}
"""What a report can ask for by name: the first four in hindsight, the others as known when the session began; `own` are
labels of somebody's own as they were given, `own_known` as a rule knew them.
"""


def labelled(market: Market, rules: RegimeRules = REGIME_RULES) -> dict[str, ExPostLabels]:
    """The labels of every scheme on the sessions of a market; of one's own where there are any. Raises `ConfigError`
    where a session has no VIX.
    """
    there = (name for name in SCHEMES if rules.own is not None or name not in {OWN, OWN_KNOWN})
    return {name: SCHEMES[name](market, rules) for name in there}

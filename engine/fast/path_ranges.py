"""What tells a range on a path, session after session; see `strategies.rules.in_range`."""

from collections.abc import Sequence
from math import isnan, nan

from data.signals.regimes import CrashRule, TrendRule
from engine.fast.path_terms import RangeTerms
from engine.fast.path_trend import highest, lay_adx, lay_average, lay_efficiency
from engine.fast.sessions import Session

RANGES = ("none", "efficiency", "adx", "regime", "labels")
BY_NOTHING, BY_EFFICIENCY, BY_ADX, BY_REGIME = range(4)
"""Places in `RANGES` of what a path can be told a range by."""


def lay_trending(sessions: Sequence[Session], ranges: RangeTerms) -> None:
    """How much of a trend there is in each session, by what tells a range; NaN while unknown. Average, efficiency and
    ADX are left as they were measured for it.
    """
    by = ranges.by
    if by == BY_EFFICIENCY:
        lay_efficiency(sessions, ranges.window)
    elif by == BY_ADX:
        lay_adx(sessions, ranges.window)
    elif by == BY_REGIME:
        lay_average(sessions, ranges.trend.average)
        lay_efficiency(sessions, ranges.trend.window)
        _lay_beyond_range(sessions, ranges.trend, ranges.crash)
    if by != BY_REGIME:
        for row in range(len(sessions)):
            signals = sessions[row].signals
            signals.trending = signals.efficiency if by == BY_EFFICIENCY else signals.adx if by == BY_ADX else nan


def _lay_beyond_range(sessions: Sequence[Session], trend: TrendRule, crash: CrashRule) -> None:
    """What `data.signals.regimes.beyond_range` makes of whole columns."""
    top, calm = 0, crash.sessions
    for row in range(len(sessions)):
        close, signals = sessions[row].prices.close, sessions[row].signals
        if close >= sessions[top].prices.close:
            top = row
        elif top < row - crash.sessions:
            top = highest(sessions, row - crash.sessions, row)
        calm = 0 if close <= sessions[top].prices.close * (1.0 - crash.fall) else calm + 1
        if isnan(signals.average) or row < trend.window:
            signals.trending = nan
            continue
        move = close / sessions[row - trend.window].prices.close - 1.0
        trends = signals.efficiency >= trend.efficiency or abs(move) >= trend.move
        up, down = move > 0.0 and close > signals.average, move < 0.0 and close < signals.average
        signals.trending = 1.0 if calm < crash.sessions or (trends and (up or down)) else 0.0

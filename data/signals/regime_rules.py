"""What the regimes of a report are told by, and what a rule that looks at regimes looks at."""

from typing import NamedTuple

from data.signals.own_labels import OwnLabels
from data.signals.regimes import CRASH_RULE, TREND_RULE, CrashRule, TrendRule


class RegimeRules(NamedTuple):
    """Thresholds of the schemes, and labels of somebody's own (None: there are none), known `lag_days` calendar days
    after their dates.

    `rise` and `fall` of bull and bear markets and the edges of drawdowns are positive decimals, those of the VIX index
    points; edges ascend.
    """

    trend: TrendRule = TREND_RULE
    crash: CrashRule = CRASH_RULE
    rise: float = 0.2
    fall: float = 0.2
    vix: tuple[float, ...] = (15.0, 20.0, 30.0)
    drawdown: tuple[float, ...] = (0.05, 0.10, 0.20)
    own: OwnLabels | None = None
    lag_days: int = 0


REGIME_RULES = RegimeRules()

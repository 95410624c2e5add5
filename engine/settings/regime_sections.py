"""The section of the settings that tells regimes apart: thresholds of the schemes, and labels of one's own."""

from typing import Annotated

from pydantic import Field, model_validator

from data.signals.own_labels import OwnLabels
from data.signals.regime_rules import REGIME_RULES, RegimeRules
from data.signals.regimes import CrashRule, TrendRule
from engine.settings.section import Section

Sessions = Annotated[int, Field(ge=2, le=1000)]
Move = Annotated[float, Field(ge=0.001, lt=1.0)]
Edge = Annotated[float, Field(gt=0.0, le=1000.0)]
Edges = Annotated[tuple[Edge, ...], Field(strict=False, min_length=1, max_length=10)]


class Regimes(Section):
    """How regimes are told apart in reports, and by rules that look at them. `file` is a CSV of one's own labels: date
    and label, each until the next, or first, last and label; a rule knows a label `lag_days` calendar days after its
    date, at the close. A trend is above or below its mean of `trend_average` sessions, after a move over `trend_window`
    sessions that was straight (`trend_efficiency`) or large (`trend_move`); a crash is a close `crash_fall` below the
    highest of `crash_sessions`; a bear market begins `bear_fall` below its high, a bull market `bull_rise` above its
    low. Edges are those of bands of the VIX, index points, and of the fall from the high.
    """

    file: str | None = None
    lag_days: Annotated[int, Field(ge=0, le=730)] = 0
    trend_average: Sessions = REGIME_RULES.trend.average
    trend_window: Sessions = REGIME_RULES.trend.window
    trend_efficiency: Annotated[float, Field(ge=0.0, le=1.0)] = REGIME_RULES.trend.efficiency
    trend_move: Annotated[float, Field(ge=0.0, le=10.0)] = REGIME_RULES.trend.move
    crash_fall: Move = REGIME_RULES.crash.fall
    crash_sessions: Annotated[int, Field(ge=1, le=252)] = REGIME_RULES.crash.sessions
    bull_rise: Annotated[float, Field(ge=0.001, le=10.0)] = REGIME_RULES.rise
    bear_fall: Move = REGIME_RULES.fall
    vix_edges: Edges = REGIME_RULES.vix
    drawdown_edges: Annotated[tuple[Move, ...], Field(strict=False, min_length=1, max_length=10)] = (
        REGIME_RULES.drawdown
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Regimes":
        for name in ("vix_edges", "drawdown_edges"):
            edges = list(getattr(self, name))
            if edges != sorted(edges) or len({f"{edge:g}" for edge in edges}) < len(edges):
                raise ValueError(f"regimes.{name} {edges} should rise from each to the next")
        return self

    def rules(self, own: OwnLabels | None = None) -> RegimeRules:
        """The thresholds as the schemes take them, with the labels of the file."""
        return RegimeRules(
            TrendRule(self.trend_average, self.trend_window, self.trend_efficiency, self.trend_move),
            CrashRule(self.crash_fall, self.crash_sessions),
            self.bull_rise,
            self.bear_fall,
            self.vix_edges,
            self.drawdown_edges,
            own,
            self.lag_days,
        )

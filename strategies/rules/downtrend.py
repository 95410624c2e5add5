"""Downtrend: a short hedge stands only while the index falls by a trend filter.

    waiting --(the filter says down)-----> falling
    falling --(it no longer says so)-----> waiting

A measure that is not known yet is no trend. The state is only whether the hedge stood, for the evening that changes it.
"""

from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules import trend_filter
from strategies.rules.rule import OverlayObservation, Rule
from strategies.rules.trend_filter import TrendFilter, TrendObservation

Windows = tuple[int, int, int]
"""Sessions of the moving average, the efficiency ratio and the ADX."""


def downtrend_rule(rule: TrendFilter, windows: Windows) -> Rule:
    """The whole hedge in a down-trend, nothing of it else; first it waits."""
    average, efficiency, adx = windows

    def seen(observed: OverlayObservation) -> TrendObservation:
        view = observed.view
        return TrendObservation(
            view.value("close"), view.moving_average(average), view.efficiency_ratio(efficiency), view.adx(adx)
        )

    return Rule("downtrend", rule, False, seen, _ruling)


def _ruling(rule: TrendFilter, falling: bool, seen: TrendObservation) -> tuple[bool, Ruling]:  # noqa: FBT001
    now = trend_filter.trend(rule, seen) < 0
    code = "" if now == falling else "downtrend_begins" if now else "downtrend_over"
    numbers = {"close": seen.close, "average": seen.average} if code else NO_NUMBERS
    below = seen.close / seen.average - 1.0 if seen.average > 0.0 else UNKNOWN
    return now, ruled((float(now), UNKNOWN, "falling" if now else "waiting", below, code, numbers))

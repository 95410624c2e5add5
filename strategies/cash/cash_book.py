"""The rules of the cash ratio together: every evening one ratio that is wanted, and what is to be traded for it."""

from typing import NamedTuple

from data.base.days import month_number
from strategies.cash.evening import UNKNOWN, CashObservation, CashState, IndexMeasures, SeriesState
from strategies.cash.rules import (
    cash_pause,
    combination,
    conditions,
    events,
    pacing,
    reentry,
    series,
    tactical,
    trend_levels,
    valuation,
    volatility_target,
)
from strategies.cash.rules.combination import CashLimits, Demand
from strategies.cash.rules.conditions import Conditions
from strategies.cash.rules.events import Events
from strategies.cash.rules.pacing import Pacing, PacingState
from strategies.cash.rules.reentry import Reentry, ReentryObservation
from strategies.cash.rules.series import SeriesRule
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend_levels import TrendLevels
from strategies.cash.rules.valuation import ValuationBands
from strategies.cash.rules.volatility_target import VolatilityLevels, VolatilityTarget

ROUNDING = 1e-9
"""Difference of two ratios that is rounding and no step."""


class CashRules(NamedTuple):
    """Parameters; None switches a rule off. `constant` is the cash ratio, a share of the portfolio,
    where no rule gives one.
    """

    limits: CashLimits = CashLimits()
    constant: float = 0.20
    pacing: Pacing = Pacing()
    trend: TrendLevels | None = None
    levels: VolatilityLevels | None = None
    reentry: Reentry | None = None
    target: VolatilityTarget | None = None
    valuation: ValuationBands | None = None
    events: Events | None = None
    conditions: Conditions | None = None
    tactical: Tactical | None = None
    series: tuple[SeriesRule, ...] = ()


Change = tuple[str, dict[str, float | str]]
"""What changed, as a code with the numbers its sentence speaks of, and the name of a series."""


class CashBook:
    """States of all rules. `evaluate` is called once an evening, in order of days; `series` are those of the series of
    one's own, evening by evening.
    """

    def __init__(self, rules: CashRules) -> None:
        self._rules = rules
        self.series: list[SeriesState] = []
        self._bands = [series.NOT_KNOWN] * len(rules.series)
        self._below = self._rough = self._dearer = False
        self._left, self._late = 0, False
        self._reentry = reentry.AT_REST
        self._valuation = valuation.UNKNOWN
        self._tactical = tactical.FULL
        self._pacing: PacingState | None = None
        self._overridden = False
        self._target = self._wanted = UNKNOWN
        self._alarm_ratio = rules.constant

    def evaluate(self, observed: CashObservation) -> tuple[CashState, float | None, list[Change]]:
        """(where the rules stand, the ratio to trade to or None, what changed) after an evening; ratios are cash as a
        share of the portfolio.
        """
        rules, changes = self._rules, list[Change]()
        levels = self._evaluate_levels(observed, changes)
        target = volatility_target.ratio_for(rules.target, observed.measures.volatility) if rules.target else UNKNOWN
        valued = self._evaluate_valuation(observed, changes)
        event = (
            events.addition(rules.events, observed.days_to_event, observed.sessions_since_event)
            if rules.events
            else 0.0
        )
        money, (listed, further) = self._evaluate_conditions(observed), self._evaluate_series(observed, changes)
        used = self._evaluate_tactical(observed, changes)
        named = (("trend", levels), ("volatility", target), ("valuation", valued), ("series", listed))
        ratios = tuple((name, ratio) for name, ratio in named if ratio == ratio)  # noqa: PLR0124  (in use and known)
        by = "series" if further > event + money else "events"
        demand = Demand(rules.constant, ratios, event + money + further, used, observed.override, by)
        wanted = combination.combine(rules.limits, demand)
        self._evaluate_pause(observed, changes)
        traded = self._pace(observed, wanted.ratio, self._steps(demand) if rules.target else wanted.ratio)
        state = CashState(
            observed.day, observed.measures.close, observed.measures.average, observed.measures.volatility,
            observed.valuation, self._name(),
            levels, target, valued, event, money, used,
            wanted.ratio, observed.held, UNKNOWN if traded is None else traded, wanted.binding,
        )  # fmt: skip
        return state, traded, changes

    def _name(self) -> str:
        rules = self._rules
        if rules.reentry:
            return reentry.name(rules.reentry, self._reentry)
        return reentry.ALARMED if self._below or self._rough else reentry.NORMAL

    def _evaluate_levels(self, observed: CashObservation, changes: list[Change]) -> float:
        """The ratio of the rules with two levels, the dearer of the two, with the way back in stages."""
        rules = self._rules
        if not (rules.trend or rules.levels):
            return UNKNOWN
        self._below = rules.trend is not None and trend_levels.alarmed(
            self._below, observed.measures.close, *_bounds(rules.trend, observed.measures)
        )
        self._rough = rules.levels is not None and volatility_target.rough(
            rules.levels, self._rough, observed.measures.volatility
        )
        normal, alarmed = self._normal_and_alarmed()
        alarm = self._below or self._rough
        if rules.reentry is None:
            return alarmed if alarm else normal
        self._alarm_ratio = alarmed if alarm else self._alarm_ratio
        sessions = reentry.calm_sessions(self._reentry)
        self._reentry, code = reentry.step(
            rules.reentry, self._reentry, ReentryObservation(alarm, observed.measures.close, observed.measures.high)
        )
        if code:
            changes.append((code, {"count": sessions} if code == "recovery_held" else {}))
        return reentry.ratio(rules.reentry, self._reentry, normal, self._alarm_ratio)

    def _normal_and_alarmed(self) -> tuple[float, float]:
        """Ratios of normal times, and of the alarms that are on."""
        of_trend, of_levels = self._rules.trend, self._rules.levels
        normal = max(of_trend.above if of_trend else 0.0, of_levels.calm if of_levels else 0.0)
        alarmed = max(
            of_trend.below if of_trend and self._below else 0.0, of_levels.rough if of_levels and self._rough else 0.0
        )
        return normal, max(normal, alarmed)

    def _evaluate_valuation(self, observed: CashObservation, changes: list[Change]) -> float:
        rule, seen = self._rules.valuation, observed.valuation
        if rule is None:
            return UNKNOWN
        self._valuation, code = valuation.step(rule, self._valuation, seen)
        if code:
            changes.append((code, {"value": seen, "ratio": valuation.band_ratio(rule, seen)}))
        return self._valuation.ratio

    def _evaluate_tactical(self, observed: CashObservation, changes: list[Change]) -> float:
        rule, fall = self._rules.tactical, observed.measures.fall
        if rule is None:
            return 0.0
        self._tactical, code = tactical.step(rule, self._tactical, fall)
        if code:
            changes.append((code, {"fall": fall, "count": self._tactical.used, "total": rule.parts}))
        return tactical.used(rule, self._tactical)

    def _evaluate_conditions(self, observed: CashObservation) -> float:
        rule = self._rules.conditions
        if rule is None:
            return 0.0
        self._dearer = conditions.dearer(rule, self._dearer, observed.risen)
        return rule.addition if self._dearer else 0.0

    def _evaluate_series(self, observed: CashObservation, changes: list[Change]) -> tuple[float, float]:
        """(highest ratio of the series that ask for one, NaN for none; what the others add)."""
        rules = self._rules.series
        for place, (rule, value) in enumerate(zip(rules, observed.series, strict=True)):
            before, band = self._bands[place], series.step(rule, self._bands[place], value)
            self._bands[place], asks = band, series.asked(rule, band)
            self.series.append(SeriesState(observed.day, rule.name, value, band, asks))
            if band != before:
                numbers: dict[str, float | str] = {
                    "series": rule.name,
                    "value": value,
                    "count": band,
                    "total": len(rule.asks),
                    "ratio": asks,
                }
                changes.append(("series_adds" if rule.adds else "series_asks", numbers))
        return series.highest(rules, self._bands), series.additions(rules, self._bands)

    def _evaluate_pause(self, observed: CashObservation, changes: list[Change]) -> None:
        rule, move = self._rules.pacing.pause, observed.measures.move
        if rule is None:
            return
        self._left, code = cash_pause.step(rule, self._left, move)
        if code:
            changes.append((code, {"move": move, "count": rule.sessions}))

    def _steps(self, demand: Demand) -> float:
        """The ratio without the volatility target, which moves every day: what alarms and the other rules ask for."""
        others = tuple(one for one in demand.ratios if one[0] != "volatility")
        return combination.combine(self._rules.limits, demand._replace(constant=0.0, ratios=others)).ratio

    def _pace(self, observed: CashObservation, wanted: float, steps: float) -> float | None:
        """The ratio to trade to: at once at the beginning, by an override and after it; else at the rule's
        pace. An order that waits for its money is finished, unless on a day that is due a ratio further off
        than the band is wanted. A limit of adjustments never holds back an alarm, nor another step to more cash:
        `steps` is what is wanted without the volatility target, which moves every day.
        """
        rule = self._rules.pacing
        first, after, self._overridden = self._pacing is None, self._overridden, observed.override is not None
        if self._pacing is None or self._overridden or after:
            self._pacing = self._pacing or PacingState(month_number(observed.fill_day), 1)
            self._target = self._wanted = wanted
            return wanted if not first or abs(wanted - observed.held) > rule.band else None
        due = self._late or pacing.due(rule, observed.day, observed.fill_day)
        lowest = min(wanted, self._target) if observed.resumed else wanted
        if rule.pause and cash_pause.holds_back(rule.pause, self._left, observed.held, lowest):
            self._leave_out(observed, due=due)
            return None
        self._late = False
        if observed.resumed and (wanted == self._wanted or abs(wanted - self._target) <= rule.band or not due):
            return self._target
        self._wanted = wanted
        if not due:
            return None
        moves_daily = self._rules.target is not None
        stepped = not moves_daily and abs(wanted - self._target) > ROUNDING
        urgent = min(wanted, steps) > max(self._target, observed.held) + ROUNDING
        self._pacing, traded = pacing.step(
            rule._replace(most=0) if urgent else rule,
            self._pacing, observed.held, wanted, observed.fill_day, stepped=stepped,
        )  # fmt: skip
        self._target = self._target if traded is None else traded
        return traded

    def _leave_out(self, observed: CashObservation, *, due: bool) -> None:
        """Nothing is traded in a pause: what was due or has not filled is made up after it, from what is held then."""
        self._late = due or observed.resumed
        if observed.resumed:
            self._target = self._wanted = observed.held


def _bounds(rule: TrendLevels, measures: IndexMeasures) -> tuple[float, float]:
    return (measures.bottom, measures.top) if rule.breakout else (measures.average, measures.average)

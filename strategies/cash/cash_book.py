"""The rules of the cash ratio together: every evening one ratio that is wanted, and what is to be traded for it."""

from typing import NamedTuple

from data.base.days import Day, month_number
from data.base.near_events import NEVER
from strategies.cash.rules import (
    combination,
    conditions,
    events,
    pacing,
    reentry,
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
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend_levels import TrendLevels
from strategies.cash.rules.valuation import ValuationBands
from strategies.cash.rules.volatility_target import VolatilityLevels, VolatilityTarget

UNKNOWN = float("nan")
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


class IndexMeasures(NamedTuple):
    """What is measured on the index: close, moving average and highest close before today's in index points,
    volatility (annual decimal); NaN while unknown. `fall` is how far today's close is below the highest so
    far, a positive decimal; `bottom` and `top` are the range that a trend breaks out of, index points.
    """

    close: float
    average: float = UNKNOWN
    high: float = UNKNOWN
    volatility: float = UNKNOWN
    fall: float = 0.0
    bottom: float = UNKNOWN
    top: float = UNKNOWN


class CashObservation(NamedTuple):
    """What the rules look at: measures of the index, the valuation in its own unit, what the rule for conditions sees
    now and at the start of its window; NaN while unknown. `held` is the cash ratio held now, `resumed` whether the last
    order has not filled yet.
    """

    day: Day
    fill_day: Day
    measures: IndexMeasures
    held: float
    valuation: float = UNKNOWN
    days_to_event: int = NEVER
    sessions_since_event: int = NEVER
    money: float = UNKNOWN
    money_before: float = UNKNOWN
    override: float | None = None
    resumed: bool = False


class CashState(NamedTuple):
    """Where the rules of the cash ratio stood after a session; ratios are shares of the portfolio, NaN
    where a rule is off.
    """

    day: Day
    close: float
    average: float
    volatility: float
    valuation: float
    state: str
    trend_ratio: float
    volatility_ratio: float
    valuation_ratio: float
    event_addition: float
    conditions_addition: float
    tactical_used: float
    wanted_ratio: float
    held_ratio: float
    target_ratio: float
    binding: str


Change = tuple[str, dict[str, float]]
"""What changed, as a code with the numbers its sentence speaks of."""


class CashBook:
    """States of all rules. `evaluate` is called once an evening, in order of days."""

    def __init__(self, rules: CashRules) -> None:
        self._rules = rules
        self._below = self._rough = False
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
        money = (
            conditions.addition(rules.conditions, observed.money, observed.money_before) if rules.conditions else 0.0
        )
        used = self._evaluate_tactical(observed, changes)
        named = (("trend", levels), ("volatility", target), ("valuation", valued))
        ratios = tuple((name, ratio) for name, ratio in named if ratio == ratio)  # noqa: PLR0124  (in use and known)
        wanted = combination.combine(
            rules.limits, Demand(rules.constant, ratios, event + money, used, observed.override)
        )
        traded = self._pace(observed, wanted.ratio)
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

    def _pace(self, observed: CashObservation, wanted: float) -> float | None:
        """The ratio to trade to: at once at the beginning, by an override and after it; else at the rule's
        pace. An order that waits for its money is finished, unless on a day that is due a ratio further off
        than the band is wanted.
        """
        rule = self._rules.pacing
        first, after, self._overridden = self._pacing is None, self._overridden, observed.override is not None
        if self._pacing is None or self._overridden or after:
            self._pacing = self._pacing or PacingState(month_number(observed.fill_day), 1)
            self._target = self._wanted = wanted
            return wanted if not first or abs(wanted - observed.held) > rule.band else None
        due = pacing.due(rule, observed.day, observed.fill_day)
        if observed.resumed and (wanted == self._wanted or abs(wanted - self._target) <= rule.band or not due):
            return self._target
        self._wanted = wanted
        if not due:
            return None
        stepped = self._rules.target is None and abs(wanted - self._target) > ROUNDING
        self._pacing, traded = pacing.step(
            rule, self._pacing, observed.held, wanted, observed.fill_day, stepped=stepped
        )
        self._target = self._target if traded is None else traded
        return traded


def _bounds(rule: TrendLevels, measures: IndexMeasures) -> tuple[float, float]:
    return (measures.bottom, measures.top) if rule.breakout else (measures.average, measures.average)

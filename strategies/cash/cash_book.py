"""The rules of the cash ratio together: every evening one ratio that is wanted, and what is to be traded for it."""

from typing import NamedTuple

from data.base.days import Day, month_number
from strategies.cash.rules import (
    combination,
    conditions,
    events,
    pacing,
    reentry,
    tactical,
    trend,
    valuation,
    volatility_target,
)
from strategies.cash.rules.combination import Asked, Limits
from strategies.cash.rules.conditions import Conditions
from strategies.cash.rules.events import Events
from strategies.cash.rules.pacing import Pacing, PacingState
from strategies.cash.rules.reentry import Reentry, ReentrySeen
from strategies.cash.rules.tactical import Tactical
from strategies.cash.rules.trend import Trend
from strategies.cash.rules.valuation import ValuationBands
from strategies.cash.rules.volatility_target import VolatilityLevels, VolatilityTarget

UNKNOWN = float("nan")
ROUNDING = 1e-9
"""Difference of two ratios that is rounding and no step."""


class CashRules(NamedTuple):
    """Parameters; None switches a rule off. `constant` is the cash ratio where no rule gives one."""

    limits: Limits = Limits()
    constant: float = 0.20
    pacing: Pacing = Pacing()
    trend: Trend | None = None
    levels: VolatilityLevels | None = None
    reentry: Reentry | None = None
    target: VolatilityTarget | None = None
    valuation: ValuationBands | None = None
    events: Events | None = None
    conditions: Conditions | None = None
    tactical: Tactical | None = None


class CashSeen(NamedTuple):
    """What the rules look at: index points, annual decimals, the valuation's own unit; NaN while unknown. `high` is the highest close
    before today's, `fall` how far today's is below the highest so far, `held` the cash ratio held now, and `resumed` whether
    the last order has not filled yet.
    """

    day: Day
    fill_day: Day
    close: float
    held: float
    average: float = UNKNOWN
    high: float = UNKNOWN
    volatility: float = UNKNOWN
    valuation: float = UNKNOWN
    days_to_event: int = events.NEVER
    sessions_since_event: int = events.NEVER
    bill_yield: float = UNKNOWN
    bill_before: float = UNKNOWN
    fall: float = 0.0
    override: float | None = None
    resumed: bool = False


class CashState(NamedTuple):
    """Where the rules of the cash ratio stood after a session; ratios are shares of the portfolio, NaN where a rule is off."""

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


class CashBook:
    """States of all rules. `judge` is called once an evening, in order of days."""

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

    def judge(self, seen: CashSeen) -> tuple[CashState, float | None, list[str]]:
        """(where the rules stand, the ratio to trade to or None, reasons for what changed) after an evening."""
        rules, reasons = self._rules, list[str]()
        levels = self._judge_levels(seen, reasons)
        target = volatility_target.ratio_for(rules.target, seen.volatility) if rules.target else UNKNOWN
        valued = self._judge_valuation(seen, reasons)
        event = events.addition(rules.events, seen.days_to_event, seen.sessions_since_event) if rules.events else 0.0
        money = conditions.addition(rules.conditions, seen.bill_yield, seen.bill_before) if rules.conditions else 0.0
        used = self._judge_tactical(seen, reasons)
        named = (("trend", levels), ("volatility", target), ("valuation", valued))
        ratios = tuple((name, ratio) for name, ratio in named if ratio == ratio)  # noqa: PLR0124  (in use and known)
        verdict = combination.combine(rules.limits, Asked(rules.constant, ratios, event + money, used, seen.override))
        traded = self._pace(seen, verdict.ratio)
        state = CashState(
            seen.day, seen.close, seen.average, seen.volatility, seen.valuation, self._name(),
            levels, target, valued, event, money, used,
            verdict.ratio, seen.held, UNKNOWN if traded is None else traded, verdict.binding,
        )  # fmt: skip
        return state, traded, reasons

    def _name(self) -> str:
        rules = self._rules
        if rules.reentry:
            return reentry.name(rules.reentry, self._reentry)
        return reentry.ALARMED if self._below or self._rough else reentry.NORMAL

    def _judge_levels(self, seen: CashSeen, reasons: list[str]) -> float:
        """The ratio of the rules with two levels, the dearer of the two, with the way back in stages."""
        rules = self._rules
        if not (rules.trend or rules.levels):
            return UNKNOWN
        self._below = rules.trend is not None and trend.alarmed(self._below, seen.close, seen.average)
        self._rough = rules.levels is not None and volatility_target.rough(rules.levels, self._rough, seen.volatility)
        normal, alarmed = self._normal_and_alarmed()
        alarm = self._below or self._rough
        if rules.reentry is None:
            return alarmed if alarm else normal
        self._alarm_ratio = alarmed if alarm else self._alarm_ratio
        self._reentry, reason = reentry.step(rules.reentry, self._reentry, ReentrySeen(alarm, seen.close, seen.high))
        if reason:
            reasons.append(reason)
        return reentry.ratio(rules.reentry, self._reentry, normal, self._alarm_ratio)

    def _normal_and_alarmed(self) -> tuple[float, float]:
        """Ratios of normal times, and of the alarms that are on."""
        of_trend, of_levels = self._rules.trend, self._rules.levels
        normal = max(of_trend.above if of_trend else 0.0, of_levels.calm if of_levels else 0.0)
        alarmed = max(
            of_trend.below if of_trend and self._below else 0.0, of_levels.rough if of_levels and self._rough else 0.0
        )
        return normal, max(normal, alarmed)

    def _judge_valuation(self, seen: CashSeen, reasons: list[str]) -> float:
        if self._rules.valuation is None:
            return UNKNOWN
        self._valuation, reason = valuation.step(self._rules.valuation, self._valuation, seen.valuation)
        if reason:
            reasons.append(reason)
        return self._valuation.ratio

    def _judge_tactical(self, seen: CashSeen, reasons: list[str]) -> float:
        if self._rules.tactical is None:
            return 0.0
        self._tactical, reason = tactical.step(self._rules.tactical, self._tactical, seen.fall)
        if reason:
            reasons.append(reason)
        return tactical.used(self._rules.tactical, self._tactical)

    def _pace(self, seen: CashSeen, wanted: float) -> float | None:
        """The ratio to trade to: at once at the beginning, by an override and after it; else at the rule's pace. An order that waits for its money
        is finished, unless on a day that is due a ratio further off than the band is wanted.
        """
        rule = self._rules.pacing
        first, after, self._overridden = self._pacing is None, self._overridden, seen.override is not None
        if self._pacing is None or self._overridden or after:
            self._pacing = self._pacing or PacingState(month_number(seen.fill_day), 1)
            self._target = self._wanted = wanted
            return wanted if not first or abs(wanted - seen.held) > rule.band else None
        due = pacing.due(rule, seen.day, seen.fill_day)
        if seen.resumed and (wanted == self._wanted or abs(wanted - self._target) <= rule.band or not due):
            return self._target
        self._wanted = wanted
        if not due:
            return None
        stepped = self._rules.target is None and abs(wanted - self._target) > ROUNDING
        self._pacing, traded = pacing.step(rule, self._pacing, seen.held, wanted, seen.fill_day, stepped=stepped)
        self._target = self._target if traded is None else traded
        return traded

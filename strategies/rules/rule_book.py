"""The rules of an overlay together: every evening one target, the smallest multiplier, and which rule bound."""

from typing import NamedTuple

from data.base.days import Day, month_number
from strategies.events.journal import RuleState
from strategies.rules import buffer, loss_stop, volatility_halving, voluntary_stop
from strategies.rules.leverage_cap import LeverageCap, ceiling
from strategies.rules.loss_stop import LossStop, LossStopState
from strategies.rules.volatility_halving import FULL, Halving


class Rules(NamedTuple):
    """Parameters; None or 0 switches a rule off. `buffer` is a share of overlay notional,
    `voluntary_stop` a margin ratio.
    """

    ratio: float
    cap: LeverageCap
    halving: Halving | None = None
    loss_stop: LossStop | None = None
    voluntary_stop: float = 0.0
    buffer: float = 0.0


class OverlayObservation(NamedTuple):
    """What the rules look at. `margin_ratio` is collateral / maintenance (infinite without positions), `available` what
    can serve as collateral once money has moved, `margin_share` initial margin as a share of notional, `unit` the
    notional of one contract (NaN where no futures are traded), `hedged` what a currency hedge has gained so far.
    """

    day: Day
    fill_day: Day
    volatility: float
    equity: float
    margin_ratio: float
    available: float
    margin_share: float
    unit: float = float("nan")
    hedged: float = 0.0


class RuleSwitch(NamedTuple):
    """A rule that switched: the kind of event, its multiplier from now on, and why."""

    kind: str
    multiplier: float
    reason: str


UNKNOWN = float("nan")


class RuleBook:
    """States of all rules. `evaluate` is called once an evening, in order of days."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._ceiling = ceiling(rules.cap)
        self._halving = FULL
        self._loss: LossStopState | None = None
        self._stopped = False

    def evaluate(self, observed: OverlayObservation) -> tuple[RuleState, list[RuleSwitch]]:
        """Where the rules stand after this evening, with the target ratio for the next session, and what switched."""
        rules, switches = self._rules, list[RuleSwitch]()
        halving = self._evaluate_halving(observed, switches)
        loss = self._evaluate_loss(observed, switches) if rules.loss_stop else 1.0
        margin = self._evaluate_margin(observed, switches)
        smallest = min(loss, margin, halving)
        target, room, binding = rules.ratio * smallest, UNKNOWN, ""
        if smallest < 1.0:
            binding = "loss_stop" if loss == smallest else "voluntary_stop" if margin == smallest else "halving"
        if rules.buffer:
            room = buffer.largest_ratio(rules.buffer, observed.available, observed.equity, observed.margin_share)
            if room < target:
                target, binding = room, "buffer"
        if target > self._ceiling:
            target, binding = self._ceiling, "cap"
        state = RuleState(
            observed.day, rules.ratio, observed.volatility, halving, loss, margin, room, self._ceiling, target, binding,
            observed.unit / observed.equity if observed.equity > 0.0 else UNKNOWN,
        )  # fmt: skip
        return state, switches

    def _evaluate_halving(self, observed: OverlayObservation, switches: list[RuleSwitch]) -> float:
        rule = self._rules.halving
        if rule is None:
            return 1.0
        self._halving, multiplier, reason = volatility_halving.step(rule, self._halving, observed.volatility)
        if reason:
            switches.append(RuleSwitch("halved" if self._halving.halved else "restored", multiplier, reason))
        return multiplier

    def _evaluate_loss(self, observed: OverlayObservation, switches: list[RuleSwitch]) -> float:
        rule = self._rules.loss_stop
        if rule is None:
            return 1.0
        month, fill_month = month_number(observed.day), month_number(observed.fill_day)
        state = self._loss or loss_stop.begin(month, observed.equity)
        self._loss, multiplier, reason = loss_stop.step(
            rule, state, observed.equity, month, fill_month, hedged=observed.hedged
        )
        if reason:
            switches.append(RuleSwitch("loss_stop_lifted" if multiplier else "loss_stop", multiplier, reason))
        return multiplier

    def _evaluate_margin(self, observed: OverlayObservation, switches: list[RuleSwitch]) -> float:
        level = self._rules.voluntary_stop
        month, fill_month = month_number(observed.day), month_number(observed.fill_day)
        self._stopped, multiplier, reason = voluntary_stop.step(
            level, self._stopped, observed.margin_ratio, month, fill_month
        )
        if reason:
            switches.append(RuleSwitch("voluntary_stop_lifted" if multiplier else "voluntary_stop", multiplier, reason))
        return multiplier

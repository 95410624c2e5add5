"""Pattern A: the fund, and long index futures on top of it."""

from typing import Any

from data.base.days import month_number
from data.signals.volatility import Measure
from strategies.base.strategy import OverlayStrategy
from strategies.events.purposes import Purpose
from strategies.events.rulings import RuleState
from strategies.overlay.futures_target import FuturesPlan, futures_target
from strategies.rules import after_gains, leverage_cap
from strategies.rules.after_gains import AfterGains, GainsState
from strategies.rules.buffer import spare_cash
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.rebalancing import Rebalancing, due, months_of
from strategies.rules.rule import OverlayObservation
from strategies.rules.rule_book import RuleBook


class FuturesOverlay(OverlayStrategy):
    """Overlay of a share of equity (`ratio`, before any rule; more of it `after_gains`) in the lead future of `root`.

    The position goes back to its target on fixed dates and whenever a rule switches or the cap is broken; it moves to
    the next expiry on the fixed roll date. Decided on the evening before, so that the fill falls on the date.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("root", "MES"),
        ("ratio", 0.20),
        ("cap", LeverageCap(1.3)),
        ("buffer", 0.0),
        ("rules", (cap_rule(LeverageCap(1.3)),)),
        ("volatility", Measure()),
        ("rebalancing", Rebalancing("daily", 0.03)),
        ("after_gains", AfterGains(0.0, 0.0)),
    )

    side = 1
    """1 where the futures are bought, -1 where they are sold."""

    def __init__(self) -> None:
        super().__init__()
        self._rule_book = RuleBook(self.p.ratio, self.p.rules)
        self._started = False
        self._gains: GainsState | None = None
        self._root, self._measure = self.p.root, self.p.volatility
        self.spare = spare_cash(self.p.buffer)
        self.cap, schedule = self.p.cap, self.p.rebalancing
        self._plan = FuturesPlan(self.cap.limit, months_of(schedule.schedule), schedule.band)

    def decide(self) -> None:
        """Rules, then target, then roll, then orders."""
        self.rebalance()

    def rebalance(self) -> int:
        """Send the orders that bring the futures to their target; the contracts aimed at, signed."""
        view, plan = self.view, self._plan
        today, tomorrow = view.today, view.next_session
        contract = self.future_tonight(self._root)
        equity = self.broker.getvalue()
        unit = self.price_seen(contract) * contract.multiplier
        state = self._rules_tonight(view, contract, equity, unit)
        size, notional = self.holdings()
        over = leverage_cap.breached(self.cap, equity, notional)
        forced = self.switched or over or self.unfinished or self.behind or not self._started
        on_date = self.overdue or due(plan.months, month_number(today), month_number(tomorrow))
        self._started = self._started or forced or on_date
        ratios = state.target_ratio, state.base_ratio
        target = self.side * futures_target(plan, self.side * size, equity, unit, ratios, forced=forced, due=on_date)
        if target != size or (size and contract not in self.broker.positions):
            why = ("", Purpose.CAP) if over else ("rule" if self.switched else "rebalance", Purpose.TRADE)
            self.move_to(contract, target, self.cap.limit, *why)
        return target

    def miss(self) -> None:
        """An evening in which nobody is there: the rules go on, and a fixed date may pass."""
        view, contract = self.view, self.future_tonight(self._root)
        self._rules_tonight(view, contract, self.broker.getvalue(), self.price_seen(contract) * contract.multiplier)
        self.behind = self.behind or self.switched
        months = month_number(view.today), month_number(view.next_session)
        self.overdue = self.overdue or due(self._plan.months, *months)

    def _rules_tonight(self, view: Any, contract: Any, equity: float, unit: float) -> RuleState:
        """Tomorrow's target, and what bound it."""
        volatility = view.volatility(self._measure)
        ratio, available, share = self.broker.margin_view(contract)
        observed = OverlayObservation(
            view.today,
            view.next_session,
            volatility,
            equity,
            ratio,
            available,
            share,
            unit,
            self.broker.besides,
            view,
        )
        return self.evaluate(self._rule_book, observed, self._base_tonight(view, equity))

    def _base_tonight(self, view: Any, equity: float) -> float:
        """The ratio before any rule: that of the plan, or more after gains."""
        rule, ends = self.p.after_gains, month_number(view.today) != month_number(view.next_session)
        before = after_gains.after_flow(self._gains or after_gains.begin(equity), self.broker.paid_tonight)
        self._gains = after_gains.step(rule, before, equity, ends)
        return after_gains.raised(self.p.ratio, rule.share, self._gains.raises)

"""Pattern fx: a currency held on margin in a yen account, for the swap points."""

from typing import TYPE_CHECKING, Any

from data.base.days import month_number
from data.contracts.fx_contracts import FxContract, fx_spec
from strategies.fx.fx_account import FxStrategy
from strategies.rules import rebalancing
from strategies.rules.leverage_cap import LeverageCap, cap_rule, largest_position
from strategies.rules.rule import OverlayObservation
from strategies.rules.rule_book import RuleBook
from strategies.rules.voluntary_stop import voluntary_stop_rule

if TYPE_CHECKING:
    from strategies.rules.rebalancing import Rebalancing

VOLATILITY_WINDOW = 21
"""Sessions of the volatility that stands in the table of rules; no rule of this pattern looks at it."""


class FxCarry(FxStrategy):
    """Long a pair against yen at `leverage` times equity, rounded down to whole contracts; bought once and held, or
    brought back to it on fixed dates.

    Equity over requirement below `voluntary_stop` (0: never), and it closes the position itself until the next month.
    Once the broker has decided to close it, nothing is ordered any more.

        out  --(buy at leverage x equity)-------------------> held
        held --(fixed date)---------------------------------> held, at leverage x equity again
        held --(ratio < voluntary stop)---------------------> stopped, until the first session of the next month
        held --(loss-cut, or a call missed)-----------------> over, for good
    """

    params: tuple[tuple[str, Any], ...] = (
        ("root", "USDJPY1K"),
        ("leverage", 3.0),
        ("voluntary_stop", 1.5),
        ("rebalancing", None),
    )

    def __init__(self) -> None:
        super().__init__()
        self._contract = FxContract(fx_spec(self.p.root))
        self._limit = 1.0 + self.p.leverage
        stop = (voluntary_stop_rule(self.p.voluntary_stop),) if self.p.voluntary_stop else ()
        self._rule_book = RuleBook(self.p.leverage, (*stop, cap_rule(LeverageCap(self._limit))))
        self._schedule: Rebalancing | None = self.p.rebalancing

    def decide(self) -> None:
        """Rules, then target, then the order."""
        if self.over_for_good():
            return
        dollars = self.tradable(self._contract)
        held, leverage = self.broker.getposition(dollars).size, self._allowed(dollars)
        if not held:
            self.trade_to(dollars, self._contracts(dollars, leverage), self._limit, "entry")
        elif leverage == 0.0:
            self.trade_to(dollars, 0, self._limit, "rule")
        elif self.overdue or self._due():
            self.trade_to(dollars, self._contracts(dollars, leverage), self._limit, "rebalance")

    def miss(self) -> None:
        """An evening in which nobody is there: the rules go on, and a fixed date may pass."""
        if not self.over_for_good():
            self._allowed(self.tradable(self._contract))
            self.overdue = self.overdue or self._due()

    def _allowed(self, dollars: Any) -> float:
        """Leverage that the rules allow tomorrow."""
        view, equity = self.view, self.broker.getvalue()
        ratio, available, share = self.broker.margin_view(dollars)
        volatility = view.realised_volatility(VOLATILITY_WINDOW)
        observed = OverlayObservation(
            view.today, view.next_session, volatility, equity, ratio, available, share, view=view
        )
        return self.evaluate(self._rule_book, observed).target_ratio

    def _contracts(self, dollars: Any, leverage: float) -> int:
        unit = self.price_seen(dollars) * dollars.multiplier
        return largest_position(1.0 + leverage, self.broker.getvalue(), 0.0, unit)

    def _due(self) -> bool:
        schedule, view = self._schedule, self.view
        if schedule is None:
            return False
        months = rebalancing.months_of(schedule.schedule)
        return rebalancing.due(months, month_number(view.today), month_number(view.next_session))

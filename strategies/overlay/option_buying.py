"""Index options bought on a premium budget, only in a trend: what patterns that do so have in common."""

from typing import Any

from data.base.right import Right
from data.contracts.contracts import option_spec
from strategies.base.strategy import OverlayStrategy
from strategies.events.purposes import Purpose
from strategies.events.rulings import RuleState
from strategies.overlay.option_budget import DIRECTIONS, contracts_bought, contracts_within, side_bought
from strategies.overlay.option_choice import OptionDates, StrikeChoice, strike_by_delta, strike_by_distance
from strategies.rules import trend_filter
from strategies.rules.leverage_cap import LeverageCap
from strategies.rules.trend_filter import TrendFilter, TrendObservation

RIGHTS: dict[int, Right] = {1: "C", -1: "P"}


class OptionBuying(OverlayStrategy):
    """Options on a share of equity a month, premium and costs together; who decides gives the share.

    Bought on fixed dates, in an up-trend (calls) or a down-trend (puts); held to expiry, or sold on the next date where
    `sessions_before` is above 0; so much is sold on any evening that delta would stand within the limit on total
    exposure after a move of the index.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("cap", LeverageCap(1.3)),
        ("direction", "calls"),
        ("strike", StrikeChoice(0.0)),
        ("sessions_before", 0),
        ("trend", TrendFilter()),
        ("average_window", 200),
        ("efficiency_window", 63),
        ("adx_window", 14),
    )

    def buy_from(self, root: str) -> None:
        """Get ready to buy options of a root."""
        market = self.data.market
        self._spec = option_spec(root)
        self.dates = OptionDates(market.days[0], market.days[-1], market.calendar, self.p.sessions_before)

    def budget_left(self, ruled: RuleState) -> float:
        """The premium budget, a share of equity, that the rules leave."""
        return ruled.target_ratio

    def trade_options(self, budget: float, *, switched: bool, futures: float = 0.0) -> None:
        """Sales and purchases on the evening before a fixed date, for a budget (share of equity) that the rules have
        left; all is sold where a rule leaves nothing. Beside futures of a value in account currency.
        """
        self._hold_waiting_to(budget)
        due, stopped = self.view.next_session in self.dates, switched and budget == 0.0
        if due or stopped:
            self._take_back_orders()
            self._sell(due=due)
        elif not any(order.data.is_option for order in self.broker.desk.waiting):
            self.trim_options(self.p.cap.limit, futures)
        if due and budget > 0.0:
            self._buy(budget, futures)

    def _hold_waiting_to(self, budget: float) -> None:
        """An order that still waits for its money may spend no more than the rules leave by now."""
        for order in self.broker.desk.waiting:
            if order.info.get("budget"):
                order.addinfo(budget=min(order.info.budget, budget))

    def _take_back_orders(self) -> None:
        for order in [one for one in self.broker.desk.waiting if one.data.is_option]:
            self.cancel(order)

    def _sell(self, *, due: bool) -> None:
        """Leave every series that does not end tomorrow by itself, because a fixed date is due or a rule says so."""
        why = {"purpose": Purpose.OPTION_ROLL} if due else {"reason": "rule"}
        for contract, position in self.broker.positions.items():
            if contract.is_option and contract.contract.expiry > self.view.next_session:
                order = self.sell if position.size > 0 else self.buy  # what was sold by mistake is bought back
                order(data=contract, size=abs(position.size), **why)

    def chosen(self, day: int) -> Any:
        """The option that tonight's prices and trend let buy for a fixed date; None where the trend lets buy none."""
        right = RIGHTS.get(side_bought(DIRECTIONS.index(self.p.direction), self._direction()))
        if right is None:
            return None
        expiry = self.dates.series(day)
        return self.data.option(self._spec.root, expiry, self._strike(expiry, right), right)

    def affordable(self, contract: Any, budget: float, futures: float = 0.0) -> int:
        """Contracts of an option that a budget (share of equity) pays for by tonight's prices and the limit on exposure
        leaves room for, beside futures of a value in account currency; 0 where one costs more.
        """
        size = contracts_within(budget, self.broker.getvalue(), self.broker.cost_of(contract))
        return contracts_bought(size, self.most_options(contract, self.p.cap.limit, futures, {})) if size else 0

    def _buy(self, budget: float, futures: float) -> None:
        contract = self.chosen(self.view.next_session)
        if contract is None:
            self.journal.event(self.view.today, "no_trend", "", "no_trend", **self._observation()._asdict())
            return
        size = self.affordable(contract, budget, futures)
        if size:
            limits = {"budget": budget, "exposure_limit": self.p.cap.limit}
            self.buy(data=contract, size=size, purpose=Purpose.PREMIUM, **limits)
        else:
            self.over_budget(contract, budget)

    def _direction(self) -> int:
        return trend_filter.trend(self.p.trend, self._observation())

    def _observation(self) -> TrendObservation:
        view = self.view
        return TrendObservation(
            close=view.value("close"),
            average=view.moving_average(self.p.average_window),
            efficiency=view.efficiency_ratio(self.p.efficiency_window),
            adx=view.adx(self.p.adx_window),
        )

    def _strike(self, expiry: int, right: Right) -> float:
        spec, choice = self._spec, self.p.strike
        steps, call = spec.steps(self.view.scale), right == "C"
        underlying = self.view.value("close") * spec.index_share
        if choice.delta is None:
            return strike_by_distance(steps, underlying, choice.out_of_the_money, call=call)

        def delta(strike: float) -> float:
            return float(self.data.option_delta(spec, expiry, strike, right))

        return strike_by_delta(steps, underlying, choice.delta, delta, call=call)

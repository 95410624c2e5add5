"""Spare cash: how much of it an account wants, and what of the fund may be turned into it."""

from math import inf

from engine.execution import Execution
from engine.terms import CashPolicy


class SpareCash:
    """Keeps an account's cash near its target, session by session."""

    def __init__(self, execution: Execution, policy: CashPolicy) -> None:
        self._account = execution.account
        self._desk = execution.desk
        self._margin = execution.margin
        self._options = execution.options
        self._policy = policy

    def sweep(self, place: int) -> None:
        """Move what is above the target into the fund, redeem what is missing."""
        notional, contracts = self._intended()
        band = 0.0 if self._short() else self._policy.band
        self._account.sweep(place, self._target(notional, contracts), band, lambda: self._spare(contracts))

    def provide_for_orders(self, place: int) -> None:
        """In the evening, redeem what waiting orders will need: where only cash is collateral without regard to the band."""
        account, (notional, contracts) = self._account, self._intended()
        target = self._target(notional, contracts) + self._premiums()
        missing = target - account.cash - account.in_transit
        if not account.profile.fund_is_collateral or missing > self._policy.band * target:
            account.redeem(place, min(missing, account.fund, self._spare(contracts)))

    def _short(self) -> bool:
        """Whether money is asked for, so that no band may keep it in the fund: a call is open, or margin is not covered."""
        account, margin = self._account, self._margin
        coming = account.cash + account.in_transit
        return margin.called or not (account.profile.fund_is_collateral or coming >= margin.maintenance)

    def _target(self, notional: float, contracts: float) -> float:
        """Cash wanted for a notional and the full-size contracts it takes."""
        if self._account.profile.fund_is_collateral:
            return self._policy.cash_ratio * notional
        return self._margin.initially_required(contracts) + self._policy.buffer_ratio * notional

    def _spare(self, contracts: float) -> float:
        """Fund that can be redeemed without bringing collateral below initial margin while the money is on its way."""
        profile = self._account.profile
        if not profile.fund_is_collateral:
            return inf
        return max(self._account.collateral - self._margin.initially_required(contracts), 0.0) / (
            1.0 - profile.fund_haircut
        )

    def _intended(self) -> tuple[float, float]:
        """(notional, full-size contracts) once waiting orders have filled."""
        if not self._desk.waiting:
            return self._account.notional, self._account.margin_contracts
        sizes = {one: position.size for one, position in self._desk.positions.items() if not one.is_option}
        for order in self._desk.waiting:
            if not order.data.is_option:
                sizes[order.data] = sizes.get(order.data, 0) + int(order.size)
        notional = sum(abs(size) * one.close[0] * one.multiplier for one, size in sizes.items())
        return notional, sum(abs(size) * one.contract.spec.margin_share for one, size in sizes.items())

    def _premiums(self) -> float:
        """What waiting option orders cost at today's offers."""
        bought = [order for order in self._desk.waiting if order.data.is_option and order.size > 0]
        return sum((order.size * self._options.cost(order.data, order.data.mark()) for order in bought), 0.0)

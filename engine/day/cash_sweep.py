"""Spare cash: how much of it an account wants, and what of the fund may be turned into it."""

from math import inf
from typing import Any, Protocol

from data.base.sums import total
from engine.account.hedge import CurrencyHedge
from engine.account.margin import spare_fund
from engine.account.settlement import redeems_now
from engine.day.execution import Execution
from engine.day.flow_book import FlowBook
from engine.day.terms import CashPolicy, cash_wanted
from engine.tax.book import TaxBook


class Sweep(Protocol):
    """The standing instruction for an account's cash."""

    @property
    def for_the_hedge(self) -> float:
        """Collateral that a currency hedge keeps, account currency."""

    @property
    def wanted(self) -> float:
        """Cash wanted tonight, account currency."""

    @property
    def initial(self) -> float:
        """Initial margin of what is held once waiting orders have filled, account currency."""

    def sweep(self) -> None:
        """At the end of a session."""

    def provide_for_orders(self) -> None:
        """In the evening, when orders were sent."""


class NoSweep:
    """That of an account without a fund: all money is cash, and stays where it is."""

    for_the_hedge = wanted = initial = 0.0

    def sweep(self) -> None:
        """Nothing."""

    provide_for_orders = sweep


class CashSweep:
    """Keeps an account's cash near its target, session by session."""

    def __init__(
        self,
        execution: Execution,
        policy: CashPolicy,
        hedge: CurrencyHedge | None,
        tax: TaxBook | None,
        flows: FlowBook | None,
    ) -> None:
        self._account = execution.account
        self._desk = execution.desk
        self._margin = execution.margin
        self._today = execution.prices.today
        self._options = execution.options
        self._shares = execution.shares
        self._policy = policy
        self._hedge = hedge
        self._tax, self._flows = tax, flows

    @property
    def _fund_counts(self) -> bool:
        return self._account.profile.fund_is_collateral

    def sweep(self) -> None:
        """Move what is above the target into the fund, redeem what is missing. Raises `MissingFact` where
        margin is not known.
        """
        reserve = self._reserve()
        pressed = self._margin.called or reserve > 0.0 or not (self._fund_counts or self._covered())
        band = 0.0 if pressed else self._policy.band
        self._account.sweep(self._today.row, self._target(reserve), band, self._spare, self._kept())

    def provide_for_orders(self) -> None:
        """In the evening, redeem what waiting orders will need: where only cash is collateral without regard to the
        band. Raises `MissingFact` where margin is not known.
        """
        account, target = self._account, self.wanted
        missing = target - account.cash - account.in_transit
        if redeems_now(missing, target, self._policy.band, self._fund_counts):
            account.redeem(self._today.row, min(missing, account.fund, self._spare()))

    @property
    def wanted(self) -> float:
        """Cash wanted tonight, orders that wait and payments to come counted; account currency. Raises `MissingFact`
        where margin is not known.
        """
        return self._target(self._reserve()) + self._premiums()

    def _kept(self) -> float:
        """Cash that margin needs this evening: initial margin of what is held, where only cash is collateral."""
        return 0.0 if self._fund_counts else self._margin.initial + self._account.uncounted

    def _reserve(self) -> float:
        """Cash wanted for payments that are known to come: tax, and what is taken out."""
        tax = self._tax.wanted(self._today.row) if self._tax else 0.0
        return tax + (self._flows.wanted(self._today.row) if self._flows else 0.0)

    def _covered(self) -> bool:
        """Whether cash with what is on its way covers margin."""
        account = self._account
        return account.cash + account.in_transit >= self._margin.maintenance

    def _target(self, reserve: float) -> float:
        """Cash wanted for the positions that are held once waiting orders have filled, for the shares they buy, and
        the `reserve` for a payment to come.
        """
        if not (self._desk.expected or self._hedge):
            # the margin of what is held has just been tested
            initial, notional = self._margin.initial, self._account.notional
            wanted = cash_wanted(self._policy, initial, notional, 0.0, fund_counts=self._fund_counts)
            return wanted + reserve + self._account.uncounted
        sold = self._hedge.planned if self._hedge else 0.0
        contracts, notional, short = self._after_orders()
        futures = self._margin.initially_required(contracts, short=short)
        initial = futures + self._margin_of_the_hedge() + self._written()
        wanted = self._policy.wanted(self._account.profile, initial, notional, sold)
        return wanted + (reserve + self._purchases()) + self._account.uncounted

    @property
    def for_the_hedge(self) -> float:
        """Its margin, and where only cash counts its buffer, account currency: what can be no
        collateral for anything else.
        """
        if not self._hedge:
            return 0.0
        sold = self._hedge.planned
        return self._margin_of_the_hedge() + self._policy.buffer_of_hedge(self._account.profile, sold)

    def _margin_of_the_hedge(self) -> float:
        return self._hedge.planned * self._hedge.margin_share if self._hedge else 0.0

    def _written(self) -> float:
        """Margin of the options that are written once waiting orders have filled, account currency."""
        waiting = [order for order in self._desk.expected if order.data.is_option]
        if not (self._account.options.writes or any(order.info.get("writes") for order in waiting)):
            return 0.0
        options = self._options
        return self._margin.written(options.leg(one.data, int(one.size), one.data.mark()) for one in waiting)

    def _purchases(self) -> float:
        """What waiting orders for shares cost at today's prices."""
        bought = [order for order in self._desk.expected if order.data.is_share and order.size > 0]
        return total(order.size * self._shares.price(order.data, order.data.close[0]) for order in bought)

    def _spare(self) -> float:
        """Fund that can be redeemed; see `engine.account.margin.spare_fund`."""
        if not self._fund_counts:
            return inf
        return spare_fund(self._account.collateral, self.initial, self._account.profile.fund_haircut)

    @property
    def initial(self) -> float:
        """Initial margin of what is held once waiting orders have filled, account currency. Raises `MissingFact` where
        margin is not known.
        """
        contracts, _, short = self._after_orders()
        return self._margin.to_be_covered(contracts, self._written(), short=short)

    def _after_orders(self) -> tuple[float, float, bool | None]:
        """Futures once waiting orders have filled: in full-size contracts, their index value, and whether they are
        short on balance (None: as they are).
        """
        if not self._desk.expected:
            return self._account.margin_contracts, self._account.notional, None
        sizes: dict[Any, float] = {
            one: position.size for one, position in self._desk.positions.items() if one.is_margined
        }
        for order in self._desk.expected:
            if order.data.is_margined:
                sizes[order.data] = sizes.get(order.data, 0) + int(order.size)
        shares = [(size * one.contract.spec.margin_share, one, size) for one, size in sizes.items()]
        contracts, short = total(abs(share) for share, _, _ in shares), total(share for share, _, _ in shares) < 0.0
        return contracts, total(abs(size) * one.close[0] * one.multiplier for _, one, size in shares), short

    def _premiums(self) -> float:
        """What waiting option orders cost at today's offers."""
        bought = [order for order in self._desk.expected if order.data.is_option and order.size > 0]
        return total(order.size * self._options.cost(order.data, order.data.mark()) for order in bought)

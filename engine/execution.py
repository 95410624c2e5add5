"""Execution: orders against the prices of a session, with their costs, limits and margin."""

from typing import Any

from engine.account import Account
from engine.costs import CostModel, cost_category
from engine.margin import affordable
from engine.margin_watch import MarginWatch
from engine.option_execution import OptionExecution
from engine.orders import OrderDesk
from engine.session_prices import Quote, SessionPrices
from engine.share_execution import ShareExecution
from engine.terms import BrokerTerms
from engine.tradables import Tradable
from strategies.rules.leverage_cap import largest_position


class Execution:
    """Fills orders of one account."""

    def __init__(
        self, account: Account, desk: OrderDesk, margin: MarginWatch, prices: SessionPrices, terms: BrokerTerms
    ) -> None:
        self.account = account
        self.desk = desk
        self.margin = margin
        self.prices = prices
        self.options = OptionExecution(account, desk, margin, prices, terms.option_commissions)
        self.shares = ShareExecution(account, desk, margin, prices, terms)
        self._costs = terms.costs
        self._contracts_before = 0.0

    def open(self) -> None:
        """Begin the fills of a session: what is given up from now on may be taken up again."""
        self._contracts_before = self.account.margin_contracts

    def fill(self, order: Any) -> None:
        """Fill an order at today's price, or end it, or leave it waiting for its money."""
        if order.data.is_option:
            self.options.fill(order)
            return
        if order.data.is_share:
            self.shares.fill(order)
            return
        tradable, day, quote = order.data, self.prices.day, self.prices.at_the_fill(order.data)
        size = self._within_limit(order, tradable, quote.mid)
        if tradable.contract.expiry <= day:
            self.desk.end(order, order.reject, "the contract has expired", day)
        elif size == 0:
            self.desk.end(order, order.cancel, "the exposure limit leaves no room", day)
        elif self._may_fill(tradable, size):
            self.trade(order, size, quote, order.info.reason or "")
        elif self._may_fill(tradable, size, on_arrival=True):
            self.desk.waiting.append(order)  # its money is on the way
        else:
            self.desk.end(order, order.margin, "collateral does not cover initial margin", day)

    def trade(self, order: Any, size: int, quote: Quote, reason: str) -> float:
        """Trade signed contracts at a quote and charge commission and half-spread; the mid price that was had."""
        tradable, costs = order.data, self.costs(order.data)
        contract, half_spread = tradable.contract, costs.half_spread_points(reason, quote.vix)
        commission = costs.commission * abs(size)
        mid = self.account.trade(contract, size, quote.mid, quote.spot)
        self.account.charge("commission", commission, contract, reason)
        self.account.charge(cost_category(reason), half_spread * abs(size) * tradable.multiplier, contract, reason)
        price = mid + half_spread if size > 0 else mid - half_spread
        self.desk.fill(order, self.prices.day, size, price, reason, half_spread=half_spread, commission=commission)
        return mid

    def expire(self, tradable: Tradable, value: float) -> int:
        """Settle a position in cash at a value of the index; its signed size."""
        size = int(self.desk.positions[tradable].size)
        price = self.account.trade(tradable.contract, -size, value, value)
        self.desk.fill(self.desk.own_order(tradable, -size), self.prices.day, -size, price, "expiry")
        return size

    def reduces(self, order: Any) -> bool:
        """Whether an order only makes a position smaller: it does not turn it round."""
        return self._only_reduces(order.data, int(order.size))

    def _only_reduces(self, tradable: Tradable, size: int) -> bool:
        held = int(self.desk.position(tradable).size)
        return held * (held + size) >= 0 and abs(held + size) <= abs(held)

    def _within_limit(self, order: Any, tradable: Tradable, price: float) -> int:
        """Signed size that leaves total exposure within the order's limit, if it has one; to reduce it may trade further."""
        limit, held, asked = order.info.get("exposure_limit"), int(self.desk.position(tradable).size), int(order.size)
        final = held + asked
        if limit is None or final == 0:
            return asked
        unit = price * tradable.multiplier
        others = self.account.notional - abs(held) * unit
        equity = self.account.equity - self._worst_cost(tradable, abs(held) + abs(asked))
        most = largest_position(limit, equity, others, unit)
        size = max(-most, min(final, most)) - held
        return size if size * asked > 0 else 0

    def _worst_cost(self, tradable: Tradable, count: int) -> float:
        costs = self.costs(tradable)
        spread = max(costs.stress_half_spread, costs.half_spread, costs.roll_half_spread)
        return count * (costs.commission + spread * tradable.multiplier)

    def _may_fill(self, tradable: Tradable, size: int, *, on_arrival: bool = False) -> bool:
        """Whether collateral, or what it will be `on_arrival` of the money on its way, covers initial margin after the fill.

        Never asked of an order that only reduces, nor of one that takes up what was given up earlier in the session (the
        second leg of a roll).
        """
        if self._only_reduces(tradable, size):
            return True
        held = int(self.desk.position(tradable).size)
        added = (abs(held + size) - abs(held)) * tradable.contract.spec.margin_share
        contracts = self.account.margin_contracts + added
        if held * (held + size) >= 0 and contracts <= self._contracts_before + 1e-9:
            return True
        collateral = self.account.collateral_on_arrival if on_arrival else self.account.collateral
        left = collateral - self._worst_cost(tradable, abs(size))
        return affordable(left, self.margin.initially_required(contracts)) and not self.margin.ruined

    def costs(self, tradable: Tradable) -> CostModel:
        """Trading costs of a contract."""
        return self._costs[tradable.contract.spec.root]

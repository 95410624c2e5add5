"""Execution of option orders: bought within a budget and out of money that is there, sold or settled for what they are worth."""

from collections.abc import Mapping
from typing import Any

from data.option_curve import OptionMark
from engine.account import Account
from engine.costs import cost_category
from engine.margin import affordable
from engine.margin_watch import MarginWatch
from engine.option_book import INSURANCE, OVERLAY
from engine.orders import OrderDesk
from engine.records import FillRow
from engine.session_prices import SessionPrices
from engine.tradables import OptionTradable
from strategies.journal import OVER_BUDGET


class OptionExecution:
    """Fills option orders of one account. `commissions` are currency per contract and side, by cost root.

    `info` of an order may carry `budget`, the share of equity that premium and costs may not exceed, and `exposure_limit`.
    """

    def __init__(
        self,
        account: Account,
        desk: OrderDesk,
        margin: MarginWatch,
        prices: SessionPrices,
        commissions: Mapping[str, float],
    ) -> None:
        self._account = account
        self._desk = desk
        self._margin = margin
        self._prices = prices
        self._commissions = commissions

    def fill(self, order: Any) -> None:
        """Fill an order at today's price, or end it, or leave it waiting for its money."""
        tradable, day, asked = order.data, self._prices.day, int(order.size)
        mark = self.mark(tradable)
        held = int(self._desk.position(tradable).size)
        size, why = (max(asked, -held), "") if asked < 0 else self._within_limits(order, tradable, mark)
        if tradable.contract.expiry <= day:
            self._desk.end(order, order.reject, "the contract has expired", day)
        elif size == 0:
            self._desk.end(order, order.cancel, why or "nothing is held that could be sold", day)
        elif size < 0 or self._may_buy(tradable, size, mark):
            self.trade(order, size, mark, order.info.reason or "")
        elif order.info.get("budget") and (covered := self._covered(tradable, mark)) > 0:
            self.trade(order, min(size, covered), mark, order.info.reason or "")
        elif self._may_buy(tradable, size, mark, on_arrival=True):
            self._desk.waiting.append(order)  # its money is on the way
        else:
            self._desk.end(order, order.margin, "the premium is not covered", day)

    def mark(self, tradable: OptionTradable) -> OptionMark:
        """What orders fill at."""
        return self.worst(tradable, tradable.mark(at_open=self._prices.at_open))

    def worst(self, tradable: OptionTradable, mark: OptionMark) -> OptionMark:
        """A mark as it counts for this account: a ruined one gets no price better than its last."""
        held = self._account.options.holdings.get(tradable.code) if self._margin.ruined else None
        return mark._replace(mid=min(mark.mid, held.mark)) if held else mark

    def trade(self, order: Any, size: int, mark: OptionMark, reason: str) -> None:
        """Buy or sell at a mark and charge commission and half-spread; a sale never pays to be rid of something."""
        tradable = order.data
        half_spread = mark.half_spread if size > 0 else min(mark.half_spread, mark.mid)
        price = mark.mid + half_spread if size > 0 else mark.mid - half_spread
        commission = self.commission(tradable) * abs(size)
        self._account.options.trade(tradable.contract, size, mark.mid, INSURANCE if reason == INSURANCE else OVERLAY)
        self._account.charge("commission", commission, tradable.contract, reason)
        spread = half_spread * abs(size) * tradable.multiplier
        self._account.charge(cost_category(reason), spread, tradable.contract, reason)
        self._note(order, size, price, reason, half_spread, commission)

    def expire(self, tradable: OptionTradable, value: float) -> int:
        """Pay out a position at its settlement value; its signed size. A ruined account is paid no more than the last mark."""
        if self._margin.ruined:
            value = min(value, self._account.options.holdings[tradable.code].mark)
        size = int(self._desk.positions[tradable].size)
        self._account.options.trade(tradable.contract, -size, value)
        self._note(self._desk.own_order(tradable, -size), -size, value, "expiry")
        return size

    def commission(self, tradable: OptionTradable) -> float:
        """Commission of one contract."""
        return self._commissions[tradable.contract.spec.cost_root]

    def cost(self, tradable: OptionTradable, mark: OptionMark) -> float:
        """What it costs to buy one contract: the offer and the commission."""
        return mark.ask * tradable.multiplier + self.commission(tradable)

    def _note(self, order: Any, size: int, price: float, reason: str, *paid: float) -> None:
        half_spread, commission = paid or (0.0, 0.0)
        tradable, day = order.data, self._prices.day
        unlisted = tradable.contract.hypothetical(day)
        self._desk.fill(order, FillRow(day, tradable.code, size, price, half_spread, commission, reason, unlisted))

    def _within_limits(self, order: Any, tradable: OptionTradable, mark: OptionMark) -> tuple[int, str]:
        """(contracts that budget and exposure limit allow, what leaves room for none)."""
        equity, asked = max(self._account.equity, 0.0), int(order.size)
        budget, limit = order.info.get("budget"), order.info.get("exposure_limit")
        if budget is not None and budget * equity < self.cost(tradable, mark):
            return 0, OVER_BUDGET
        if budget is not None:
            asked = min(asked, int(budget * equity / self.cost(tradable, mark)))
        if limit is not None:
            asked = min(asked, self._within_exposure(limit, equity, tradable, mark))
        return asked, "the exposure limit leaves no room"

    def _within_exposure(self, limit: float, equity: float, tradable: OptionTradable, mark: OptionMark) -> int:
        """Contracts after which the delta of futures and options together, costs paid, is within the limit on total exposure."""
        held = self._account.sensitivity[0] + self._delta()
        one = mark.exposure * tradable.multiplier
        friction = mark.half_spread * tradable.multiplier + self.commission(tradable)
        taken = abs(held) if held * one >= 0.0 else -abs(held)
        room = (limit - 1.0) * equity - taken
        return int(max(room, 0.0) / max(abs(one) + (limit - 1.0) * friction, 1e-9))

    def _delta(self) -> float:
        """Change of the options held for a 100 % move of the index."""
        options = [(one, position.size) for one, position in self._desk.positions.items() if one.is_option]
        return sum((size * one.multiplier * self.mark(one).exposure for one, size in options), 0.0)

    def _covered(self, tradable: OptionTradable, mark: OptionMark) -> int:
        """Contracts that collateral above initial margin pays for: an order within a budget takes what it can get."""
        margin, account = self._margin, self._account
        spare = account.collateral - margin.initially_required(account.margin_contracts)
        return 0 if margin.ruined else int(spare / self.cost(tradable, mark))

    def _may_buy(self, tradable: OptionTradable, size: int, mark: OptionMark, *, on_arrival: bool = False) -> bool:
        """Whether collateral, or what it will be `on_arrival` of money on its way, covers initial margin once the premium is paid."""
        collateral = self._account.collateral_on_arrival if on_arrival else self._account.collateral
        left = collateral - size * self.cost(tradable, mark)
        return (
            affordable(left, self._margin.initially_required(self._account.margin_contracts))
            and not self._margin.ruined
        )

"""Execution of option orders: bought within a budget and out of money that is there, written on collateral, sold or
settled for what they are worth.
"""

from collections.abc import Mapping

from data.curves.option_curve import OptionMark
from engine.account.account import Account
from engine.account.costs import cost_category
from engine.account.margin import affordable
from engine.account.margin_monitor import MarginMonitor
from engine.account.option_book import INSURANCE, OVERLAY
from engine.account.written import OptionLeg, leg_of
from engine.day.fill_sizes import UNLIMITED
from engine.day.given import Dealt, Outcome, as_dealt, commission_paid
from engine.day.instruments import OptionInstrument
from engine.day.option_sizes import (
    bought,
    covered,
    friction,
    left_by_sale,
    over_budget,
    purchase_cost,
    sold_half_spread,
    within_room,
)
from engine.day.orders import Desk, Fill, Order
from engine.day.session_prices import SessionPrices
from strategies.events.purposes import Ending, Purpose
from strategies.rules.leverage_cap import Deltas, most_options, of_futures, together


class OptionExecution:
    """Fills option orders of one account. `commissions` are currency per contract and side, by cost root.

    `info` of an order may carry `budget`, the share of equity that premium and costs may not exceed,
    `exposure_limit`, and of a sale `writes`: it may sell what is not held.
    """

    def __init__(
        self,
        account: Account,
        desk: Desk,
        margin: MarginMonitor,
        prices: SessionPrices,
        commissions: Mapping[str, float],
    ) -> None:
        self._account = account
        self._desk = desk
        self._margin = margin
        self._prices = prices
        self._commissions = commissions

    def outcome(self, order: Order) -> Outcome:
        """What becomes of an order at today's price; it may wait for its money."""
        if order.data.contract.expiry <= self._prices.day:
            return Ending.EXPIRED
        return self._outcome(order, self.mark(order.data))

    def _outcome(self, order: Order, mark: OptionMark) -> Outcome:
        instrument = order.data
        size, why = self._within_limits(order, instrument, mark) if order.size > 0 else self._sale(order, mark)
        if size == 0:
            return why
        if size < 0:
            return self._sold(instrument, size, mark)
        if self.buys_back(order) or self._may_buy(instrument, size, mark):
            return size
        if order.info.get("budget") and (paid := self._covered(instrument, mark)) > 0:
            return min(size, paid)
        least = 1 if order.info.get("budget") else size  # the money of that part of it may be on the way
        return None if self._may_buy(instrument, least, mark, on_arrival=True) else Ending.NO_PREMIUM

    def _sold(self, instrument: OptionInstrument, size: int, mark: OptionMark) -> Outcome:
        """A sale (negative) fills where collateral covers what is then written; it waits where it will once money has
        arrived.
        """
        if self._may_sell(instrument, size, mark):
            return size
        return None if self._may_sell(instrument, size, mark, on_arrival=True) else Ending.NO_COLLATERAL

    def buys_back(self, order: Order) -> bool:
        """Whether an order only takes back options that were written."""
        return 0 < order.size <= -self._desk.position(order.data).size

    def leg(self, instrument: OptionInstrument, size: int, mark: OptionMark) -> OptionLeg:
        """Signed contracts as the margin of written options sees them."""
        return leg_of(instrument.contract, self._account.options.index, size, mark.mid)

    def mark(self, instrument: OptionInstrument) -> OptionMark:
        """What orders fill at."""
        return instrument.mark(at_open=self._prices.at_open)

    def trade(self, order: Order, size: int, mark: OptionMark, dealt: Dealt | None = None) -> float:
        """Buy or sell (negative) at a mark and charge commission and half-spread, or what was `dealt`; the mid price
        that was had, in points.

        A sale never pays to be rid of something.
        """
        instrument, contract = order.data, order.data.contract
        purpose, reason = order.info.purpose, order.info.reason or ""
        held_for = INSURANCE if purpose == Purpose.INSURANCE else OVERLAY
        mid = self._account.options.trade(contract, size, mark.mid, held_for)
        half_spread = sold_half_spread(mark.half_spread, mid, size)
        commission = commission_paid(self.commission(instrument) * abs(size), dealt)
        self._account.charge("commission", commission, contract, reason)
        self._account.charge(cost_category(purpose), half_spread * abs(size) * instrument.multiplier, contract, reason)
        fill = as_dealt(self._account, order, Fill(size, mid, half_spread, commission), dealt)
        self._desk.fill(order, fill, self._prices.day)
        return mid

    def expire(self, instrument: OptionInstrument, value: float) -> int:
        """Settle a position at its settlement value, in points: paid out, or owed where it was written; its signed
        size, as it was held.
        """
        size = int(self._desk.positions[instrument].size)
        price = self._account.options.trade(instrument.contract, -size, value)
        self._desk.fill(self._desk.own_order(instrument, -size, Purpose.EXPIRY), Fill(-size, price), self._prices.day)
        return size

    def commission(self, instrument: OptionInstrument) -> float:
        """Commission of one contract, account currency."""
        return self._commissions[instrument.contract.spec.cost_root] * self._prices.scale

    def cost(self, instrument: OptionInstrument, mark: OptionMark) -> float:
        """What it costs to buy one contract, account currency: the offer and the commission."""
        return purchase_cost(mark.mid, mark.half_spread, instrument.multiplier, self.commission(instrument))

    def friction(self, order: Order) -> float:
        """What an order may cost beyond the mid price, account currency: a sale may become one of all that is held, and
        a series that ended while its order waited costs nothing.
        """
        if order.data.contract.expiry < self._prices.day:
            return 0.0
        count = order.size if order.size > 0 else max(self._desk.position(order.data).size, -order.size)
        return int(count) * self._friction(order.data, self.mark(order.data))

    def _within_limits(self, order: Order, instrument: OptionInstrument, mark: OptionMark) -> tuple[int, Ending]:
        """(contracts that budget and exposure limit allow, what leaves room for none)."""
        equity, asked = max(self._account.equity, 0.0), int(order.size)
        if self.buys_back(order):
            return asked, Ending.NO_ROOM
        budget, limit = order.info.get("budget"), order.info.get("exposure_limit")
        budget, cost = UNLIMITED if budget is None else budget, self.cost(instrument, mark)
        if over_budget(budget, equity, cost):
            return 0, Ending.OVER_BUDGET
        asked = bought(asked, budget, equity, cost)
        if limit is not None:
            most = self._most(limit, equity, instrument, mark)
            asked = within_room(asked, int(self._desk.position(instrument).size), most)
        return asked, Ending.NO_ROOM

    def _sale(self, order: Order, mark: OptionMark) -> tuple[int, Ending]:
        """(signed size of a sale, what leaves nothing of it): no more than is held unless it writes, as much more than
        asked as an exposure limit needs of what is held, and written no more than that leaves room for.
        """
        instrument, limit = order.data, order.info.get("exposure_limit")
        held, writes = int(self._desk.position(instrument).size), bool(order.info.get("writes"))
        left = held + int(order.size) if writes else left_by_sale(held, int(order.size))
        if limit is not None:
            equity = self._account.equity - max(held, 0) * self._friction(instrument, mark)
            if left >= 0:
                left = min(left, self._most(limit, equity, instrument, mark))
            else:
                left = min(max(left, -self._most(limit, equity, instrument, mark, side=-1)), max(held, left))
        return left - held, Ending.NO_ROOM if writes else Ending.NOTHING_HELD

    def _most(self, limit: float, equity: float, instrument: OptionInstrument, mark: OptionMark, side: int = 1) -> int:
        """Contracts of a series, unsigned, bought or with `side` -1 written, that keep the delta of futures and options
        together, costs paid, within the limit on exposure, also after a move of the index.
        """
        others = [(1.0, of_futures(self._account.sensitivity[0]))]
        others += [
            (position.size, self._deltas(one))
            for one, position in self._desk.positions.items()
            if one.is_option and one is not instrument
        ]
        friction = self._friction(instrument, mark)
        return most_options(limit, equity, together(*others), together((side, self._deltas(instrument))), friction)

    def _friction(self, instrument: OptionInstrument, mark: OptionMark) -> float:
        """What a trade of one contract costs beyond its mid price."""
        return friction(mark.half_spread, instrument.multiplier, self.commission(instrument))

    def _deltas(self, instrument: OptionInstrument) -> Deltas:
        """Deltas of one contract at what orders fill at."""
        return instrument.deltas(at_open=self._prices.at_open)

    def _covered(self, instrument: OptionInstrument, mark: OptionMark) -> int:
        """Contracts that collateral above initial margin pays for: an order within a budget takes what it can get."""
        margin, account = self._margin, self._account
        spare = account.collateral - margin.to_be_covered(account.margin_contracts)
        return 0 if margin.ruined else covered(spare, self.cost(instrument, mark))

    def _may_buy(self, instrument: OptionInstrument, size: int, mark: OptionMark, *, on_arrival: bool = False) -> bool:
        """Whether collateral, or what it will be `on_arrival` of money on its way, covers initial margin once
        the premium is paid.
        """
        collateral = self._account.collateral_on_arrival if on_arrival else self._account.collateral
        left = collateral - size * self.cost(instrument, mark)
        return self._affordable(left, instrument, size, mark)

    def _may_sell(self, instrument: OptionInstrument, size: int, mark: OptionMark, *, on_arrival: bool = False) -> bool:
        """Whether collateral, or what it will be `on_arrival` of money on its way, covers initial margin after a sale:
        asked only where that makes the margin of written options larger.
        """
        margin, account = self._margin, self._account
        if margin.written([self.leg(instrument, size, mark)]) <= margin.written():
            return True
        held = max(int(self._desk.position(instrument).size), 0)
        given_up = (1.0 - account.profile.option_haircut) * min(-size, held) * instrument.multiplier * mark.mid
        had = -size * (max(mark.mid - mark.half_spread, 0.0) * instrument.multiplier - self.commission(instrument))
        collateral = account.collateral_on_arrival + had if on_arrival else account.collateral_with(had)
        return self._affordable(collateral - given_up, instrument, size, mark)

    def _affordable(self, collateral: float, instrument: OptionInstrument, size: int, mark: OptionMark) -> bool:
        """Whether collateral as it stands after a trade of signed contracts covers initial margin then."""
        written = self._margin.written(
            [self.leg(instrument, size, mark)] if self._account.options.writes or size < 0 else ()
        )
        asked = self._margin.to_be_covered(self._account.margin_contracts, written)
        return affordable(collateral, asked) and not self._margin.ruined

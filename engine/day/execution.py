"""Execution: orders against the prices of a session, with their costs, limits and margin."""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.sums import total
from engine.account.account import Account
from engine.account.costs import (
    CostModel,
    commission_of,
    cost_category,
    dearest_half_spread,
    half_spread_points,
    mean_half_spread,
    paid_half_spreads,
    worst_cost,
)
from engine.account.margin import affordable
from engine.account.margin_monitor import MarginMonitor
from engine.account.rolls import Leg, rolled_parts
from engine.day.fill_sizes import added, fills_unasked, only_reduces, waits_for_spare, within_limit
from engine.day.given import Dealt, Instead, Outcome, as_dealt, commission_paid
from engine.day.instruments import Instrument
from engine.day.option_execution import OptionExecution
from engine.day.orders import Desk, Fill, Order
from engine.day.session_prices import Quote, SessionPrices
from engine.day.share_execution import ShareExecution
from engine.day.terms import BrokerTerms
from strategies.events.purposes import Ending, Purpose


class Trade(NamedTuple):
    """A trade that is done at its mid price (points), and whose half-spread is still to be paid: contracts are signed,
    `held` before it, commission in account currency.
    """

    order: Order
    held: int
    size: int
    mid: float
    commission: float
    vix: float
    dealt: Dealt | None


class Ended(NamedTuple):
    """An order that ends without a fill."""

    order: Order
    why: Ending


class Execution:
    """Fills orders of one account."""

    def __init__(
        self, account: Account, desk: Desk, margin: MarginMonitor, prices: SessionPrices, terms: BrokerTerms
    ) -> None:
        self.account = account
        self.desk = desk
        self.margin = margin
        self.prices = prices
        self.options = OptionExecution(account, desk, margin, prices, terms.option_commissions)
        self.shares = ShareExecution(account, desk, margin, prices, terms)
        self._costs_on = terms.costs_on
        self._contracts_before = 0.0
        self.own: Instead | None = None
        """What says of each order what was done in truth, where the fills of a session are given."""
        self._trades: list[Trade] = []
        self._coming: list[Order] = []

    def open(self) -> None:
        """Begin the fills of a session: what is given up from now on may be taken up again."""
        self._contracts_before = self.account.margin_contracts

    def fill(self, orders: Sequence[Order]) -> None:
        """Fill orders as they were sent, but those for one root together: only then is known
        what of them was rolled.
        """
        groups = _by_root(sorted(orders, key=self._adds))
        for number, together in enumerate(groups, 1):
            self._coming = [order for group in groups[number:] for order in group if order.data.is_option]
            self._finish([self._fill(order) for order in together])

    def _adds(self, order: Order) -> bool:
        """Whether an order does more than take back written options: those come first, so that what covers them can
        be sold.
        """
        return not (order.data.is_option and self.options.buys_back(order))

    def _fill(self, order: Order, *, waits: bool = True) -> Trade | Ended | None:
        """Trade at today's price, or find that the order ends; None for one that waits, and for what
        is finished already.
        """
        outcome = self._outcome(order, waits=waits)
        if self.own:
            outcome = self.own.instead_of(order, outcome)
        if outcome is None:
            self.desk.put_back(order)  # its money is on the way
            return None
        if isinstance(outcome, Ending):
            return Ended(order, outcome)
        return self._deal(order, outcome, self.own.dealt(order) if self.own else None)

    def _outcome(self, order: Order, *, waits: bool) -> Outcome:
        """What becomes of an order at today's price; it `waits` where money on its way will pay for it."""
        if order.data.is_option:
            return self.options.outcome(order)
        if order.data.is_share:
            return self.shares.outcome(order, waits=waits)
        return self._of_future(order, self.prices.at_the_fill(order.data).mid, waits=waits)

    def _of_future(self, order: Order, mid: float, *, waits: bool) -> Outcome:
        instrument = order.data
        if instrument.contract.expiry <= self.prices.day:
            return Ending.EXPIRED
        size = self._within_limit(order, instrument, mid)
        if size == 0:
            return Ending.NO_ROOM
        if waits and self._spare_is_coming(order, instrument, size, mid):
            return None
        if self._may_fill(instrument, size):
            return size
        return None if waits and self._may_fill(instrument, size, on_arrival=True) else Ending.NO_COLLATERAL

    def _deal(self, order: Order, size: int, dealt: Dealt | None) -> Trade | None:
        if order.data.is_option:
            self.options.trade(order, size, self.options.mark(order.data), dealt)
        elif order.data.is_share:
            self.shares.trade(order, size, dealt)
        else:
            return self._trade(order, size, self.prices.at_the_fill(order.data), dealt)
        return None

    def fill_touched(self, order: Order) -> None:
        """Fill an order at the moment of the session at which prices stand, or end it: it waits for no money."""
        self._finish([self._fill(order, waits=False)])

    def trade(self, order: Order, size: int, quote: Quote) -> float:
        """Trade signed contracts at a quote and charge commission and half-spread; the mid price
        that was had, in points.
        """
        trade = self._trade(order, size, quote)
        self._finish([trade])
        return trade.mid

    def _trade(self, order: Order, size: int, quote: Quote, dealt: Dealt | None = None) -> Trade:
        """Trade at the mid price and charge the commission; the half-spread waits for the other orders of the root."""
        instrument, held = order.data, self._held(order.data)
        paid = commission_paid(self.commission(instrument, abs(size), quote.mid), dealt)
        mid = self.account.trade(instrument.contract, size, quote.mid, quote.spot)
        self.account.charge("commission", paid, instrument.contract, order.info.reason or "")
        self._trades.append(Trade(order, held, size, mid, paid, quote.vix, dealt))
        return self._trades[-1]

    def _finish(self, outcomes: Sequence[Trade | Ended | None]) -> None:
        """Finish the orders of one root: their half-spreads are the calendar spread for what was rolled, the
        outright one for the rest.
        """
        legs = [Leg(one.order.data.contract.expiry, one.held, one.size) for one in self._trades]
        parts, self._trades = iter(rolled_parts(legs)), []
        for one in outcomes:
            if isinstance(one, Trade):
                self._pay(one, self._charge_half_spread(one, next(parts)))
            elif one:
                self.desk.end(one.order, one.why, self.prices.day)

    def _pay(self, trade: Trade, half_spread: float) -> None:
        """Finish the order of a trade with its fill."""
        fill = Fill(trade.size, trade.mid, half_spread, trade.commission)
        self.desk.fill(trade.order, as_dealt(self.account, trade.order, fill, trade.dealt), self.prices.day)

    def _charge_half_spread(self, trade: Trade, rolled: int) -> float:
        """Charge one trade's half-spread in its two parts; what it is a contract, index points."""
        instrument, purpose = trade.order.data, trade.order.info.purpose
        rest = Purpose.LIQUIDATION if purpose == Purpose.LIQUIDATION else Purpose.TRADE
        count, reason = abs(trade.size), trade.order.info.reason or ""
        paid = paid_half_spreads(self.costs(instrument), trade.vix, rest == Purpose.LIQUIDATION)
        for points, why, part in zip(paid, (Purpose.ROLL, rest), (rolled, count - rolled), strict=True):
            amount = points * part * instrument.multiplier
            self.account.charge(cost_category(why), amount, instrument.contract, reason)
        return mean_half_spread(paid, rolled, count)

    def expire(self, instrument: Instrument, value: float) -> int:
        """Settle a position in cash at a value of the index, in points; its signed size, as it was held."""
        size = int(self.desk.positions[instrument].size)
        price = self.account.trade(instrument.contract, -size, value, value)
        self.desk.fill(self.desk.own_order(instrument, -size, Purpose.EXPIRY), Fill(-size, price), self.prices.day)
        return size

    def reduces(self, order: Order) -> bool:
        """Whether an order only makes a position smaller: it does not turn it round."""
        return only_reduces(int(self.desk.position(order.data).size), int(order.size))

    def _held(self, instrument: Instrument) -> int:
        """Contracts of a future held at this point of the session, signed."""
        holding = self.account.holdings.get(instrument.code)
        return holding.size if holding else 0

    def _within_limit(self, order: Order, instrument: Instrument, price: float) -> int:
        """Signed size that leaves total exposure within the order's limit, if it has one; to reduce
        it may trade further.
        """
        limit, held, asked = order.info.get("exposure_limit"), self._held(instrument), int(order.size)
        if limit is None:
            return asked
        # what options cost that fill later in the session comes out of the same equity
        coming = total(self.options.friction(order) for order in self._coming)
        equity = self.account.equity - self._worst_cost(instrument, abs(held) + abs(asked)) - coming
        return within_limit(limit, held, asked, price * instrument.multiplier, (equity, self.account.notional))

    def _worst_cost(self, instrument: Instrument, count: int) -> float:
        """What a trade of so many contracts may cost, with the most of the half-spreads that are still to be paid."""
        costs = self.costs(instrument)
        unpaid = total(abs(one.size) * dearest_half_spread(costs, one.vix) for one in self._trades)
        return worst_cost(costs, instrument.multiplier, count, unpaid, self.prices.close * instrument.multiplier)

    def _contracts_after(self, instrument: Instrument, size: int) -> float:
        """Full-size contracts held after a trade."""
        more: float = added(self._held(instrument), size) * instrument.contract.spec.margin_share
        return self.account.margin_contracts + more

    def _may_fill(self, instrument: Instrument, size: int, *, on_arrival: bool = False) -> bool:
        """Whether collateral, or what it will be `on_arrival` of the money on its way, covers initial
        margin after the fill; not asked of what `fills_unasked`.
        """
        contracts = self._contracts_after(instrument, size)
        if fills_unasked(self._held(instrument), size, contracts, self._contracts_before):
            return True
        collateral = self.account.collateral_on_arrival if on_arrival else self.account.collateral
        left = collateral - self._worst_cost(instrument, abs(size))
        short = self._held(instrument) + size < 0
        return affordable(left, self.margin.to_be_covered(contracts, short=short)) and not self.margin.ruined

    def _spare_is_coming(self, order: Order, instrument: Instrument, size: int, price: float) -> bool:
        """Whether spare cash, a share of notional that the order asks for (`spare`), is short after the fill and will
        not be once money on its way has come.
        """
        share, held = order.info.get("spare"), self._held(instrument)
        if not share or only_reduces(held, size):
            return False
        notional = self.account.notional + added(held, size) * price * instrument.multiplier
        contracts = self._contracts_after(instrument, size)
        asked = self.margin.to_be_covered(contracts, short=held + size < 0)
        asked += share * notional + self._worst_cost(instrument, abs(size))
        return waits_for_spare(self.account.collateral, self.account.collateral_on_arrival, asked)

    def half_spread(self, instrument: Instrument, vix: float) -> float:
        """Half-spread of a trade that rolls nothing, at a VIX in points; points, positive."""
        costs = self.shares.costs(instrument) if instrument.is_share else self.costs(instrument)
        return half_spread_points(costs, Purpose.TRADE, vix)

    def commission(self, instrument: Instrument, count: int, mid: float) -> float:
        """Commission of a trade of so many contracts or shares, unsigned, at a mid price in points; in currency."""
        if instrument.is_share:
            return self.shares.commission(instrument, count, mid)
        return commission_of(self.costs(instrument), count, mid * instrument.multiplier)

    def costs(self, instrument: Instrument) -> CostModel:
        """Trading costs of a contract today: currency, and points of the size they have today."""
        return self._costs_on(self.prices.day)[instrument.contract.spec.root].scaled(self.prices.scale)


def _by_root(orders: Sequence[Order]) -> list[list[Order]]:
    """Orders in groups, each where its first one stands: those for futures of one root together,
    every other by itself.
    """
    groups: dict[str | int, list[Order]] = {}
    for order in orders:
        groups.setdefault(order.data.contract.spec.root if order.data.is_margined else order.ref, []).append(order)
    return list(groups.values())

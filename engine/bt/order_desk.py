"""The order desk: Backtrader orders from their arrival to their end, and Backtrader's own view of positions."""

from collections import deque
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import backtrader as bt
from backtrader.order import OrderBase
from backtrader.position import Position

from data.base.days import Day
from data.base.errors import ConfigError
from engine.bt.asked import PLAIN, Asked
from engine.bt.contract_terms import MarginTerms, PaidTerms
from engine.bt.new_order import new_order
from engine.bt.resting_book import Note
from engine.bt.resting_desk import RestingDesk
from engine.day.instruments import Instrument
from engine.day.orders import Fill
from engine.day.resting import Resting
from engine.results.records import FillRow, OrderRow, RestingEnd
from strategies.events.purposes import Ending, Purpose

VERDICTS = {
    Ending.EXPIRED: bt.Order.reject,
    Ending.NO_ROOM: bt.Order.cancel,
    Ending.OVER_BUDGET: bt.Order.cancel,
    Ending.NOTHING_HELD: bt.Order.cancel,
    Ending.CANCELLED: bt.Order.cancel,
    Ending.NO_COLLATERAL: bt.Order.margin,
    Ending.NO_PREMIUM: bt.Order.margin,
    Ending.NO_CASH: bt.Order.margin,
    Ending.VOID: bt.Order.margin,
    Ending.FROZEN: bt.Order.reject,
    Ending.LAPSED: OrderBase.expire,
    Ending.OTHER_FILLED: bt.Order.cancel,
    Ending.PARENT_ENDED: bt.Order.cancel,
    Ending.NOT_DONE: bt.Order.cancel,
    Ending.NOBODY: bt.Order.reject,
}
"""What Backtrader calls the end of an order."""


class OrderDesk(RestingDesk):
    """Keeps waiting orders, tells owners what became of them, and writes the rows of `orders` and `fills`.

    `commissions` are currency per contract and side, by cost root; `initial_margin` is that of one contract today,
    account currency.
    """

    def __init__(
        self, commissions: Mapping[str, float], initial_margin: Callable[[Instrument], float], *, at_open: bool
    ) -> None:
        super().__init__(at_open=at_open)
        self._commissions, self._initial_margin = commissions, initial_margin
        self._commission_infos: dict[tuple[float, ...], MarginTerms] = {}
        self.orders: list[OrderRow] = []
        self.fills: list[FillRow] = []
        self.notices: deque[Any] = deque()
        """Orders whose owners have not been told of their latest status, the oldest first."""
        self._received = 0
        self._owner: Any = None

    def commission_info(self, instrument: Instrument) -> MarginTerms:
        """Multiplier, commission and margin of a contract, as Backtrader wants them. Raises `ConfigError` for one that
        this account does not trade.
        """
        spec = instrument.contract.spec
        commission = self._commissions.get(spec.cost_root)
        if commission is None:
            known = ", ".join(self._commissions)
            raise ConfigError(
                f"order for {instrument.code}: this account trades {known}; set overlay.contract to its root"
            )
        terms = instrument.multiplier, commission, spec.margin_share
        if (made := self._commission_infos.get(terms)) is None:
            kind = MarginTerms if instrument.is_margined else PaidTerms
            asked = partial(self._initial_margin, instrument)
            made = self._commission_infos[terms] = kind(mult=instrument.multiplier, commission=commission, asked=asked)
        return made

    def next_notice(self) -> Any:
        """The oldest of the notices, which then is told, or None."""
        return self.notices.popleft() if self.notices else None

    def receive(self, order: Any, day: Day, asked: Asked = PLAIN, valid: Day | None = None) -> Any:
        """Accept an order for the next session, or keep it until the last of its bracket is sent. The owner hears of it
        once, as from Backtrader's own broker without `checksubmit`. Where nobody is there none is sent.
        """
        self._owner = order.owner
        self._received += 1
        self._sent[order.ref] = day, self._received
        if self.unattended:
            self._accept(order)
            self.end(order, Ending.NOBODY, day)
            return order
        if asked.plain:
            self._accept(order)
            self.waiting.append(order)
            return order
        self._put_on_board(order, Note(day, asked, valid))
        return order

    def _accept(self, order: Any) -> None:
        order.submit(self)
        order.accept(self)
        self._notify(order)

    def own_order(self, instrument: Instrument, size: int, purpose: Purpose) -> Any:
        """An order the broker gives itself, signed; the last strategy that traded is told as of its own. Raises
        `ConfigError` for a contract that this account does not trade.
        """
        kind = bt.BuyOrder if size > 0 else bt.SellOrder
        order = new_order(
            kind, owner=self._owner, data=instrument, size=abs(size), exectype=bt.Order.Market, prices=(None, None)
        )
        order.addcomminfo(self.commission_info(instrument))
        order.info.update(purpose=purpose, reason=purpose.word)
        return order

    def _end(self, order: Any, why: Ending, day: Day, one: Resting | None) -> None:
        if order in self.waiting:
            self.waiting.remove(order)
        VERDICTS[why](order)
        order.addinfo(ended=why)
        self._notify_end(order)
        self._write(order, 0, order.getstatusname().lower(), why.value, day)
        if one:
            self.book.finish(one, RestingEnd(None, day, order.getstatusname().lower(), why.value, None, None))

    def fill(self, order: Any, fill: Fill, day: Day) -> None:
        """Finish an order with a fill, in Backtrader's books too: position, trade profit, executed part."""
        instrument, size, price, commission = order.data, fill.size, fill.price, fill.commission
        position = self.positions.setdefault(instrument, Position())
        held_price, terms = position.price, order.comminfo
        size_after, price_after, opened, closed = position.update(size, price)
        profit = terms.profitandloss(-closed, held_price, price)
        order.executed.remsize = size  # what is filled is all: the limit may have changed the size
        order.execute(
            instrument.datetime[0], size, price,
            closed, terms.getoperationcost(closed, held_price), commission * closed / size,
            opened, terms.getoperationcost(opened, price), commission * opened / size,
            terms.margin, profit, size_after, price_after,
        )  # fmt: skip
        if not size_after:
            del self.positions[instrument]
        self._notify_end(order)
        unlisted = instrument.contract.hypothetical(day)
        info = order.info
        reason, purpose = info.get("reason") or "", info["purpose"].word
        self.fills.append(
            FillRow(day, instrument.code, size, price, fill.half_spread, commission, reason, unlisted, purpose)
        )
        self._write(order, size, "completed", reason, day)
        if one := self.book.of(order):
            self._fill_on_board(one, fill, day)

    def close(self, day: Day) -> None:
        """Write the rows of orders that still wait when the data end."""
        for order in self.open:
            self._write(order, 0, "waiting", order.info.reason or "", day)
            if one := self.book.of(order):
                end = RestingEnd(None, day, "waiting", order.info.reason or "", None, None)
                self.book.tell(one, end)

    def _notify(self, order: Any) -> None:
        """Tell the owner of the order as it is now, whatever becomes of it later."""
        self.notices.append(_copy_of(order))

    def _notify_end(self, order: Any) -> None:
        """Tell the owner of an order that changes no more: it needs no copy, only its fills marked as news."""
        order.executed.markpending()
        self.notices.append(order)

    def _write(self, order: Any, filled: int, status: str, reason: str, day: Day) -> None:
        sent, purpose = self._sent.pop(order.ref, (day, 0))[0], order.info["purpose"].word
        self.orders.append(
            OrderRow(sent, order.data.code, int(order.created.size), filled, status, reason, day, purpose)
        )


def _copy_of(order: Any) -> Any:
    """What `order.clone()` gives, a tenth of the time: the order and its executed part as they are, their
    fills marked as news.
    """
    order.executed.markpending()
    copy, executed = object.__new__(type(order)), object.__new__(type(order.executed))
    copy.__dict__.update(order.__dict__)
    executed.__dict__.update(order.executed.__dict__)
    copy.executed = executed
    return copy

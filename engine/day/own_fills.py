"""A session whose fills are given: what was done in place of what the model would have done, and the two compared."""

from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day, iso
from data.base.errors import ConfigError
from engine.account.costs import mean_half_spread, paid_half_spreads
from engine.account.rolls import Leg, rolled_parts
from engine.day.execution import Execution
from engine.day.fill_sizes import traded_price
from engine.day.given import OWN, Dealt, GivenFill, Outcome, taken, together
from engine.day.instruments import Instrument, OptionInstrument
from engine.day.option_sizes import sold_half_spread
from engine.day.orders import Order
from strategies.events.purposes import Ending, Purpose

PRICE, COMMISSION, SIZE, NOT_DONE, UNASKED = "price", "commission", "size", "not_done", "unasked"
"""Why a fill cost another amount than the model's."""
_FARTHEST = 2.0
"""Times the day's price, or its part, from which on a price is a slip of the pen."""


class OwnFillRow(NamedTuple):
    """What was done beside what the model would have done, by cause: signed contracts, prices in points, commission and
    `slippage` in account currency, positive where it cost more; None where there was no fill.
    """

    day: Day
    contract: str
    ordered: int
    done: int
    price: float | None
    commission: float | None
    model_mid: float
    model_half_spread: float
    model_price: float
    slippage: float
    cause: str


class Model(NamedTuple):
    """What the model would have done of an order: signed contracts, mid price and half-spread in points."""

    size: int
    mid: float
    half_spread: float


Given = tuple[Instrument, GivenFill]


class OwnFills:
    """Carries out the given fills of one account, session by session; `rows` tell what they cost."""

    def __init__(self, execution: Execution) -> None:
        self.rows: list[OwnFillRow] = []
        self._execution, self._desk = execution, execution.desk
        self._left: list[Given] = []
        self._parts: dict[int, list[Dealt]] = {}
        self._asked: dict[int, int] = {}

    def carry_out(self, fills: Sequence[Given]) -> None:
        """Fill the orders that wait, close or rest as they were done, end those that were not, and trade the rest as
        orders of the account's own. Raises `ConfigError` for a contract that has ended, a price that is not near the
        day's, and shares sold short.
        """
        for instrument, fill in fills:
            self._require_sense(instrument, fill)
        self._parts, self._asked, self._execution.own = {}, {}, self
        self._execution.open()
        self._left = list(fills)
        self._fill([*self._desk.take(), *self._desk.take_closing()])
        while touched := self._touched():  # the fill of one may have awoken others
            self._fill(touched)
        left, self._left = self._left, []
        self._fill([self._beyond(instrument, fill) for instrument, fill in left], ordered=False)
        self._execution.own = None

    def _require_sense(self, instrument: Instrument, fill: GivenFill) -> None:
        """A contract that is alive, at a price that is not one of another number of digits."""
        prices, expiry = self._execution.prices, getattr(instrument.contract, "expiry", None)
        said = f"given fill of {fill.size} {fill.contract} on {iso(prices.day)}"
        if expiry is not None and expiry <= prices.day:
            raise ConfigError(
                f"{said}: the contract ended on {iso(expiry)} and was settled; give only what was traded before"
            )
        mid = prices.mid(instrument)
        if not instrument.is_option and not mid <= fill.price * _FARTHEST <= mid * _FARTHEST**2:
            raise ConfigError(
                f"{said}: a price of {fill.price:g} is not near that of the day, {mid:,.2f}; look at its decimal point"
            )

    def _touched(self) -> list[Order]:
        """The orders resting in the market of which something was done. What the model would have done of them within
        the session is not asked: as much, at the price at which orders fill.
        """
        board, found = self._desk.board, list[Order]()
        for order in [board.sent[one.number] for one in board.resting()] if self._left else ():
            if parts := self._take(order, int(order.size)):
                self._parts[order.ref], self._asked[order.ref] = parts, together(parts).size
                found.append(order)
        return found

    def _take(self, order: Order, asked: int) -> list[Dealt]:
        """Parts of the fills that are left, up to signed contracts of an order."""
        sizes = taken(order.data.code, asked, [(fill.contract, fill.size) for _, fill in self._left])
        parts = [(fill, size) for (_, fill), size in zip(self._left, sizes, strict=True) if size]
        rest = [(one, fill, fill.size - size) for (one, fill), size in zip(self._left, sizes, strict=True)]
        self._left = [
            (one, fill._replace(size=left, commission=_part(fill, left).commission)) for one, fill, left in rest if left
        ]
        return [_part(fill, size) for fill, size in parts]

    def _beyond(self, instrument: Instrument, fill: GivenFill) -> Order:
        """An order of the account's own for what nobody had ordered."""
        order = self._desk.own_order(instrument, fill.size, Purpose.TRADE)
        order.info.reason = OWN
        self._parts[order.ref] = [_part(fill, fill.size)]
        self._asked[order.ref] = 0
        return order

    def instead_of(self, order: Order, outcome: Outcome) -> Outcome:
        """What was done of an order; it was not done where the model would have filled it, else it ends, or waits, as
        the model says: also at the daily price limit, where nobody trades, and where the broker closes positions.
        """
        execution = self._execution
        prices = execution.prices
        if prices.locked(prices.spot):
            outcome = None
        elif execution.margin.closing and not execution.reduces(order):
            outcome = Ending.VOID
        asked = self._asked.setdefault(order.ref, outcome if isinstance(outcome, int) else 0)
        if order.ref not in self._parts:
            # the exposure limit may have made a sale larger
            self._parts[order.ref] = self._take(order, max(int(order.size), asked, key=abs))
        if dealt := self.dealt(order):
            return dealt.size
        return Ending.NOT_DONE if asked else outcome

    def dealt(self, order: Order) -> Dealt | None:
        """What was done of an order, all fills together."""
        parts = self._parts.get(order.ref)
        if not parts:
            return None
        if len(parts) > 1 and any(one.commission is not None for one in parts):
            parts = [one._replace(commission=self._paid(order.data, one)) for one in parts]
        return together(parts)

    def _paid(self, instrument: Instrument, part: Dealt) -> float:
        return self._commission(instrument, part.size) if part.commission is None else part.commission

    def _commission(self, instrument: Instrument, size: int) -> float:
        """What the model would charge for signed contracts, account currency."""
        if isinstance(instrument, OptionInstrument):
            return self._execution.options.commission(instrument) * abs(size)
        return (
            self._execution.commission(instrument, abs(size), self._execution.prices.mid(instrument)) if size else 0.0
        )

    def _fill(self, orders: Sequence[Order], *, ordered: bool = True) -> None:
        held = {one: int(position.size) for one, position in self._desk.positions.items()}
        sizes = {order.ref: int(order.size) * ordered for order in orders}
        self._execution.fill(orders)
        models = self._models(orders, held)
        for order in orders:
            self._tell(order, sizes[order.ref], models[order.ref])

    def _models(self, orders: Sequence[Order], held: dict[Instrument, int]) -> dict[int, Model]:
        """What the model would have done of each, by number."""
        models, legs = dict[int, Model](), dict[str, dict[int, Leg]]()
        for order in orders:
            instrument, asked, dealt = order.data, self._asked.get(order.ref, 0), self.dealt(order)
            if instrument.is_margined and asked:
                leg = Leg(instrument.contract.expiry, held.get(instrument, 0), asked)
                legs.setdefault(instrument.contract.spec.root, {})[order.ref] = leg
                held[instrument] = held.get(instrument, 0) + asked
            else:
                models[order.ref] = self._model(instrument, asked, dealt.size if dealt else int(order.size))
        rolled = {ref: part for of in legs.values() for ref, part in zip(of, rolled_parts([*of.values()]), strict=True)}
        return models | {
            order.ref: self._model(order.data, self._asked[order.ref], self._asked[order.ref], rolled[order.ref])
            for order in orders
            if order.ref in rolled
        }

    def _model(self, instrument: Instrument, asked: int, size: int, rolled: int = 0) -> Model:
        """The model's mid price and half-spread of a trade of a signed size, of which some is rolled."""
        quote, execution = self._execution.prices.at_the_fill(instrument), self._execution
        if isinstance(instrument, OptionInstrument):
            mark = execution.options.mark(instrument)
            return Model(asked, mark.mid, sold_half_spread(mark.half_spread, mark.mid, size))
        if instrument.is_share:
            return Model(asked, quote.mid, execution.half_spread(instrument, quote.vix))
        paid = paid_half_spreads(execution.costs(instrument), quote.vix, forced=False)
        return Model(asked, quote.mid, mean_half_spread(paid, rolled, abs(size)))

    def _tell(self, order: Order, ordered: int, model: Model) -> None:
        """The rows of one order, by cause."""
        parts, instrument, unit = self._parts.get(order.ref, []), order.data, order.data.multiplier
        done = together(parts).size if parts else 0
        if not (done or model.size):
            return
        price = traded_price(model.mid, model.half_spread, done or model.size)
        row = OwnFillRow(
            self._execution.prices.day, instrument.code, ordered, done, None, None, *model[1:], price, 0.0, PRICE
        )
        if not ordered:
            part, paid = parts[0], self._paid(instrument, parts[0])
            cost = (part.price - model.mid) * done * unit + paid
            self.rows.append(row._replace(price=part.price, commission=paid, slippage=cost, cause=UNASKED))
            return
        for part in parts:
            cost = (part.price - price) * part.size * unit
            paid = self._paid(instrument, part)
            self.rows.append(row._replace(done=part.size, price=part.price, commission=paid, slippage=cost))
        self._tell_rest(order, row, model)

    def _tell_rest(self, order: Order, row: OwnFillRow, model: Model) -> None:
        """What another commission, and another size, cost."""
        instrument, done, dealt = order.data, row.done, self.dealt(order)
        modelled = self._commission(instrument, done)
        if dealt and dealt.commission is not None and dealt.commission != modelled:
            more = dealt.commission - modelled
            self.rows.append(row._replace(commission=dealt.commission, slippage=more, cause=COMMISSION))
        if done != model.size:
            spread = model.half_spread * (abs(done) - abs(model.size)) * instrument.multiplier
            more = spread + modelled - self._commission(instrument, model.size)
            self.rows.append(row._replace(slippage=more, cause=SIZE if done else NOT_DONE))


def _part(fill: GivenFill, size: int) -> Dealt:
    """Some of the contracts of a fill, with as much of its commission."""
    paid = fill.commission
    return Dealt(size, fill.price, paid if paid is None or size == fill.size else paid * (size / fill.size))

"""A desk of plain orders: nobody is told of anything, positions are what the fills add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.base.days import Day
from engine.day.instruments import Instrument
from engine.day.orders import Fill, Info, Order
from engine.day.resting import Board
from strategies.events.purposes import Ending, Purpose


@dataclass(slots=True)
class PlainInfo:
    """What a plain order carries; `limits` has by name what it may not exceed."""

    purpose: Purpose = Purpose.TRADE
    reason: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """What stands under a name, None where nothing does."""
        return self.limits.get(name)


@dataclass(slots=True)
class PlainOrder:
    """An order for signed contracts, negative to sell."""

    data: Any
    size: float
    ref: int = 0
    info: Info = field(default_factory=PlainInfo)


@dataclass(slots=True)
class PlainPosition:
    """Signed contracts that are held."""

    size: float = 0.0


class PlainDesk:
    """Orders that wait, the positions they lead to, and why orders ended that did not fill."""

    def __init__(self) -> None:
        self.positions: dict[Instrument, PlainPosition] = {}
        self.ended: list[Ending] = []
        self.board = Board()
        self._waiting: list[Order] = []
        self._sent = 0

    @property
    def waiting(self) -> Sequence[Order]:
        """Orders that wait, as they were sent."""
        return self._waiting

    def send(self, instrument: Instrument, size: int, **limits: Any) -> None:
        """Let an order for signed contracts wait for the next session."""
        self._sent += 1
        self._waiting.append(PlainOrder(instrument, size, self._sent, PlainInfo(limits=limits)))

    def position(self, instrument: Instrument) -> PlainPosition:
        """Position in a contract, an empty one where nothing is held."""
        return self.positions.get(instrument) or PlainPosition()

    expected = waiting

    def take(self) -> list[Order]:
        """All waiting orders, which then wait no longer."""
        taken, self._waiting = self._waiting, []
        return taken

    def take_closing(self) -> list[Order]:
        """None: all orders fill alike."""
        return []

    def clear_board(self, why: Ending, day: Day) -> None:
        """Nothing rests on this desk."""

    def put_back(self, order: Order) -> None:
        """Let an order that was taken wait for another session."""
        self._waiting.append(order)

    def own_order(self, instrument: Instrument, size: int, purpose: Purpose) -> Order:
        """An order that the broker gives itself, for signed contracts."""
        return PlainOrder(instrument, size, info=PlainInfo(purpose))

    def hold(self, instrument: Instrument, size: int) -> None:
        """Hold so many more signed contracts."""
        position = self.positions.setdefault(instrument, PlainPosition())
        position.size += size
        if not position.size:
            del self.positions[instrument]

    def fill(self, order: Order, fill: Fill, day: Day) -> None:  # noqa: ARG002  (nothing is dated here)
        """Finish an order with a fill."""
        self.hold(order.data, fill.size)

    def end(self, order: Order, why: Ending, day: Day) -> None:  # noqa: ARG002
        """Finish an order without a fill."""
        self.ended.append(why)

    def close(self, day: Day) -> None:
        """Nothing is written down."""

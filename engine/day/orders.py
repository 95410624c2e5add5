"""What a day asks of the orders it fills, and of the desk on which they lie."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from data.base.days import Day
from engine.day.fill_sizes import traded_price
from engine.day.instruments import Instrument
from engine.day.resting import Board
from strategies.events.purposes import Ending, Purpose


class Info(Protocol):
    """What an order carries: what it is for, a text for the tables (empty or nothing without one), and by
    name what limits it.
    """

    purpose: Purpose
    reason: str

    def get(self, name: str) -> Any:
        """What stands under a name, None where nothing does."""


class Order(Protocol):
    """An order for signed contracts of `data`, negative to sell; `ref` tells it from every other."""

    ref: int
    data: Any
    size: float
    info: Info


class Fill(NamedTuple):
    """Signed contracts (negative: sold) at a mid price, half the spread beyond it (points, positive), and commission
    in account currency.

    >>> Fill(2, 100.0, half_spread=0.25).price, Fill(-2, 100.0, half_spread=0.25).price
    (100.25, 99.75)
    """

    size: int
    mid: float
    half_spread: float = 0.0
    commission: float = 0.0
    dealt: float | None = None
    """The price as it was dealt, where that is told, points."""

    @property
    def price(self) -> float:
        """What is paid or had for one, in points."""
        return traded_price(self.mid, self.half_spread, self.size) if self.dealt is None else self.dealt


class Position(Protocol):
    """Signed contracts that are held."""

    size: float


class Desk(Protocol):
    """Orders that wait, and the positions they lead to. It tells the owner of an order what became of it."""

    @property
    def waiting(self) -> Sequence[Order]:
        """Orders that wait, as they were sent."""

    @property
    def positions(self) -> Mapping[Any, Position]:
        """Open positions by contract."""

    def position(self, instrument: Instrument) -> Position:
        """Position in a contract, an empty one where nothing is held."""

    @property
    def board(self) -> Board:
        """Orders that rest or sleep, by number."""

    @property
    def expected(self) -> Sequence[Order]:
        """Orders for which money is provided: those that wait, and those of the board that would add."""

    def take(self) -> list[Order]:
        """All waiting orders, which then wait no longer."""

    def take_closing(self) -> list[Order]:
        """Orders for the close that wait while others fill at the open; they then wait no longer."""

    def clear_board(self, why: Ending, day: Day) -> None:
        """Finish without a fill all that rests or sleeps."""

    def put_back(self, order: Order) -> None:
        """Let an order that was taken wait for another session."""

    def own_order(self, instrument: Instrument, size: int, purpose: Purpose) -> Order:
        """An order that the broker gives itself, for signed contracts."""

    def fill(self, order: Order, fill: Fill, day: Day) -> None:
        """Finish an order with a fill."""

    def end(self, order: Order, why: Ending, day: Day) -> None:
        """Finish an order without a fill."""

    def close(self, day: Day) -> None:
        """Write down the orders that still wait when the data end."""

"""Trades as they were closed: from the fill that opens a position in a contract to the one that leaves none."""

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day
from data.contracts.contracts import multiplier_of


class ClosedTrade(NamedTuple):
    """A trade: its contract, the days of its first and last fill, what it brought (account currency, commissions and
    half-spreads paid, carry not counted), and how far prices moved in its favour from the average at which it was
    taken up, a share of that, a loss negative.
    """

    contract: str
    opened: Day
    closed: Day
    gain: float
    move: float


class _Open:
    """A position that stands: its size and average price, and what has been realised of it."""

    def __init__(self, day: Day) -> None:
        self.day, self.size, self.average, self.paid = day, 0, 0.0, 0.0
        self.gained, self.moved, self.closed = 0.0, 0.0, 0

    def fill(self, size: int, price: float) -> None:
        """Take up more, or give some of it up."""
        if size * self.size < 0:
            self.gained += -size * (price - self.average)
            self.moved += -size * (price - self.average) / abs(self.average) if self.average else 0.0
            self.closed += abs(size)
        self.size, self.average = filled(self.size, self.average, size, price)


def filled(held: int, average: float, size: int, price: float) -> tuple[int, float]:
    """(size, average price) of a position after a fill; sizes signed, prices as they are given."""
    left = held + size
    if held * size >= 0:
        return left, (average * held + price * size) / left if left else 0.0
    return left, average if left * held > 0 else price


def closed_trades(fills: pa.Table) -> Iterator[ClosedTrade]:
    """The trades of the rows of `fills`, in the order in which they were closed; a fill that turns a position round
    closes one and opens the next.
    """
    standing: dict[str, _Open] = {}
    columns = (to_array(fills[name]).tolist() for name in ("date", "size", "price", "commission"))
    for code, day, size, price, commission in zip(fills["contract"].to_pylist(), *columns, strict=True):
        for part in _parts(int(size), standing[code].size if code in standing else 0):
            one = standing.setdefault(code, _Open(day))
            one.fill(part, price)
            one.paid += commission * abs(part / size)
            if not one.size:
                del standing[code]
                gain = one.gained * multiplier_of(code) - one.paid
                yield ClosedTrade(code, one.day, day, gain, one.moved / one.closed)


def _parts(size: int, held: int) -> tuple[int, ...]:
    """A fill as what it closes and what it opens."""
    if not size:
        return ()
    return (-held, size + held) if held * size < 0 and abs(size) > abs(held) else (size,)

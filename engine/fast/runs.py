"""What a run by the second driver gives: equity, fills and events, and what it came to."""

from typing import NamedTuple

from data.base.arrays import Floats
from data.base.days import Day
from data.base.errors import OverlayError


class FastFill(NamedTuple):
    """A fill as in the table `fills`: day, code of the contract, signed contracts, price and half-spread in points,
    commission in account currency.
    """

    day: Day
    contract: str
    size: int
    price: float
    half_spread: float
    commission: float


class FastEvent(NamedTuple):
    """An event of the account by its kind, as in the table `events`."""

    day: Day
    kind: str


class FastSummary(NamedTuple):
    """What a run came to: final equity (account currency), deepest fall of equity (a decimal), least collateral over
    maintenance margin while there was any (infinity: never), margin calls, missed deadlines, loss cuts, forced sales,
    fills, and the session of ruin counted from 0 (-1: none).
    """

    equity: float
    drawdown: float
    least_ratio: float
    calls: int
    missed: int
    loss_cuts: int
    liquidations: int
    fills: int
    ruin: int


class FastRun(NamedTuple):
    """Equity (account currency) by session, all fills and events, and what the run came to."""

    days: list[Day]
    equity: list[float]
    fills: list[FastFill]
    events: list[FastEvent]
    summary: FastSummary


class FastCurve(NamedTuple):
    """Equity, and what was paid in less what was taken out, by session, (n,), account currency; and what the run came
    to.
    """

    equity: Floats
    flows: Floats
    summary: FastSummary


class FastBooksFull(OverlayError):  # noqa: N818  (reads as the sentence it prints)
    """More positions, orders or trades at once than the loop has room for."""

"""Runs by the second driver: a configuration and a market in, equity, fills and events out; no books, no tables."""

from typing import NamedTuple

from data.base.days import Day
from engine.fast.books import Summary


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


class FastRun(NamedTuple):
    """Equity (account currency) by session, all fills and events, and what the run came to."""

    days: list[Day]
    equity: list[float]
    fills: list[FastFill]
    events: list[FastEvent]
    summary: Summary


class FastBooksFull(RuntimeError):  # noqa: N818  (reads as the sentence it prints)
    """More positions, orders or trades at once than the loop has room for."""

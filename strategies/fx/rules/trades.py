"""Trades: parts of one position, each with the rate at which it was opened and the stop at which it is closed.

pending --(filled)--> open --(close at the stop or beyond it, or another reason)--> closing --(filled)--> closed
"""

from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

from data.base.days import Day
from data.base.sums import total
from strategies.fx.rules.attack import RecordedTrade

PENDING = float("nan")


class FxTrade(NamedTuple):
    """`contracts` bought (below 0: sold), the `distance` of the stop from the `entry`, yen per dollar, the `equity`
    (yen) of the evening on which it was decided, and the day on which it was `opened`. Entry is NaN until it is.
    Between entry and stop it may lose an `allowed` share of equity.
    """

    contracts: int
    distance: float
    equity: float
    entry: float = PENDING
    opened: Day = 0
    allowed: float = 0.005


class TradeResult(NamedTuple):
    """A trade, or a part of it, that was closed at a rate on a day; `gain` is yen, spreads paid, swap points left out;
    the two shares are of the equity of the evening on which it was decided: what it might have lost at its stop, and
    what it gained. `open` where nothing was closed yet, and the rate is only that of the day.
    """

    opened: Day
    closed: Day
    contracts: int
    entry: float
    stop: float
    price: float
    gain: float
    risked_share: float
    gain_share: float
    open: bool = False


def side_of(trades: Sequence[FxTrade]) -> int:
    """1 where dollars are held, -1 where they are owed, 0 without trades."""
    return (trades[0].contracts > 0) - (trades[0].contracts < 0) if trades else 0


def position_of(trades: Sequence[FxTrade]) -> int:
    """Contracts of all trades together, signed."""
    return sum(trade.contracts for trade in trades)


def stopped(trade: FxTrade, close: float) -> bool:
    """Whether a close (yen per dollar) is at the stop of an open trade, or beyond it."""
    return ahead(trade, close) <= -trade.distance


def ahead(trade: FxTrade, close: float) -> float:
    """How far a rate is above the entry of a bought trade, or below that of a sold one; yen per dollar, negative
    where it went against it.
    """
    return (close - trade.entry) * side_of([trade])


def filled(trades: Sequence[FxTrade], price: float, day: Day) -> tuple[FxTrade, ...]:
    """The trades once the order of the pending one has been filled at a price (yen per dollar) on a day."""
    return tuple(trade._replace(entry=price, opened=day) if isnan(trade.entry) else trade for trade in trades)


def trimmed(trades: Sequence[FxTrade], most: int) -> tuple[FxTrade, ...]:
    """The trades with at most so many contracts in all: the last in is the first out."""
    left, kept = most, list[FxTrade]()
    for trade in trades:
        size = min(abs(trade.contracts), left)
        left -= size
        if size:
            kept.append(trade._replace(contracts=size * side_of([trade])))
    return tuple(kept)


def still_held(before: Sequence[FxTrade], planned: Sequence[FxTrade], held: int) -> tuple[FxTrade, ...]:
    """The trades that `held` contracts (signed) are: the planned ones, as many of them as were filled, or those open
    before where the order that was to close or turn them was not filled.
    """
    target = position_of(planned)
    filled = held * target > 0 and abs(held) <= abs(target)
    return trimmed(planned if filled else before, abs(held))


def given_back(before: Sequence[FxTrade], after: Sequence[FxTrade]) -> tuple[FxTrade, ...]:
    """What of the open trades is no longer wanted: each with the contracts to be closed."""
    kept = {trade.opened: trade.contracts for trade in after}
    parts = (
        trade._replace(contracts=trade.contracts - kept.get(trade.opened, 0))
        for trade in before
        if not isnan(trade.entry)
    )
    return tuple(part for part in parts if part.contracts)


def whole(parts: Sequence[TradeResult], opened: Day) -> RecordedTrade:
    """The trade opened on a day, once all its parts have been closed, as a record keeps it."""
    own = [part for part in parts if part.opened == opened]
    gain = total(part.gain_share for part in own)
    return RecordedTrade(own[-1].closed, gain / total(part.risked_share for part in own), gain)


def closed(part: FxTrade, price: float, day: Day, multiplier: float) -> TradeResult:
    """A trade, or a part of it, once its order has been filled at a price, yen per dollar; `multiplier` is
    dollars of a contract.

    >>> closed(FxTrade(-2, 2.0, 1_000_000.0, entry=150.0), 149.0, 0, multiplier=1_000.0).gain
    2000.0
    """
    risked = abs(part.contracts) * part.distance * multiplier
    gain = part.contracts * (price - part.entry) * multiplier
    stop = part.entry - part.distance * side_of([part])
    shares = (risked / part.equity, gain / part.equity)
    return TradeResult(part.opened, day, part.contracts, part.entry, stop, price, gain, *shares)

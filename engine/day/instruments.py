"""Contracts as a day sees them: named, dated, priced, compared by identity."""

from collections.abc import Callable
from typing import Any, Protocol

from data.base.days import iso
from data.base.errors import DataError, LookAheadError
from data.contracts.contracts import FutureContract, OptionContract
from data.contracts.fx_contracts import FxContract
from data.contracts.index_funds import IndexFund
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve, OptionMark
from data.market.market import Market
from data.market.market_view import MarketView
from engine.day.bar_path import Bar, bar_of
from strategies.rules.leverage_cap import MOVES, Deltas

Price = Callable[[Any, int], float]
AnyContract = FutureContract | OptionContract | FxContract | IndexFund


class Feed(Protocol):
    """What a contract asks of the feed on which it trades: the market, its row and view of today."""

    market: Market
    curve: FuturesCurve
    row: int
    view: MarketView


class Instrument:
    """A contract with its prices, in points; `multiplier` is account currency per point."""

    is_margined = True
    """Marked to market in cash: a future, or a currency dealt on margin."""
    is_option = is_share = False
    once_a_day = False
    """It has one price a day, and no open, high and low."""
    contract: Any

    def __init__(self, contract: AnyContract, feed: Feed, price: Price, opened: Price) -> None:
        self.contract = contract
        self.code = contract.code
        self.multiplier = contract.spec.multiplier
        self.close = PriceLine(feed, contract, price)
        self.open = PriceLine(feed, contract, opened)
        self._feed = feed
        self._close, self._open = price, opened
        self._today: tuple[int, Bar] | None = None

    def bar(self) -> Bar:
        """Prices of today, points: high and low are the index's, at the ratio of the closes."""
        row = self._feed.row
        if self._today is None or self._today[0] != row:
            self._today = row, self.bar_in(row)
        return self._today[1]

    def bar_in(self, row: int) -> Bar:
        """Prices of the session in a row of the market."""
        close, of_index = self._close(self.contract, row), self._feed.market.values
        if self.once_a_day:
            return Bar(close, close, close, close)
        ratio = close / of_index("close")[row]
        high, low = ratio * of_index("high")[row], ratio * of_index("low")[row]
        return bar_of(Bar(self._open(self.contract, row), high, low, close), real=bool(of_index("open_is_real")[row]))

    def settled(self, index: float, row: int) -> float:
        """What the contract is worth at its end, in points, from the index at the moment of settlement in a row."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.code}>"


class FutureInstrument(Instrument):
    """One expiry of a future."""

    def __init__(self, contract: FutureContract, feed: Feed, curve: FuturesCurve) -> None:
        super().__init__(contract, feed, curve.price, curve.open_price)

    def settled(self, index: float, row: int) -> float:  # noqa: ARG002  (an option's needs it)
        """The index itself."""
        return index


class FxInstrument(Instrument):
    """A margin contract in the currency that is the market's index: its price is the rate."""

    once_a_day = True

    def __init__(self, contract: FxContract, feed: Feed) -> None:
        closes, opens = feed.curve.closes, feed.curve.opens
        super().__init__(contract, feed, lambda _, row: closes[row], lambda _, row: opens[row])


class OptionInstrument(Instrument):
    """One option series. What a session asks about it is computed once."""

    is_margined, is_option = False, True

    def __init__(self, contract: OptionContract, feed: Feed, curve: OptionCurve) -> None:
        super().__init__(contract, feed, lambda _, row: self._close_at(row).mid, lambda _, row: self._open_at(row).mid)
        self._curve = curve
        self._known: dict[bool, tuple[int, OptionMark]] = {}
        self._moved: dict[bool, tuple[int, Deltas]] = {}

    def mark(self, *, at_open: bool = False) -> OptionMark:
        """Price, spread (points) and delta of an option held at today's close or open."""
        return self._open_at(self._feed.row) if at_open else self._close_at(self._feed.row)

    def deltas(self, *, at_open: bool = False) -> Deltas:
        """Delta of one contract held at today's close or open, and after each of the moves that the leverage cap looks
        at, account currency for a 100 % move of the index; negative for a put.
        """
        row = self._feed.row
        known = self._moved.get(at_open)
        if known is None or known[0] != row:
            down, still, up = self._curve.exposures(self.contract, row, MOVES, at_open=at_open)
            unit = self.multiplier
            known = self._moved[at_open] = (row, (unit * down, unit * still, unit * up))
        return known[1]

    def settled(self, index: float, row: int) -> float:
        """The payoff in points, never negative."""
        value: float = self.contract.payoff(self._curve.settlement(self.contract, index, row))
        return value

    def _close_at(self, row: int) -> OptionMark:
        return self._once(row, self._curve.at_close, at_open=False)

    def _open_at(self, row: int) -> OptionMark:
        return self._once(row, self._curve.at_open, at_open=True)

    def _once(self, row: int, compute: Callable[[OptionContract, int], OptionMark], *, at_open: bool) -> OptionMark:
        known = self._known.get(at_open)
        if known is None or known[0] != row:
            known = self._known[at_open] = (row, compute(self.contract, row))
        return known[1]


class ShareInstrument(Instrument):
    """Shares of an index fund, at their part of the index."""

    is_margined, is_share = False, True

    def __init__(self, contract: IndexFund, feed: Feed) -> None:
        part, market = contract.spec.index_share, feed.market
        closes, opens = market.values("close"), market.values("open")
        super().__init__(contract, feed, lambda _, row: part * closes[row], lambda _, row: part * opens[row])


class PriceLine:
    """Prices of a contract in points, by sessions from today: 0 is today, -1 the one before.

    Raises `LookAheadError` for a later session, `DataError` for one before the market begins.
    """

    def __init__(self, feed: Feed, contract: AnyContract, price: Price) -> None:
        self._feed = feed
        self._contract = contract
        self._price = price
        self._today = (-1, 0.0)

    def __getitem__(self, ago: int) -> float:
        row = self._feed.row
        known, price = self._today
        if ago == 0:
            if known != row:
                price = self._price(self._contract, row)
                self._today = (row, price)
            return price
        if ago > 0:
            view = self._feed.view
            raise LookAheadError(f"price line, [{ago}]", view.next_session, view.today)
        if row + ago < 0:
            raise DataError(f"price line, [{ago}]: the market starts on {iso(self._feed.market.days[0])}")
        return self._price(self._contract, row + ago)

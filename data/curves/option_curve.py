"""Prices of index options on a market's own days: quoted where the market has the quote, modelled elsewhere."""

from collections.abc import Sequence
from math import exp
from typing import NamedTuple

from data.base.days import date_of
from data.contracts.calendars import QUARTERS, expiry
from data.contracts.contracts import FutureContract, OptionContract, family_on, future_spec
from data.curves.futures_curve import FuturesCurve
from data.market.market import Market
from data.pricing.black76 import black76_marked, exposure_after
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_spread import RISE_SESSIONS, OptionSpreads
from data.pricing.surface import AnySurface


class OptionMark(NamedTuple):
    """An option held at one moment, in points of the underlying.

    `half_spread` is half of bid to ask, `delta` is per point of the forward, `exposure` the change for a 100 % move of
    the index: both are negative for a put.
    """

    mid: float
    half_spread: float
    delta: float
    exposure: float
    quoted: bool

    @property
    def ask(self) -> float:
        """What one contract costs to buy, points of the underlying."""
        return self.mid + self.half_spread


class OptionCurve:
    """Price of any option series on any session of a market."""

    def __init__(self, market: Market, futures: FuturesCurve, surface: AnySurface, spreads: OptionSpreads) -> None:
        self._market = market
        self._futures = futures
        self._surface = surface
        self._spreads = spreads
        self._days, self._bill, self._scale = market.days, market.values("bill_yield"), market.scale
        self._dividend, self._vix = market.values("dividend_yield"), market.values("vix")
        self._fall = market.fall_within(FALL_SESSIONS)

    def at_close(self, contract: OptionContract, row: int) -> OptionMark:
        """The option at the close of the session in a row: at its quote where the market has
        one, with modelled sensitivities.
        """
        quote = self._market.quotes.find(contract, self._days[row]) if self._market.quotes else None
        mark = self._modelled(contract, row, row, self._futures.closes[row])
        if quote is None:
            return mark
        bid, ask = quote
        return mark._replace(mid=0.5 * (bid + ask), half_spread=0.5 * (ask - bid), quoted=True)

    def at_open(self, contract: OptionContract, row: int) -> OptionMark:
        """The option at the open of the session in a row: the opening index, with rates and
        volatility of the evening before.
        """
        return self._modelled(contract, row, max(row - 1, 0), self._futures.opens[row])

    def exposures(
        self, contract: OptionContract, row: int, moves: Sequence[float], *, at_open: bool = False
    ) -> tuple[float, ...]:
        """`OptionMark.exposure` after each of some moves of the index (-0.02: it fell 2 %) from the close, or the open,
        of the session in a row; shape (moves,), points of the underlying, negative for a put.

        Volatility stays as it is at the strike, whether the price was quoted or not.
        """
        known = max(row - 1, 0) if at_open else row
        index = (self._futures.opens if at_open else self._futures.closes)[row]
        forward, years, volatility, discount = self._state(contract, row, known, index)
        kind = (forward, contract.strike, years, volatility, contract.right, discount)
        return tuple(exposure_after(move, *kind) for move in moves)

    def settlement(self, contract: OptionContract, index: float, row: int) -> float:
        """Settlement value in points of the underlying, from the index at the moment of settlement."""
        return self._forward(contract, row, row, index, 0.0)

    def _modelled(self, contract: OptionContract, row: int, known: int, index: float) -> OptionMark:
        spec, vix = contract.spec, self._vix[known]
        forward, years, volatility, discount = self._state(contract, row, known, index)
        mid, delta, vega = black76_marked(forward, contract.strike, years, volatility, contract.right, discount)
        size = self._scale[row]
        rise = vix / self._vix[max(known - RISE_SESSIONS, 0)]
        spread = self._spreads.on(spec.root, self._days[known])
        # ticks are told for points of full size
        half = spread.half(mid, index * spec.index_share, vega, vix, spec.tick_at(mid / size) * size, rise=rise)
        return OptionMark(mid, half, delta, delta * forward, quoted=False)

    def _state(self, contract: OptionContract, row: int, known: int, index: float) -> tuple[float, float, float, float]:
        """(forward, years to expiry, volatility at the strike, discount)."""
        years = (contract.expiry - self._days[row]) / 365.0
        forward = self._forward(contract, row, known, index, years)
        volatility = self._surface.volatility(self._vix[known], forward, contract.strike, years, self._fall[known])
        return forward, years, volatility, exp(-self._bill[known] * years)

    def _forward(self, contract: OptionContract, row: int, known: int, index: float, years: float) -> float:
        spec = contract.spec
        if spec.on_future:
            return self._futures.carried(self._underlying(contract), row, known, index)
        return index * spec.index_share * exp((self._bill[known] - self._dividend[known]) * years)

    def _underlying(self, contract: OptionContract) -> FutureContract:
        """The quarterly future that expires with the option or next after it."""
        day = date_of(contract.expiry)
        month = next(quarter for quarter in QUARTERS if quarter >= day.month)
        return FutureContract(
            future_spec(family_on(contract.spec.index)), expiry(day.year, month, self._market.calendar)
        )

"""Prices of index options on a market's own days: quoted where the market has the quote, modelled elsewhere."""

from math import isnan, nan
from typing import NamedTuple

from data.base.days import Day, date_of
from data.contracts.calendars import QUARTERS, SessionCalendar, expiry
from data.contracts.contracts import FutureContract, OptionContract, OptionSpec, family_on, future_spec
from data.curves.futures_curve import FuturesCurve
from data.market.market import Market
from data.pricing.black76 import implied_volatility
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_price import OptionMarket, OptionState, OptionTerms, Series, exposures_after, priced, state_of
from data.pricing.option_spread import OptionSpreads, rise_at
from data.pricing.surface import AnySurface, surfaces_of


class OptionMark(NamedTuple):
    """An option held at one moment, in points of the underlying.

    `half_spread` is half of bid to ask, `delta` is per point of the forward, `exposure` the change for a 100 % move of
    the index: both are negative for a put.
    """

    mid: float
    half_spread: float
    delta: float
    exposure: float
    quoted: bool = False

    @property
    def ask(self) -> float:
        """What one contract costs to buy, points of the underlying."""
        return self.mid + self.half_spread


class OptionCurve:
    """Price of any option series on any session of a market."""

    def __init__(self, market: Market, futures: FuturesCurve, surface: AnySurface, spreads: OptionSpreads) -> None:
        self._market, self._quotes = market, market.quotes
        self._futures = futures
        self._surfaces = surfaces_of(surface)
        self._spreads = spreads
        self._days, self._bill, self._scale = market.days, market.values("bill_yield"), market.scale
        self._dividend, self._vix = market.values("dividend_yield"), market.values("vix")
        self._fall = market.fall_within(FALL_SESSIONS)
        self._terms: dict[str, OptionTerms] = {}
        self._underlying: dict[tuple[str, int], FutureContract] = {}

    def at_close(self, contract: OptionContract, row: int) -> OptionMark:
        """The option at the close of the session in a row: at its quote where the market has
        one, with modelled sensitivities.
        """
        quote = self._quotes.find(contract, self._days[row]) if self._quotes else None
        mark = self._modelled(contract, row, row, self._futures.closes[row])
        if quote is None:
            return mark
        bid, ask = quote
        half_spread = self._spreads.cost_factor * 0.5 * (ask - bid)
        return mark._replace(mid=0.5 * (bid + ask), half_spread=half_spread, quoted=True)

    def at_open(self, contract: OptionContract, row: int) -> OptionMark:
        """The option at the open of the session in a row: the opening index, with rates and
        volatility of the evening before.
        """
        return self._modelled(contract, row, max(row - 1, 0), self._futures.opens[row])

    def exposures(
        self, contract: OptionContract, row: int, moves: tuple[float, float, float], *, at_open: bool = False
    ) -> tuple[float, float, float]:
        """`OptionMark.exposure` after each of three moves of the index (-0.02: it fell 2 %) from the close, or the
        open, of the session in a row, points of the underlying, negative for a put.

        Volatility stays as it is at the strike, whether the price was quoted or not.
        """
        known = max(row - 1, 0) if at_open else row
        index = (self._futures.opens if at_open else self._futures.closes)[row]
        market, terms, series = self._asked(contract, row, known, index)
        return exposures_after(market, terms, series, self._surfaces, moves)

    def state(self, contract: OptionContract, row: int, mid: float | None = None) -> OptionState:
        """What Black-76 asks for at the close of the session in a row: the volatility is that of the surface, or what a
        quoted `mid` (points) implies, where any volatility does.
        """
        market, terms, series = self._asked(contract, row, row, self._futures.closes[row])
        modelled = state_of(market, terms, series, self._surfaces)
        if mid is None:
            return modelled
        forward, years, _, discount = modelled
        implied = implied_volatility(mid, forward, contract.strike, years, contract.right, discount)
        return modelled if isnan(implied) else modelled._replace(volatility=implied)

    def underlying(self, contract: OptionContract, row: int) -> float:
        """What the option is on at the close of the session in a row, points: its share of the index, or its future."""
        return self.settlement(contract, self._futures.closes[row], row)

    def settlement(self, contract: OptionContract, index: float, row: int) -> float:
        """Settlement value in points of the underlying, from the index at the moment of settlement."""
        if contract.spec.on_future:
            return self._futures.carried(self._future_of(contract), row, row, index)
        return index * contract.spec.index_share

    def _modelled(self, contract: OptionContract, row: int, known: int, index: float) -> OptionMark:
        market, terms, series = self._asked(contract, row, known, index)
        spread = self._spreads.on(contract.spec.root, self._days[known])
        return OptionMark(*priced(market, terms, series, self._surfaces, spread))

    def _asked(
        self, contract: OptionContract, row: int, known: int, index: float
    ) -> tuple[OptionMarket, OptionTerms, Series]:
        """The numbers of an option on the session in a row, with the rates and the volatility of row `known`."""
        spec, vix, rise = contract.spec, self._vix[known], rise_at(self._vix, known)
        bill, dividend, fall = self._bill[known], self._dividend[known], self._fall[known]
        market = OptionMarket(index, bill, dividend, vix, fall, rise, self._scale[row])
        future = self._futures.carried(self._future_of(contract), row, known, index) if spec.on_future else nan
        years = (contract.expiry - self._days[row]) / 365.0
        terms = self._terms.get(spec.root) or self._terms.setdefault(spec.root, terms_of(spec))
        return market, terms, Series(contract.strike, years, contract.right == "C", future)

    def _future_of(self, contract: OptionContract) -> FutureContract:
        key = (contract.spec.index, contract.expiry)
        if key not in self._underlying:
            self._underlying[key] = future_under(contract.spec, contract.expiry, self._market.calendar)
        return self._underlying[key]


def terms_of(spec: OptionSpec) -> OptionTerms:
    """What the price of an option asks of its root."""
    return OptionTerms(spec.index_share, spec.tick, spec.tick_above, spec.tick_changes_at)


def future_under(spec: OptionSpec, day: Day, calendar: SessionCalendar) -> FutureContract:
    """The quarterly future that expires with an option of a last day, or next after it."""
    last = date_of(day)
    month = next(quarter for quarter in QUARTERS if quarter >= last.month)
    return FutureContract(future_spec(family_on(spec.index)), expiry(last.year, month, calendar))

"""Prices of index options on a market's own days: quoted where the market has the quote, modelled elsewhere."""

from math import nan
from typing import NamedTuple

from data.base.days import Day, date_of
from data.contracts.calendars import QUARTERS, SessionCalendar, expiry
from data.contracts.contracts import FutureContract, OptionContract, OptionSpec, family_on, future_spec
from data.curves.futures_curve import FuturesCurve
from data.market.market import Market
from data.pricing.fitted_surface import FALL_SESSIONS
from data.pricing.option_price import OptionMarket, OptionTerms, Series, exposures_after, forward_of, priced
from data.pricing.option_spread import RISE_SESSIONS, OptionSpreads
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
        self._surfaces = surfaces_of(surface)
        self._spreads = spreads
        self._days, self._bill, self._scale = market.days, market.values("bill_yield"), market.scale
        self._dividend, self._vix = market.values("dividend_yield"), market.values("vix")
        self._fall = market.fall_within(FALL_SESSIONS)
        self._terms: dict[str, OptionTerms] = {}
        self._underlying: dict[tuple[str, int], FutureContract] = {}
        self._last: dict[bool, tuple[int, OptionMarket]] = {}

    def at_close(self, contract: OptionContract, row: int) -> OptionMark:
        """The option at the close of the session in a row: at its quote where the market has
        one, with modelled sensitivities.
        """
        quote = self._market.quotes.find(contract, self._days[row]) if self._market.quotes else None
        mark = self._modelled(contract, row, at_open=False)
        if quote is None:
            return mark
        bid, ask = quote
        return mark._replace(mid=0.5 * (bid + ask), half_spread=0.5 * (ask - bid), quoted=True)

    def at_open(self, contract: OptionContract, row: int) -> OptionMark:
        """The option at the open of the session in a row: the opening index, with rates and
        volatility of the evening before.
        """
        return self._modelled(contract, row, at_open=True)

    def exposures(
        self, contract: OptionContract, row: int, moves: tuple[float, float, float], *, at_open: bool = False
    ) -> tuple[float, float, float]:
        """`OptionMark.exposure` after each of three moves of the index (-0.02: it fell 2 %) from the close, or the
        open, of the session in a row, points of the underlying, negative for a put.

        Volatility stays as it is at the strike, whether the price was quoted or not.
        """
        market = self._moment(row, at_open=at_open)
        terms, series = self._terms_of(contract.spec), self._series(contract, row, market.spot, at_open=at_open)
        return exposures_after(market, terms, series, self._surfaces, moves)

    def settlement(self, contract: OptionContract, index: float, row: int) -> float:
        """Settlement value in points of the underlying, from the index at the moment of settlement."""
        market = self._moment(row, at_open=False)._replace(spot=index)
        series = self._series(contract, row, index, at_open=False)._replace(years=0.0)
        return forward_of(market, self._terms_of(contract.spec), series)

    def _modelled(self, contract: OptionContract, row: int, *, at_open: bool) -> OptionMark:
        spec, market = contract.spec, self._moment(row, at_open=at_open)
        series = self._series(contract, row, market.spot, at_open=at_open)
        spread = self._spreads.on(spec.root, self._days[_known(row, at_open=at_open)])
        found = priced(market, self._terms_of(spec), series, self._surfaces, spread)
        return OptionMark(*found, False)

    def _moment(self, row: int, *, at_open: bool) -> OptionMarket:
        """What is known at the close, or at the open, of the session in a row: that of many series is looked up
        once.
        """
        last = self._last.get(at_open)
        if last is None or last[0] != row:
            known, vix = _known(row, at_open=at_open), self._vix
            index = (self._futures.opens if at_open else self._futures.closes)[row]
            rise = vix[known] / vix[max(known - RISE_SESSIONS, 0)]
            rates = (self._bill[known], self._dividend[known])
            market = OptionMarket(index, *rates, vix[known], self._fall[known], rise, self._scale[row])
            last = self._last[at_open] = (row, market)
        return last[1]

    def _series(self, contract: OptionContract, row: int, index: float, *, at_open: bool) -> Series:
        years = (contract.expiry - self._days[row]) / 365.0
        future = nan
        if contract.spec.on_future:
            future = self._futures.carried(self._future_of(contract), row, _known(row, at_open=at_open), index)
        return Series(contract.strike, years, contract.right == "C", future)

    def _terms_of(self, spec: OptionSpec) -> OptionTerms:
        if spec.root not in self._terms:
            self._terms[spec.root] = OptionTerms(spec.index_share, spec.tick, spec.tick_above, spec.tick_changes_at)
        return self._terms[spec.root]

    def _future_of(self, contract: OptionContract) -> FutureContract:
        key = (contract.spec.index, contract.expiry)
        if key not in self._underlying:
            self._underlying[key] = future_under(contract.spec, contract.expiry, self._market.calendar)
        return self._underlying[key]


def future_under(spec: OptionSpec, day: Day, calendar: SessionCalendar) -> FutureContract:
    """The quarterly future that expires with an option of a last day, or next after it."""
    last = date_of(day)
    month = next(quarter for quarter in QUARTERS if quarter >= last.month)
    return FutureContract(future_spec(family_on(spec.index)), expiry(last.year, month, calendar))


def _known(row: int, *, at_open: bool) -> int:
    """The row of what is known of rates and volatility: at the open that of the evening before."""
    return max(row - 1, 0) if at_open else row

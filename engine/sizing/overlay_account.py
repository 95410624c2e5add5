"""An account with an overlay of a size, put through a fall of its market by the walk of a stress test."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from data.base.sums import total
from data.facts import facts
from engine.sizing.overlay_market import Offered, OverlayMarket
from engine.stress.account_state import AccountState, OptionHeld, Outcome, StressTerms
from engine.stress.from_run import implied
from engine.stress.shocks import evenly
from engine.stress.walk import walk

STEPS = 40
"""Halvings of a search: a share is known to 1e-12."""


class Fall(NamedTuple):
    """What the market does: fall of the index, fall of the account's currency in the investor's (positive decimals,
    negative: it rose), and multiple of margin as a share of notional.
    """

    market: float
    currency: float = 0.0
    margin: float = 1.0


class OfOne(NamedTuple):
    """One future: its value, margin as a share of that, initial margin as a multiple of margin; account currency."""

    unit: float
    margin_share: float
    initial_ratio: float


@dataclass(frozen=True, slots=True)
class OverlayAccount:
    """An account of a `capital` in account currency, opened with futures, and with so many puts (any number) of a
    series for each of them.
    """

    capital: float
    rate: float
    one: OfOne
    terms: StressTerms
    put: Offered | None = None
    puts: float = 0.0
    day: int = 0

    def state(self, contracts: float) -> AccountState:
        """The account in the evening, with any number of futures and the puts that go with them."""
        notional, terms, equity = contracts * self.one.unit, self.terms, self.capital
        options = self._options(contracts)
        paid = total(held.value(1.0, held.years, 0.0) for held in options)
        sold = terms.hedge_ratio * equity
        initial = notional * self.one.margin_share * self.one.initial_ratio + terms.hedge_margin * sold
        cash = min(terms.cash.wanted(terms.profile, initial, notional, sold), equity - paid)
        return AccountState(
            cash=cash,
            fund=equity - paid - cash,
            contracts=1 if contracts else 0,
            unit=notional,
            margin_share=self.one.margin_share,
            initial_ratio=self.one.initial_ratio,
            options=options,
            hedge=sold,
            rate=self.rate,
        )

    def _options(self, contracts: float) -> tuple[OptionHeld, ...]:
        """The puts, as one whose multiplier is that of all of them."""
        if self.put is None or not self.puts or not contracts:
            return ()
        contract, of_all = self.put.contract, contracts * self.puts * self.put.contract.spec.multiplier
        mark, forward = self.put.mid / contract.spec.multiplier, self.put.underlying / contract.spec.multiplier
        return (implied(contract, mark, forward, self.day)._replace(multiplier=of_all, size=1),)

    def after(self, contracts: float, fall: Fall, sessions: int | None = None) -> Outcome:
        """What becomes of it in a fall, over the sessions of the stress grid where nothing else is said."""
        count = usual_sessions() if sessions is None else sessions
        terms = self.terms._replace(closing_cost=self.terms.closing_cost * contracts)
        return walk(self.state(contracts), terms, evenly(fall.market, -fall.currency, fall.margin, count))

    def distance(self, contracts: float, reached: Callable[[Outcome], bool]) -> float | None:
        """The smallest fall of one session after which something has happened to it; None where none brings it."""
        return _first(lambda fall: reached(self.after(contracts, Fall(fall), 1)), 0.999)

    def largest(self, fall: Fall, most: float) -> float:
        """The most futures, any number up to `most`, whose positions the broker does not close in a fall."""
        found = _first(lambda contracts: self.after(contracts, fall).fatal, most)
        return most if found is None else found


def usual_sessions() -> int:
    """Sessions over which a shock is spread, those of `data/facts/stress_grid.csv`."""
    return int(facts("stress_grid").latest("sessions").value or 1)


def called(outcome: Outcome) -> bool:
    """Whether the broker has asked for money, or closed without asking."""
    return outcome.fatal or any(kind == "margin_call" for _, kind in outcome.events)


def _first(holds: Callable[[float], bool], most: float) -> float | None:
    """The smallest number up to `most` from which something holds."""
    if not holds(most):
        return None
    low, high = 0.0, most
    for _ in range(STEPS):
        middle = 0.5 * (low + high)
        low, high = (low, middle) if holds(middle) else (middle, high)
    return low


def account_of(market: OverlayMarket, put: Offered | None = None, puts: float = 0.0) -> OverlayAccount:
    """The account of a plan on its market's day; see `OverlayMarket` and `OverlayAccount`."""
    return OverlayAccount(market.capital, market.rate, OfOne(*market.future()), market.shock(), put, puts, market.day)

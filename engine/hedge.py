"""The currency hedge: the account's currency sold forward for the investor's, marked in cash every day, rolled on fixed dates.

It is a standing instruction to the broker, like the sweep of spare cash. What is sold is a share of equity as it was the evening before, filled at
the close of the fixed date: the last session of each month, and once at the beginning. In between it drifts with equity, as hedges do.
What a forward is struck at (basis, half-spreads, margin) is that of the day it is rolled, and stays with it.
"""

from data.days import month_number
from data.forwards import forward_price
from data.market import Market
from engine.account import Account
from engine.hedge_terms import CONTRACT, NOTHING_SOLD, HedgeTerms
from strategies.journal import Journal


class CurrencyHedge:
    """One rolling forward of an account: `notional` is what is sold, in account currency, at the last mark `forward`."""

    def __init__(self, account: Account, terms: HedgeTerms, market: Market, journal: Journal) -> None:
        self.notional = 0.0
        self.forward = 0.0
        self._account = account
        self._terms = terms
        self._journal = journal
        self._days = market.days
        self._spots = market.values("usdjpy")
        self._account_rates, self._investor_rates = market.values("bill_yield"), market.values("jpy_rate")
        self._expiries = _last_sessions(market)
        self._costs = NOTHING_SOLD
        self._begun = False
        self._spot = 0.0

    def settle(self, place: int, equity: float) -> None:
        """A session's profit or loss in cash, and on a fixed date the roll; `equity` is that of the evening before."""
        if self.notional:
            self._mark(place)
        if self._account.ruined:
            self.notional = 0.0
        elif not self._begun or self._days[place] == self._expiries[place]:
            self._roll(place, max(equity, 0.0) * self._terms.ratio)
        self._account.hedge_margin = self.notional * self._costs.margin

    def _mark(self, place: int) -> None:
        """The move of the spot rate and that of the forward points, each in account currency at today's spot rate."""
        spot, forward = self._spots[place], self._price(place, self._expiry)
        sold, post = self.notional / spot, self._account.ledger.post
        post("cash", "hedge_price", -sold * (spot - self._spot), CONTRACT)
        post("cash", "hedge_carry", -sold * ((forward - spot) - (self.forward - self._spot)), CONTRACT)
        self._spot, self.forward = spot, forward

    def _roll(self, place: int, notional: float) -> None:
        """Sell the new notional to the next fixed date; rolled is what stood and stays, the rest is bought or sold outright."""
        self._costs, spot = self._terms.on(self._days[place]), self._spots[place]
        kept, outright = min(self.notional, notional), abs(notional - self.notional)
        cost = (outright * self._costs.half_spread + kept * self._costs.roll_half_spread) / spot
        self._account.ledger.post("cash", "spread", -cost, CONTRACT, "currency hedge")
        self.notional, self._begun = notional, True
        following = self._expiries[place + 1] if place + 1 < len(self._days) else self._expiries[place]
        self._expiry = following if self._days[place] == self._expiries[place] else self._expiries[place]
        self._spot, self.forward = spot, self._price(place, self._expiry)
        numbers = {
            "notional": notional,
            "forward": self.forward,
            "spot": spot,
            "cost": cost,
            "basis": self._costs.basis,
        }
        self._journal.event(self._days[place], "hedge", CONTRACT, "fixed date of the currency hedge", **numbers)

    def _price(self, place: int, expiry: int) -> float:
        """The forward at interbank rates: those of bills and of the call rate, and the spreads of the day it was struck."""
        dollars, yen = self._costs.interbank
        rates = self._account_rates[place] + dollars, self._investor_rates[place] + yen
        return forward_price(self._spots[place], *rates, self._costs.basis, expiry - self._days[place])


def _last_sessions(market: Market) -> list[int]:
    """At each session the last one of its month, by the calendar: known ahead."""
    days, following = market.days, market.next_sessions
    last = days[-1]
    while month_number(market.calendar.after(last)) == month_number(days[-1]):
        last = market.calendar.after(last)
    found = [0] * len(days)
    for place in range(len(days) - 1, -1, -1):
        if month_number(following[place]) != month_number(days[place]):
            last = days[place]
        found[place] = last
    return found

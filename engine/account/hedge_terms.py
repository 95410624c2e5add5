"""What a currency hedge is and costs, as settings or as dated facts."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from data.base.days import Day, iso
from data.facts import facts
from data.pricing.money_market import InterbankSpreads, interbank_spreads

CONTRACT = "USDJPY"


class HedgeCosts(NamedTuple):
    """What holds for one forward: cross-currency basis (annual decimal), half-spreads of new notional and of rolling
    (JPY per USD), margin (share of notional), half-spread of a forced closing; interbank rates over bills and call
    rate, with which it is priced.
    """

    basis: float
    half_spread: float
    roll_half_spread: float
    margin: float
    closing_half_spread: float
    interbank: InterbankSpreads


NOTHING_SOLD = HedgeCosts(0.0, 0.0, 0.0, 0.0, 0.0, InterbankSpreads(0.0, 0.0))
"""What holds while nothing is sold."""


class HedgeTerms(NamedTuple):
    """Share of equity sold forward (1: all of it), and what is set of `HedgeCosts`; what is not is a dated fact of
    `data/facts/currency_hedge.csv`, interbank spreads of `data/facts/money_market.csv`. `cost_factor` multiplies the
    half-spreads.
    """

    ratio: float
    basis: float | None = None
    half_spread: float | None = None
    roll_half_spread: float | None = None
    margin: float | None = None
    closing_half_spread: float | None = None
    interbank: InterbankSpreads | None = None
    cost_factor: float = 1.0

    def on(self, day: Day) -> HedgeCosts:
        """What holds for a forward that is struck on a day, the nearest value where a fact does not cover it."""
        return HedgeCosts(
            self._value("basis", day),
            self.cost_factor * self._value("half_spread", day),
            self.cost_factor * self._value("roll_half_spread", day),
            self._value("margin", day),
            self.cost_factor * self._value("closing_half_spread", day),
            interbank_spreads(day) if self.interbank is None else self.interbank,
        )

    def _value(self, name: str, day: Day) -> float:
        chosen: float | None = getattr(self, name)
        return facts("currency_hedge").carried(f"{CONTRACT}.{name}", day) if chosen is None else chosen

    def told(self, struck: Iterable[Day]) -> dict[str, Any]:
        """As plain values: the share, and what held for the forwards struck on some days, in order, from each day
        on which it changed.
        """
        held: dict[str, Any] = {}
        for day in struck:
            costs = self.on(day)
            now = {**costs._asdict(), "interbank": costs.interbank._asdict()}
            if not held or now != next(reversed(held.values())):
                held[iso(day)] = now
        return {"ratio": self.ratio, "struck": held}

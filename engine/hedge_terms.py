"""What a currency hedge is and costs, as settings or as dated facts."""

from typing import NamedTuple

from data.days import Day
from data.facts import facts

CONTRACT = "USDJPY"


class HedgeCosts(NamedTuple):
    """What holds for one forward: cross-currency basis (annual decimal), half-spreads of new notional and of rolling (JPY per USD),
    margin (share of notional).
    """

    basis: float
    half_spread: float
    roll_half_spread: float
    margin: float


class HedgeTerms(NamedTuple):
    """Share of equity sold forward, and what is set of `HedgeCosts`; what is not is a dated fact of `data/facts/currency_hedge.csv`."""

    ratio: float
    basis: float | None = None
    half_spread: float | None = None
    roll_half_spread: float | None = None
    margin: float | None = None

    def on(self, day: Day) -> HedgeCosts:
        """What holds for a forward that is struck on a day. Raises `MissingFact` where nothing is known of it."""
        table = facts("currency_hedge")
        chosen = {name: getattr(self, name) for name in HedgeCosts._fields}
        known = {
            name: table.value(f"{CONTRACT}.{name}", day) if value is None else value for name, value in chosen.items()
        }
        return HedgeCosts(**known)

"""Prices of index futures by cost of carry, on the market's own days."""

from data.base.errors import ConfigError
from data.base.meant import hint
from data.contracts.contracts import FutureContract
from data.facts import facts
from data.market.market import Market
from data.pricing.black76 import futures_fair_value

QUARTER_DAYS = 91


class FuturesCurve:
    """Modelled price of any expiry on any session of a market.

    `financing` is the spread over the bill rate: an annual decimal, or the name of a series in
    the table `financing_spread`, which has one for each family of futures. It stays what it was when a contract
    became the lead one, so that no position gains or loses by a yearly average changing on New Year's Day. Outside a
    series its nearest value is carried. Raises `ConfigError` for an unknown series.
    """

    def __init__(self, market: Market, financing: str | float) -> None:
        self.closes = market.values("close")
        self.opens = market.values("open")
        self._days = market.days
        self._bill = market.values("bill_yield")
        self._dividend = market.values("dividend_yield")
        self._financing = financing
        self._spreads: dict[int, float] = {}
        if isinstance(financing, str):
            _known_series(financing)

    def price(self, contract: FutureContract, row: int) -> float:
        """Settlement price at the close of the session in a row, index points. Raises `MissingFact` where
        the series has none for the family.
        """
        return self.carried(contract, row, row, self.closes[row])

    def open_price(self, contract: FutureContract, row: int) -> float:
        """Price at the open of the session in a row, index points: the opening index carried at
        the rates of the evening before.
        """
        return self.carried(contract, row, max(row - 1, 0), self.opens[row])

    def carried(self, contract: FutureContract, row: int, known: int, spot: float) -> float:
        """Price, index points, on the session in a row at a value of the index and the rates of row `known`; that value
        itself for what stands at the index.
        """
        if contract.spec.at_index:
            return spot
        expiry = contract.expiry
        if expiry not in self._spreads:
            self._spreads[expiry] = self.financing_of(contract.spec.family, expiry)
        years = (expiry - self._days[row]) / 365.0
        return futures_fair_value(spot, self._bill[known] + self._spreads[expiry], self._dividend[known], years)

    def financing_of(self, family: str, expiry: int) -> float:
        """The `spread` that an expiry is priced with for as long as it trades: that of the day on which it became the
        lead one, annual decimal. Raises `MissingFact` where the series has none for the family.
        """
        return self.spread(family, expiry - QUARTER_DAYS)

    @property
    def is_number(self) -> bool:
        """Whether the spread is a number of the settings and not a series of facts."""
        return not isinstance(self._financing, str)

    def spread(self, family: str, day: int) -> float:
        """Financing spread over the bill rate that is in force on a day, annual decimal, positive where financing
        costs more. Raises `MissingFact` where the series has none for the family.
        """
        if isinstance(self._financing, str):
            return facts("financing_spread").carried(f"{family}.{self._financing}", day)
        return self._financing


def _known_series(name: str) -> None:
    known = sorted({fact_name.partition(".")[2] for fact_name in facts("financing_spread").names})
    if name not in known:
        told = hint(name, known, more=", or a number such as 0.005")
        raise ConfigError(f"unknown financing series {name!r}; {told}")

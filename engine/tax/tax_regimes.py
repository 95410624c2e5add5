"""Tax regimes: which posting belongs to which basket, when it counts, what it is taxed at and when that is paid."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.base.days import Day, day_of
from data.facts import facts
from engine.account.ledger import CATEGORIES
from engine.tax.basket import BasketRules

TABLE = "tax"
RegimeName = Literal["japan", "us_1256"]
DERIVATIVES, SECURITIES, INCOME = "derivatives", "securities", "income"
TAXED_SHARES = {("japan", "SPXFUND")}
"""Regimes and the funds whose gains they know: of bitcoin they are miscellaneous income in Japan, of shares no
matter of section 1256.
"""
_OF_DERIVATIVES = {"overlay", "costs"}


def knows_shares(regime: str, fund: str) -> bool:
    """Whether a regime has a rule for the gains of a fund's shares."""
    return (regime, fund) in TAXED_SHARES


@dataclass(frozen=True, slots=True)
class TaxRegime:
    """A way to tax calendar years.

    `earned` is the basket of what fund, cash and shares bring, all else is derivatives; `in_yen` whether results are
    computed in yen at each session's rate; `when_closed` whether a position counts when it is closed, else at its mark
    on the last session of the year.
    """

    name: RegimeName
    earned: str
    in_yen: bool
    when_closed: bool

    def basket(self, category: str) -> str | None:
        """The basket of a category of the ledger, None where it is not taxed; a hedge is a derivative too."""
        source = CATEGORIES.get(category)
        if category == "share_price" or source == "carry":
            return self.earned
        return DERIVATIVES if category == "hedge_carry" or source in _OF_DERIVATIVES else None

    def rules(self, year: int) -> BasketRules:
        """How many years losses may be carried, as the facts have it on the last day of a year. Source:
        `data/facts/tax.csv`.
        """
        return BasketRules(int(self._fact("carry_years", year)), int(self._fact("carryback_years", year)))

    def rate(self, basket: str, year: int) -> float:
        """Rate of a basket's taxable amount, a decimal, for years before the facts the first one; of derivatives in the
        United States the mean of the long-term and the ordinary rate in the shares of section 1256. Source:
        `data/facts/tax.csv`.
        """
        if self.name == "japan":
            return self._fact(basket, year)
        ordinary = self._fact("ordinary", year)
        if basket == INCOME:
            return ordinary
        share = self._fact("long_term_share", year)
        return share * self._fact("long_term", year) + (1.0 - share) * ordinary

    def payment_day(self, year: int) -> Day:
        """The day in the following year by which a year's tax is paid. Source: `data/facts/tax.csv`."""
        month, day = (int(self._fact(name, year)) for name in ("payment_month", "payment_day"))
        return day_of(date(year + 1, month, day))

    def fund_currency_gain(self, day: Day) -> bool:
        """Whether a redemption on a day realises a taxed gain of the fund's currency."""
        return self.in_yen and facts(TABLE).carried(f"{self.name}.fund_fx_taxed", day) > 0.0

    def _fact(self, name: str, year: int) -> float:
        return facts(TABLE).carried(f"{self.name}.{name}", day_of(date(year, 12, 31)))


def tax_regime(name: str) -> TaxRegime | None:
    """The regime of a name; None for "none"."""
    return REGIMES.get(name)


REGIMES = {
    "japan": TaxRegime("japan", SECURITIES, in_yen=True, when_closed=True),
    "us_1256": TaxRegime("us_1256", INCOME, in_yen=False, when_closed=False),
}

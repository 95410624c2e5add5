"""The tax of one account: assessed when a calendar year is over, paid out of cash on the day it is due."""

from typing import NamedTuple

from data.base.days import Day, date_of
from data.base.sums import total
from data.market.market import Market
from engine.account.account import Account
from engine.tax.basket import Assessment, BasketState, assess
from engine.tax.tax_regimes import TaxRegime
from engine.tax.taxable import TaxResults
from strategies.events.journal import Journal

RESERVE = 1.02
"""What is kept ready for a payment, as a multiple of it: the rate at which it will be converted is not
known the evening before.
"""


class Due(NamedTuple):
    """Tax of a year in the currency of the tax (below 0: a refund), and the session it is paid on
    (beyond the market: later).
    """

    row: int
    year: int
    amount: float


class TaxBook:
    """Keeps one account's tax through a run."""

    def __init__(self, regime: TaxRegime, account: Account, market: Market, journal: Journal) -> None:
        self._regime = regime
        self._account = account
        self._market = market
        self._journal = journal
        self._results = TaxResults(regime, account)
        self._states = dict.fromkeys(self._results.of_year, BasketState())
        self._due: list[Due] = []
        self._rates = market.values("usdjpy") if regime.in_yen else [1.0] * len(market)

    def look_back(self, before: int, row: int) -> None:
        """In the morning of session `row`, count what was posted on session `before`, and assess
        a year that is over.
        """
        self._results.gather(self._rates[before])
        days = self._market.days
        for year in range(date_of(days[before]).year, date_of(days[row]).year):
            self._assess(year, row)

    def pay(self, row: int) -> None:
        """Pay, or receive, what is due at session `row`, no more than the account is worth; a ruined
        account pays nothing.
        """
        for due in [one for one in self._due if one.row <= row]:
            self._due.remove(due)
            asked = due.amount / self._rates[row]
            paid = 0.0 if self._account.ruined else min(asked, max(self._account.equity, 0.0))
            self._account.ledger.post("cash", "tax", -paid, reason=f"tax of {due.year}")
            numbers = {"year": float(due.year), "asked": asked, "paid": paid}
            self._tell("tax_paid" if paid == asked else "tax_unpaid", row, **numbers)

    def payments(self, row: int) -> list[tuple[Day, int, float]]:
        """What has been assessed and not been paid: the session, the year it is of, and the amount at the rate of a
        session, account currency (negative: a refund).
        """
        calendar, rate = self._market.calendar, self._rates[row]
        sessions = [(calendar.on_or_after(self._regime.payment_day(due.year)), due) for due in self._due]
        return [(day, due.year, due.amount / rate) for day, due in sessions]

    def wanted(self, row: int) -> float:
        """Cash to be ready for payments, account currency, never negative, from so many sessions ahead that a
        redemption ordered tonight arrives in time.
        """
        ahead = row + max(self._account.profile.redemption_lag, 1)
        soon = total(due.amount for due in self._due if due.row <= ahead)
        return max(0.0, RESERVE * soon / self._rates[row])

    def close(self, row: int) -> None:
        """After the last session, tell what is still to be paid: taxes assessed, and that of the year as it stands."""
        self._results.gather(self._rates[row])
        year = date_of(self._market.days[row]).year
        so_far = total(one.tax for one in self._assessments(year, self._results.of_year)[1].values())
        owed = (total(due.amount for due in self._due) + so_far) / self._rates[row]
        if owed > 0.0:
            self._tell("tax_outstanding", row, amount=owed)

    def _assess(self, year: int, row: int) -> None:
        self._states, assessed = self._assessments(year, self._results.take())
        tax = total(one.tax for one in assessed.values())
        if tax:
            self._due.append(Due(self._row_of(self._regime.payment_day(year)), year, tax))
        parts = {f"{basket}_{name}": value for basket, one in assessed.items() for name, value in one._asdict().items()}
        carried = {f"{basket}_carried": state.carried for basket, state in self._states.items()}
        self._tell("tax_assessed", row, year=float(year), tax=tax, **parts, **carried)

    def _row_of(self, day: Day) -> int:
        """The session of a payment: beyond the market by the sessions that its calendar has until then, so that a
        market which ends earlier is prepared for it no sooner.
        """
        market = self._market
        if day <= market.days[-1]:
            return market.row_from(day)
        return len(market) + len(market.calendar.between(market.days[-1] + 1, day - 1))

    def _assessments(
        self, year: int, results: dict[str, float]
    ) -> tuple[dict[str, BasketState], dict[str, Assessment]]:
        rules, states, assessed = self._regime.rules(year), {}, {}
        for basket, result in results.items():
            rate = self._regime.rate(basket, year)
            states[basket], assessed[basket] = assess(rules, self._states[basket], year, result, rate)
        return states, assessed

    def _tell(self, kind: str, row: int, **numbers: float) -> None:
        self._journal.event(self._market.days[row], kind, "", kind, **numbers)

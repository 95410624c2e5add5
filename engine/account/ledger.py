"""The ledger: every change of money is a posting with a category, and each day's postings sum to
the change of equity.
"""

from array import array
from typing import Final

from data.base.days import Day, iso

CATEGORIES: Final[dict[str, str]] = {
    "mmf_income": "carry",
    "fund_expense": "carry",
    "cash_interest": "carry",
    "swap": "carry",
    "dividend": "carry",
    "share_expense": "carry",
    "futures_price": "overlay",
    "futures_carry": "overlay",
    "fx_price": "overlay",
    "share_price": "overlay",
    "option_premium": "overlay",
    "option_mark": "overlay",
    "option_payoff": "overlay",
    "insurance_premium": "overlay",
    "insurance_mark": "overlay",
    "insurance_payoff": "overlay",
    "commission": "costs",
    "spread": "costs",
    "roll_cost": "costs",
    "liquidation_cost": "costs",
    "fx_translation": "currency",
    "fx_cross": "currency",
    "hedge_price": "currency",
    "hedge_carry": "currency",
    "tax": "tax",
}
"""Attribution categories and the source of return each belongs to."""

MOVEMENTS: Final = ("deposit", "transfer")
"""Categories that move money without earning or losing any: capital from outside, and between the
account's own parts.
"""

DECLARED: Final = frozenset((*CATEGORIES, *MOVEMENTS))
"""Every category a posting may have."""

ACCOUNTS: Final = ("cash", "fund", "in_transit", "option_value", "shares")

TOLERANCE: Final = 1e-9
"""How far an identity may be off, as a share of equity (float64 rounding)."""


class LedgerError(AssertionError):
    """The books do not add up: a bug in this program, never a user's mistake."""


class Postings:
    """Columns of the ledger: contract "" where there is none, amounts in account currency, reasons
    where they add something.

    Columns and not rows: twenty-five thousand tuples would be searched for garbage again and again.
    """

    __slots__ = ("accounts", "amounts", "categories", "contracts", "days", "reasons")

    def __init__(self) -> None:
        self.days = array("i")
        self.accounts: list[str] = []
        self.categories: list[str] = []
        self.contracts: list[str] = []
        self.amounts = array("d")
        self.reasons: list[str] = []

    def __len__(self) -> int:
        return len(self.amounts)


class Ledger:
    """Balances in account currency and the postings that made them. Nothing changes a balance but `post`."""

    __slots__ = ("_day", "_gains", "_opening", "balances", "postings")

    def __init__(self) -> None:
        self.postings = Postings()
        self.balances = dict.fromkeys(ACCOUNTS, 0.0)
        self._day: Day = 0
        self._opening = 0.0
        self._gains = 0.0

    @property
    def equity(self) -> float:
        """Sum of all balances, account currency."""
        cash, fund, in_transit, option_value, shares = self.balances.values()
        return cash + fund + in_transit + option_value + shares

    def open_day(self, day: Day) -> None:
        """Start a day's postings."""
        self._day, self._opening, self._gains = day, self.equity, 0.0

    def post(self, account: str, category: str, amount: float, contract: str = "", reason: str = "") -> None:
        """Change a balance by an amount (positive: the account has more). A zero amount leaves no posting.

        Raises `LedgerError` for an account or a category that is not declared.
        """
        if account not in self.balances or category not in DECLARED:
            raise LedgerError(
                f"{iso(self._day)}: a posting to {account!r} as {category!r}: the ledger does not know it"
            )
        if amount == 0.0:
            return
        rows = self.postings
        rows.days.append(self._day)
        rows.accounts.append(account)
        rows.categories.append(category)
        rows.contracts.append(contract)
        rows.amounts.append(amount)
        rows.reasons.append(reason)
        self.balances[account] += amount
        if category != "transfer":
            self._gains += amount

    def transfer(self, source: str, target: str, amount: float, reason: str) -> None:
        """Move money between the account's own parts; a positive amount leaves `source`. Raises `LedgerError` for a
        part that is not declared.
        """
        self.post(source, "transfer", -amount, reason=reason)
        self.post(target, "transfer", amount, reason=reason)

    def close_day(self) -> float:
        """Equity at the end of the day, account currency. Raises `LedgerError` unless the day's gains explain
        the change of equity.
        """
        equity = self.equity
        expect(equity - self._opening, self._gains, equity, self._day, "change of equity, sum of postings")
        return equity


def expect(value: float, other: float, equity: float, day: Day, what: str) -> None:
    """Raise `LedgerError` unless two ways to compute a number agree to `TOLERANCE` of it, or of equity where that is
    larger.
    """
    if not abs(value - other) <= TOLERANCE * max(abs(equity), abs(value), 1.0):
        raise LedgerError(f"{iso(day)}: {what} differ: {value!r} and {other!r} at equity {equity!r}")

"""The ledger: every change of money is a posting with a category, and each day's postings sum to
the change of equity.
"""

from typing import Any, Final, NamedTuple

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

WIDTH: Final = 6
"""Fields of a posting."""

TOLERANCE: Final = 1e-9
"""How far an identity may be off, as a share of equity (float64 rounding)."""


class LedgerError(AssertionError):
    """The books do not add up: a bug in this program, never a user's mistake."""


class Posting(NamedTuple):
    """One change of a balance, account currency; `contract` is "" where there is none, `reason` where it would add
    nothing.
    """

    day: Day
    account: str
    category: str
    contract: str
    amount: float
    reason: str


class Postings:
    """All postings in order, over the fields of one after the other in a single list: twenty-five thousand tuples would
    be searched for garbage again and again.
    """

    __slots__ = ("_fields",)

    def __init__(self, fields: list[Any]) -> None:
        self._fields = fields

    def __len__(self) -> int:
        return len(self._fields) // WIDTH

    def __getitem__(self, place: int) -> Posting:
        return Posting(*self._fields[WIDTH * place : WIDTH * (place + 1)])

    def column(self, name: str) -> list[Any]:
        """One field of all postings, by its name in `Posting`."""
        return self._fields[Posting._fields.index(name) :: WIDTH]


class Ledger:
    """Balances in account currency and the postings that made them. Nothing changes a balance but `post`."""

    __slots__ = ("_day", "_fields", "_gains", "_opening", "balances", "postings")

    def __init__(self) -> None:
        self._fields: list[Any] = []
        self.postings = Postings(self._fields)
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
        self._fields += (self._day, account, category, contract, amount, reason)
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
    off = abs(value - other)
    if not (off <= TOLERANCE * abs(equity) or off <= TOLERANCE * max(abs(value), 1.0)):
        raise LedgerError(f"{iso(day)}: {what} differ: {value!r} and {other!r} at equity {equity!r}")

"""The ledger: every change of money is a posting with a category, and each day's postings sum to
the change of equity.
"""

from array import array
from typing import Final, NamedTuple

from data.base.days import Day, iso

CATEGORIES: Final[dict[str, str]] = {
    "mmf_income": "carry",
    "fund_expense": "carry",
    "cash_interest": "carry",
    "credit_loss": "carry",
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

FLOWS: Final = ("deposit", "withdrawal")
"""Categories of money from outside, and to it: none is earned or lost."""
MOVEMENTS: Final = (*FLOWS, "transfer")
"""The same, and between the account's own parts."""

DECLARED: Final = frozenset((*CATEGORIES, *MOVEMENTS))
"""Every category a posting may have."""

ACCOUNTS: Final = ("cash", "fund", "in_transit", "option_value", "shares", "withheld")

TOLERANCE: Final = 1e-9
"""How far an identity may be off, as a share of equity (float64 rounding)."""


class LedgerError(AssertionError):
    """The books do not add up: a bug in this program, never a user's mistake."""


Words = tuple[str, str, str, str]
"""Account, category, contract ("" where there is none) and reason ("" where it would add nothing) of a posting."""


class Posting(NamedTuple):
    """One change of a balance, account currency, with its `Words`."""

    day: Day
    account: str
    category: str
    contract: str
    reason: str
    amount: float


class Postings:
    """All postings in order: days, amounts (account currency), and for the words of each the place among all `kinds` of
    posting there were.

    Numbers and not rows: twenty-five thousand tuples would be searched for garbage again and again.
    """

    __slots__ = ("amounts", "days", "kinds", "of_kind", "places")

    def __init__(self) -> None:
        self.days = array("i")
        self.amounts = array("d")
        self.places = array("i")
        self.kinds: list[Words] = []
        self.of_kind: dict[Words, int] = {}

    def __len__(self) -> int:
        return len(self.amounts)

    def __getitem__(self, row: int) -> Posting:
        return Posting(self.days[row], *self.kinds[self.places[row]], self.amounts[row])

    def words(self, name: str) -> list[str]:
        """One of the words of all kinds of posting, by its name in `Posting`."""
        place = Posting._fields.index(name) - 1
        return [kind[place] for kind in self.kinds]

    def column(self, name: str) -> list[str]:
        """The same for all postings."""
        words = self.words(name)
        return [words[place] for place in self.places]


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
        cash, fund, in_transit, option_value, shares, withheld = self.balances.values()
        return cash + fund + in_transit + option_value + shares + withheld

    def open_day(self, day: Day) -> None:
        """Start a day's postings."""
        self._day, self._opening, self._gains = day, self.equity, 0.0

    def post(self, account: str, category: str, amount: float, contract: str = "", reason: str = "") -> None:
        """Change a balance by an amount (positive: the account has more). A zero amount leaves no posting.

        Raises `LedgerError` for an account or a category that is not declared.
        """
        rows, words = self.postings, (account, category, contract, reason)
        place = rows.of_kind.get(words)
        if place is None:
            place = self._new_kind(words)
        if amount == 0.0:
            return
        rows.days.append(self._day)
        rows.places.append(place)
        rows.amounts.append(amount)
        self.balances[account] += amount
        if category != "transfer":
            self._gains += amount

    def _new_kind(self, words: Words) -> int:
        account, category, *_ = words
        if account not in self.balances or category not in DECLARED:
            raise LedgerError(
                f"{iso(self._day)}: a posting to {account!r} as {category!r}: the ledger does not know it"
            )
        self.postings.kinds.append(words)
        return self.postings.of_kind.setdefault(words, len(self.postings.of_kind))

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

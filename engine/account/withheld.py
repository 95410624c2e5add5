"""Money that somebody holds back: a fund that has stopped redemptions, or a broker that has failed."""

from collections.abc import Sequence
from typing import NamedTuple

from engine.account.ledger import Ledger

CATEGORY = "credit_loss"


class Due(NamedTuple):
    """A payment to come: the session number at which it is made, and its amount (account currency, positive)."""

    row: int
    amount: float


class _Claim:
    """What is held back, as it stands in the books, and what will be paid of it."""

    __slots__ = ("due", "worth")

    def __init__(self, worth: float, due: list[Due]) -> None:
        self.worth, self.due = worth, due

    def short_of(self, amount: float, *, last: bool) -> float:
        """By how much the books are below a payment, or with the last one above it too (negative)."""
        return amount - self.worth if last else max(amount - self.worth, 0.0)


class Withheld:
    """Claims of one account on what is held back from it, in the part `withheld` of its ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._claims: list[_Claim] = []

    def take(self, part: str, value: float, parts: Sequence[tuple[int, float]], reason: str) -> float:
        """All that is in a part of the account is held back from now on; how much that was, account currency.

        `value` is the share of it that is expected back, the rest is written off at once; `parts` are (session number,
        share paid then) in order. Nothing where the part is empty or owed.
        """
        amount = self._ledger.balances[part]
        if amount <= 0.0:
            return 0.0
        self.lose(part, 1.0 - value, reason)
        worth = self._ledger.balances[part]
        self._ledger.transfer(part, "withheld", worth, reason)
        self._claims.append(_Claim(worth, [Due(row, share * amount) for row, share in parts]))
        return amount

    def lose(self, part: str, share: float, reason: str) -> None:
        """A part of the account loses a share of its value on credit, 0 to 1, and stays where it is."""
        self._ledger.post(part, CATEGORY, -share * self._ledger.balances[part], reason=reason)

    def set_off(self) -> None:
        """What is owed in cash is set off against the fund."""
        balances = self._ledger.balances
        self._ledger.transfer("fund", "cash", min(max(-balances["cash"], 0.0), balances["fund"]), "redemption")

    def pay(self, row: int) -> float:
        """What is paid out by a session number, into cash; what the last payment is more or less than the books have
        is gained or lost then. Account currency.
        """
        received = 0.0
        for claim in self._claims:
            while claim.due and claim.due[0].row <= row:
                received += self._pay_one(claim, claim.due.pop(0).amount)
        self._claims = [claim for claim in self._claims if claim.due]
        return received

    def _pay_one(self, claim: _Claim, amount: float) -> float:
        more = claim.short_of(amount, last=not claim.due)
        self._ledger.post("withheld", CATEGORY, more, reason="paid out, to what was expected")
        self._ledger.transfer("withheld", "cash", amount, "paid out")
        claim.worth += more - amount
        return amount

"""An account whose core is in another currency: valued in the account's own every session, converted to move money."""

from collections.abc import Callable
from math import inf

from data.base.days import Day
from engine.account.account import Account
from engine.account.pledged import NOTHING_PLEDGED, Pledged
from engine.account.profiles import AccountProfile

CONVERSION = "conversion of the core"


class ForeignCoreAccount(Account):
    """An account that opens with its `capital` in a core of another currency. `spot` is what one unit of account
    currency costs in it, by session; what goes into the core or out of it pays `half_spread`, in the same unit.
    """

    def __init__(
        self,
        capital: float,
        profile: AccountProfile,
        share_tax: float = 0.0,
        pledged: Pledged = NOTHING_PLEDGED,
        *,
        half_spread: float,
    ) -> None:
        super().__init__(capital, profile, share_tax, pledged)
        self._half_spread = half_spread
        self._cost = self._due = 0.0

    def open_day(self, day: Day) -> None:
        """Start a session; the first one brings the capital, which is in the core's currency."""
        capital = self._capital
        super().open_day(day)
        if capital:
            self.ledger.transfer("cash", "fund", capital, "opening capital, in the currency of the core")

    def translate(self, before: float, spot: float) -> None:
        """Pay for what was converted since the session before, and value the core at today's rate, where it was
        `before`: both in its currency for one of the account's.
        """
        if self._due:
            self.ledger.post("fund", "spread", -self._due, reason=CONVERSION)
        self._cost, self._due = self._half_spread / spot, 0.0
        moved = self.fund * (before / spot - 1.0)
        self.translation += moved
        self.ledger.post("fund", "fx_translation", moved, reason="currency of the core")

    def sweep(
        self, row: int, target: float, band: float, spare: Callable[[], float] = lambda: inf, kept: float = 0.0
    ) -> None:
        """The same; what goes into the core is converted."""
        before = self.fund
        super().sweep(row, target, band, spare, kept)
        self._converted(max(self.fund - before, 0.0))

    def redeem(self, row: int, amount: float) -> None:
        """The same; what comes out of the core is converted the day after, and the core pays for it, as for what was
        ordered before.
        """
        amount = min(amount, (self.fund - self._due) / (1.0 + self._cost))
        super().redeem(row, amount)
        self._converted(max(amount, 0.0))

    def _converted(self, amount: float) -> None:
        # orders of an evening are carried out the day after, when that evening's books are closed
        self._due += amount * self._cost

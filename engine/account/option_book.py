"""The options of an account, bought or written for a premium, worth their mark until sale, purchase or expiry."""

from collections.abc import Iterable

from data.base.sums import total
from data.contracts.contracts import OptionContract
from engine.account.ledger import Ledger
from engine.account.settlement import closed_part, option_gain, stands_still
from engine.account.written import OptionLeg, leg_of, netted

OVERLAY, INSURANCE = "option", "insurance"
"""What options are held for, and how their ledger categories begin."""


class OptionHolding:
    """An option position: signed contracts (negative: written), what one is worth at the last mark, and what it is
    held for.
    """

    __slots__ = ("contract", "mark", "multiplier", "purpose", "size")

    def __init__(self, contract: OptionContract, mark: float, purpose: str) -> None:
        self.contract = contract
        self.multiplier = contract.spec.multiplier
        self.size = 0
        self.mark = mark
        self.purpose = purpose

    @property
    def value(self) -> float:
        """Market value, account currency; negative for what is written."""
        return self.size * self.multiplier * self.mark


class OptionBook:
    """Option positions of one account, by code. Premium leaves cash on the trade date (of what is written: comes in)
    and stands as option value until the end. `index` is the index at the last marks, points.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.holdings: dict[str, OptionHolding] = {}
        self.writes = False
        """Whether anything is written."""
        self._ledger = ledger
        self._ruined = False
        self.index = 0.0

    def ruin(self) -> None:
        """From now on options are marked only when they lose."""
        self._ruined = True

    @property
    def value(self) -> float:
        """Market value of all options, account currency."""
        return total(holding.value for holding in self.holdings.values())

    @property
    def owed(self) -> float:
        """What it would take to buy back what is written, at the marks; account currency, never negative."""
        return total(-one.value for one in self.holdings.values() if one.size < 0)

    def legs(self, more: Iterable[OptionLeg] = ()) -> list[OptionLeg]:
        """All positions as their margin sees them, with `more` contracts traded, at the last marks."""
        held = (leg_of(one.contract, self.index, one.size, one.mark) for one in self.holdings.values())
        return netted((*held, *more))

    def mark(self, contract: OptionContract, price: float) -> float:
        """Revalue a position at a price in points, a ruined account's only where it loses; the price at
        which it then stands.
        """
        holding = self.holdings[contract.code]
        if stands_still(holding.size, holding.mark, price, ruined=self._ruined):
            return holding.mark
        gain = option_gain(holding.size, holding.multiplier, holding.mark, price)
        holding.mark = price
        self._ledger.post("option_value", f"{holding.purpose}_mark", gain, contract.code)
        return price

    def take_over(self, contract: OptionContract, size: int, price: float) -> None:
        """Hold signed contracts that were traded before, worth a price in points."""
        holding = self.holdings[contract.code] = OptionHolding(contract, price, OVERLAY)
        holding.size = size
        self._note_writing()
        self._ledger.post("option_value", "deposit", holding.value, contract.code)

    def trade(self, contract: OptionContract, size: int, price: float, purpose: str = OVERLAY) -> float:
        """Buy or sell (negative) contracts at a mid price in points, where what was held is marked first: premium is
        paid for what is opened, had for what is written, and a payoff the other way round for what is closed.

        Returns the price that was had.
        """
        holding = self.holdings.setdefault(contract.code, OptionHolding(contract, price, purpose))
        had = self.mark(contract, price)
        closed = closed_part(holding.size, size)
        for kind, part in (("payoff", closed), ("premium", size - closed)):
            value = part * holding.multiplier * had
            self._ledger.post("cash", f"{holding.purpose}_{kind}", -value, contract.code)
            self._ledger.post("option_value", f"{holding.purpose}_mark", value, contract.code)
        holding.size += size
        if holding.size == 0:
            del self.holdings[contract.code]
        self._note_writing()
        return had

    def _note_writing(self) -> None:
        self.writes = any(one.size < 0 for one in self.holdings.values())

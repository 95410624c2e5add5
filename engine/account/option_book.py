"""The options an account holds: bought for a premium, worth their mark, paid out at expiry or on sale."""

from data.base.sums import total
from data.contracts.contracts import OptionContract
from engine.account.ledger import Ledger

OVERLAY, INSURANCE = "option", "insurance"
"""What options are held for, and how their ledger categories begin."""


class OptionHolding:
    """A bought option position: contracts, what one is worth at the last mark, and what it is held for."""

    __slots__ = ("contract", "mark", "multiplier", "purpose", "size")

    def __init__(self, contract: OptionContract, mark: float, purpose: str) -> None:
        self.contract = contract
        self.multiplier = contract.spec.multiplier
        self.size = 0
        self.mark = mark
        self.purpose = purpose

    @property
    def value(self) -> float:
        """Market value, account currency; never negative, as options are bought."""
        return self.size * self.multiplier * self.mark


class OptionBook:
    """Option positions of one account, by code. Premium leaves cash on the trade date and stands as option
    value until the end.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.holdings: dict[str, OptionHolding] = {}
        self._ledger = ledger
        self._ruined = False

    def ruin(self) -> None:
        """From now on options are marked only downwards."""
        self._ruined = True

    @property
    def value(self) -> float:
        """Market value of all options, account currency."""
        return total(holding.value for holding in self.holdings.values())

    def mark(self, contract: OptionContract, price: float) -> float:
        """Revalue a position at a price in points, a ruined account's only downwards; the price at
        which it then stands.
        """
        holding = self.holdings[contract.code]
        if self._ruined and price > holding.mark:
            return holding.mark
        gain = holding.size * holding.multiplier * (price - holding.mark)
        holding.mark = price
        self._ledger.post("option_value", f"{holding.purpose}_mark", gain, contract.code)
        return price

    def trade(self, contract: OptionContract, size: int, price: float, purpose: str = OVERLAY) -> float:
        """Buy (pay the premium) or sell (negative: receive the payoff) contracts at a mid price in points, where what
        was held is marked first.

        Returns the price that was had.
        """
        holding = self.holdings.setdefault(contract.code, OptionHolding(contract, price, purpose))
        had = self.mark(contract, price)
        value = size * holding.multiplier * had
        kind = "premium" if size > 0 else "payoff"
        self._ledger.post("cash", f"{holding.purpose}_{kind}", -value, contract.code)
        self._ledger.post("option_value", f"{holding.purpose}_mark", value, contract.code)
        holding.size += size
        if holding.size == 0:
            del self.holdings[contract.code]
        return had

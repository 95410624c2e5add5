"""Positions on margin: marked to market every day, in cash."""

from data.contracts.contracts import FutureContract
from data.contracts.fx_contracts import FxContract

MarginedContract = FutureContract | FxContract
"""What is held on margin and marked to market every day, in cash."""


class MarginedPosition:
    """A position in a future, or in a currency dealt on margin: signed contracts, the mid price at which they stand,
    the index then, what they cost with what was closed of them, and the value at which those held were opened (both
    signed, currency).

    `categories` are those of the ledger for the move of the index and for that of the basis, which foreign
    exchange does not have.
    """

    __slots__ = ("categories", "contract", "cost", "mark", "multiplier", "opened", "size", "spot")

    def __init__(self, contract: MarginedContract, mark: float, spot: float) -> None:
        self.contract = contract
        dealt = isinstance(contract, FxContract)
        self.categories = ("fx_price", "fx_price") if dealt else ("futures_price", "futures_carry")
        self.multiplier = contract.spec.multiplier
        self.size = 0
        self.mark = mark
        self.spot = spot
        self.cost = self.opened = 0.0

    @property
    def gain(self) -> float:
        """What the contracts held have gained since they were bought, currency; negative: lost."""
        return self.notional - self.cost

    @property
    def notional(self) -> float:
        """Signed value of the index controlled, currency; negative when short."""
        return self.size * self.multiplier * self.mark

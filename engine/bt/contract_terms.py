"""What Backtrader's strategies and sizers are told of a contract: multiplier, commission, margin, value."""

from math import floor
from typing import TYPE_CHECKING, Any

import backtrader as bt

if TYPE_CHECKING:
    from collections.abc import Callable

_NOISE = 1e-9
"""What floats leave of a whole number of contracts."""


class MarginTerms(bt.CommInfoBase):
    """A contract that is held on margin. It is sized by its notional: percent of margin is not percent of exposure.

    `asked` gives the initial margin of one contract today, account currency.
    """

    params: Any = (("stocklike", False), ("commtype", bt.CommInfoBase.COMM_FIXED), ("asked", None))

    @property
    def margin(self) -> float:
        """Initial margin of one contract today, account currency. Raises `MissingFact` where it is not known."""
        return self.get_margin(0.0)

    def get_margin(self, price: float) -> float:  # noqa: ARG002  (Backtrader's signature)
        """Initial margin of one contract today, account currency, whatever the price. Raises `MissingFact` where it
        is not known.
        """
        asked: Callable[[], float] = self.p.asked
        return asked()

    def getsize(self, price: float, cash: float) -> int:
        """Whole contracts, rounded down, whose notional at a price is `cash`, account currency."""
        return floor(cash / (price * float(self.p.mult)) + _NOISE)

    def getoperationcost(self, size: float, price: float) -> float:
        """Initial margin of so many contracts today, account currency, never negative; of what is paid for its price.
        Raises `MissingFact` where it is not known.
        """
        return abs(size) * self.get_margin(price) if size else 0.0

    def getvaluesize(self, size: float, price: float) -> float:
        """The same: what is on margin is worth what it keeps from the account."""
        return self.getoperationcost(size, price)

    def getvalue(self, position: Any, price: float) -> float:
        """`getvaluesize` of a position."""
        return self.getvaluesize(position.size, price)


class PaidTerms(MarginTerms):
    """An option or a share, which is paid for."""

    def get_margin(self, price: float) -> float:
        """What one costs at a price, account currency."""
        return price * float(self.p.mult)

    def getvaluesize(self, size: float, price: float) -> float:
        """What so many are worth at a price, account currency, negative where they were sold."""
        return size * self.get_margin(price)

"""The index-fund shares an account holds: paid for in full, worth their mark, with dividends and expenses day by day."""

from data.index_funds import IndexFund
from data.rates import interest
from engine.ledger import Ledger


class ShareHolding:
    """Shares of a fund, and the price at which they stand."""

    __slots__ = ("contract", "mark", "size")

    def __init__(self, contract: IndexFund, mark: float) -> None:
        self.contract = contract
        self.size = 0
        self.mark = mark

    @property
    def value(self) -> float:
        """Market value, account currency."""
        return self.size * self.mark


class ShareBook:
    """Shares of one account, by code. Their price leaves cash on the trade date and stands as share value until they are sold."""

    def __init__(self, ledger: Ledger) -> None:
        self.holdings: dict[str, ShareHolding] = {}
        self._ledger = ledger

    @property
    def value(self) -> float:
        """Market value of all shares."""
        return sum(holding.value for holding in self.holdings.values())

    def accrue(self, days: int, dividend_yield: float) -> None:
        """Dividends and fund expenses for calendar days, act/365, in cash: the price of a share is the index without dividends."""
        for code, holding in self.holdings.items():
            value, spec = holding.value, holding.contract.spec
            self._ledger.post("cash", "dividend", interest(value, dividend_yield, days), code)
            self._ledger.post("cash", "share_expense", -interest(value, spec.expense_ratio, days), code)

    def mark(self, contract: IndexFund, price: float) -> None:
        """Revalue the shares held at a price."""
        holding = self.holdings[contract.code]
        self._ledger.post("shares", "share_price", holding.size * (price - holding.mark), contract.code)
        holding.mark = price

    def trade(self, contract: IndexFund, size: int, price: float) -> None:
        """Buy or sell (negative) shares at a mid price, where what was held is marked first. Money only moves between cash and shares."""
        holding = self.holdings.setdefault(contract.code, ShareHolding(contract, price))
        self.mark(contract, price)
        reason = "shares bought" if size > 0 else "shares sold"
        self._ledger.post("cash", "transfer", -size * price, contract.code, reason)
        self._ledger.post("shares", "transfer", size * price, contract.code, reason)
        holding.size += size
        if holding.size == 0:
            del self.holdings[contract.code]

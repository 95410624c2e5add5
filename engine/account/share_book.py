"""The index-fund shares an account holds: paid for in full, worth their mark, with dividends and
expenses day by day.
"""

from data.base.sums import total
from data.contracts.index_funds import IndexFund
from data.pricing.rates import interest
from engine.account.ledger import Ledger
from engine.account.share_tax import TaxState, after_gain


class ShareHolding:
    """Shares of a fund, the price at which they stand (currency per share), and what they cost together."""

    __slots__ = ("contract", "cost", "mark", "size")

    def __init__(self, contract: IndexFund, mark: float) -> None:
        self.contract = contract
        self.size = 0
        self.mark = mark
        self.cost = 0.0

    @property
    def value(self) -> float:
        """Market value, account currency."""
        return self.size * self.mark


class ShareBook:
    """Shares of one account, by code. Their price leaves cash on the trade date and stands as share value until they
    are sold. `tax_rate` is a decimal of realised gains.
    """

    def __init__(self, ledger: Ledger, tax_rate: float = 0.0) -> None:
        self.holdings: dict[str, ShareHolding] = {}
        self._ledger = ledger
        self._tax_rate = tax_rate
        self._tax = TaxState()

    @property
    def value(self) -> float:
        """Market value of all shares, account currency."""
        return total(holding.value for holding in self.holdings.values())

    def accrue(self, days: int, dividend_yield: float) -> None:
        """Dividends and fund expenses for calendar days, act/365, in cash: the price of a share is the index without
        dividends. The yield is an annual decimal.
        """
        for code, holding in self.holdings.items():
            value, spec = holding.value, holding.contract.spec
            paid = dividend_yield * spec.dividend_share
            self._ledger.post("cash", "dividend", interest(value, paid, days), code)
            self._ledger.post("cash", "share_expense", -interest(value, spec.expense_ratio, days), code)

    def tax(self, gain: float, contract: IndexFund, year: int) -> None:
        """Withhold the tax on a gain of a calendar year (account currency), or give back what a
        loss, negative, saves.
        """
        if self._tax_rate:
            self._tax, due = after_gain(self._tax_rate, self._tax, year, gain)
            self._ledger.post("cash", "tax", -due, contract.code)

    def mark(self, contract: IndexFund, price: float) -> None:
        """Revalue the shares held at a price, currency per share."""
        holding = self.holdings[contract.code]
        self._ledger.post("shares", "share_price", holding.size * (price - holding.mark), contract.code)
        holding.mark = price

    def trade(self, contract: IndexFund, size: int, price: float, year: int) -> None:
        """Buy or sell (negative) shares at a mid price, where what was held is marked first. Money only moves between
        cash and shares, but for the tax on what a sale gained.
        """
        holding = self.holdings.setdefault(contract.code, ShareHolding(contract, price))
        self.mark(contract, price)
        reason = "shares bought" if size > 0 else "shares sold"
        self._ledger.post("cash", "transfer", -size * price, contract.code, reason)
        self._ledger.post("shares", "transfer", size * price, contract.code, reason)
        cost = size * (price if size > 0 else holding.cost / holding.size)
        if size < 0:
            self.tax(cost - size * price, contract, year)
        holding.cost += cost
        holding.size += size
        if holding.size == 0:
            del self.holdings[contract.code]

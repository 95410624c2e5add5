"""Swap points: what carrying a position in a currency on from day to day pays or costs."""

from data.contracts.fx_contracts import SwapTerms
from data.market.market import Market
from engine.account.account import Account
from engine.account.settlement import swap_points


class SwapPoints:
    """Posts the swap points of one account. The index of the market is the currency: its dividends are the interest abroad."""

    def __init__(self, account: Account, market: Market, terms: SwapTerms) -> None:
        self._account = account
        self._terms = terms
        self._abroad, self._home = market.values("dividend_yield"), market.values("bill_yield")

    def post(self, before: int, days: int) -> None:
        """For calendar days since the session in row `before`, at its rates and marks, into cash."""
        for holding in self._account.holdings.values():
            amount = swap_points(holding.notional, self._abroad[before], self._home[before], self._terms, days)
            self._account.ledger.post("cash", "swap", amount, holding.contract.code)

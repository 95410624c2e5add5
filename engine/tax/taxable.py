"""Results that count for tax: the ledger's postings gathered by basket, in the currency of the tax."""

from data.contracts.index_funds import fund_roots
from engine.account.account import Account
from engine.account.ledger import Posting
from engine.tax.tax_regimes import DERIVATIVES, SECURITIES, TaxRegime


class FundCost:
    """What the units of a fund cost in the currency of the tax, by the moving average; `value` is in
    the fund's currency.
    """

    __slots__ = ("cost", "value")

    def __init__(self) -> None:
        self.value = 0.0
        self.cost = 0.0

    def add(self, amount: float, rate: float) -> None:
        """Units bought, or paid out in units: `amount` in the fund's currency at a rate (below 0: expenses)."""
        self.value += amount
        self.cost += amount * rate

    def revalue(self, amount: float) -> None:
        """The price of the units moved, by an amount in the fund's currency (negative: it fell): they are worth more or
        less, and cost what they did.
        """
        self.value += amount

    def redeem(self, amount: float, rate: float) -> float:
        """Units worth a positive amount redeemed at a rate; the gain that this realises, in the currency of the tax
        (negative: a loss): of the currency, and of the price where units were revalued.

        >>> units = FundCost()
        >>> units.add(100.0, rate=110.0)
        >>> units.redeem(50.0, rate=120.0)
        500.0
        """
        cost = self.cost * amount / self.value if self.value > 0.0 else 0.0
        self.value -= amount
        self.cost -= cost
        return amount * rate - cost


class TaxResults:
    """Gathers the results of one account's calendar year by basket.

    What a contract gains stands in its pool in account currency until its position gets smaller, where the regime has
    it so; the part that is closed counts at the rate of the day. Positions are compared evening by evening.
    """

    def __init__(self, regime: TaxRegime, account: Account) -> None:
        self._regime = regime
        self._account = account
        self._seen = 0
        self._pools: dict[str, float] = {}
        self._sizes: dict[str, int] = {}
        self._fund = FundCost()
        self._shares: dict[str, FundCost] = {}
        self.of_year: dict[str, float] = dict.fromkeys((DERIVATIVES, regime.earned), 0.0)

    def take(self) -> dict[str, float]:
        """The results of the year so far, by basket, in the currency of the tax (negative: a loss); the
        next year begins at 0.
        """
        taken, self.of_year = self.of_year, dict.fromkeys(self.of_year, 0.0)
        return taken

    def gather(self, rate: float) -> None:
        """Count everything posted since the last time, at a rate (currency of the tax per account currency)."""
        rows = self._account.ledger.postings
        for row in range(self._seen, len(rows)):
            self._count(rows[row], rate)
        self._seen = len(rows)
        self._close_positions(rate)

    def _count(self, row: Posting, rate: float) -> None:
        amount, contract = row.amount, row.contract
        if contract in fund_roots():
            self._count_shares(row, rate)
            return
        basket = self._regime.basket(row.category)
        if row.account == "fund" and self._regime.in_yen:
            self._move_fund(row, rate)
        if basket == DERIVATIVES and contract and self._regime.when_closed:
            self._pools[contract] = self._pools.get(contract, 0.0) + amount
        elif basket:
            self.of_year[basket] += amount * rate

    def _move_fund(self, row: Posting, rate: float) -> None:
        amount = row.amount
        if row.category != "transfer" or amount > 0.0:
            self._fund.add(amount, rate)
            return
        gain = self._fund.redeem(-amount, rate)
        if self._regime.fund_currency_gain(row.day):
            self.of_year[SECURITIES] += gain

    def _count_shares(self, row: Posting, rate: float) -> None:
        amount, category, basket = row.amount, row.category, self._regime.earned
        shares = self._shares.setdefault(row.contract, FundCost())
        if category == "share_price":
            shares.revalue(amount)
        elif category == "transfer" and row.account == "shares":
            if amount > 0.0:
                shares.add(amount, rate)
            else:
                self.of_year[basket] += shares.redeem(-amount, rate)
        elif self._regime.basket(category):
            self.of_year[basket] += amount * rate

    def _close_positions(self, rate: float) -> None:
        """Count what positions that are smaller than the evening before have gained: the closed part of their pool."""
        held = {code: one.size for code, one in self._account.holdings.items()}
        held |= {code: one.size for code, one in self._account.options.holdings.items()}
        for contract, pool in list(self._pools.items()):
            before, now = self._sizes.get(contract, 0), held.get(contract, 0)
            # a position turned round is closed whole; one that is new keeps all of its pool
            kept = min(now / before, 1.0) if before and now * before > 0 else float(before == 0 and now != 0)
            self.of_year[DERIVATIVES] += (1.0 - kept) * pool * rate
            self._pools[contract] = kept * pool
            if now == 0:
                del self._pools[contract]
        self._sizes = held

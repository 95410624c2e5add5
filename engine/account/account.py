"""The account: cash, fund, money on its way, options, shares, and futures marked to market every day.

It knows numbers, and nothing of Backtrader. Every change of money goes through the ledger.
"""

from bisect import insort
from collections.abc import Callable, Iterable
from math import inf
from operator import itemgetter

from data.base.days import Day
from data.base.sums import total
from data.contracts.contracts import OptionContract
from data.contracts.fx_contracts import SwapTerms
from data.contracts.index_funds import IndexFund
from data.pricing.financing import Financing
from data.pricing.rates import interest
from engine.account import settlement
from engine.account.ledger import Ledger, expect
from engine.account.margin import cash_at_collateral, collateral_value
from engine.account.margined import MarginedContract, MarginedPosition
from engine.account.option_book import OptionBook
from engine.account.pledged import NOTHING_PLEDGED, Pledged
from engine.account.profiles import AccountProfile
from engine.account.share_book import ShareBook
from engine.account.withheld import Withheld


class Account:
    """One margin account in one currency: `capital` comes in on the first session, the part of it that is `pledged` as
    shares; `share_tax` is a share of gains.
    """

    def __init__(
        self, capital: float, profile: AccountProfile, share_tax: float = 0.0, pledged: Pledged = NOTHING_PLEDGED
    ) -> None:
        self.profile = profile
        self.pledged = pledged
        self.counted_securities = 0.0
        """Value of pledged shares that the broker counts today, before its haircut: that of the session before."""
        self.ledger = Ledger()
        self.holdings: dict[str, MarginedPosition] = {}
        self.options = OptionBook(self.ledger)
        self.shares = ShareBook(self.ledger, share_tax)
        self.withheld = Withheld(self.ledger)
        self.gains_count = True
        self.translation = 0.0  # what a core in another currency gained by it, see `foreign_core`
        self.least_lag = 0  # sessions that a redemption takes at least, whatever the profile says
        self.delay: Callable[[int, float], int] = settlement.in_time  # see there
        self.variation = 0.0
        self.margin_contracts = 0.0
        """Contracts held, long or short, counted in full-size contracts (the unit the exchange sets margin for)."""
        self._capital = capital
        self._closed_result = 0.0
        self.redemptions: list[tuple[int, float]] = []
        self.paid_at_once = 0.0  # what has come into cash without a lag since the morning
        self.ruined = False
        self.hedge_margin = 0.0

    def ruin(self) -> None:
        """From now on positions are marked only when they lose: what they would gain is the broker's."""
        self.ruined = True
        self.options.ruin()

    def set_hedge_margin(self, margin: float) -> None:
        """Margin that the currency hedge asks from now on, beside that of the futures; account currency, positive."""
        self.hedge_margin = margin

    @property
    def cash(self) -> float:
        """Cash in the account, negative when owed."""
        return self.ledger.balances["cash"]

    @property
    def fund(self) -> float:
        """Value of the fund units, account currency."""
        return self.ledger.balances["fund"]

    @property
    def equity(self) -> float:
        """All parts of the ledger, account currency; negative when more is owed. Marked futures have no value."""
        return self.ledger.equity

    @property
    def collateral(self) -> float:
        """What the broker counts against margin, account currency; negative when a debt outweighs the rest."""
        return self.collateral_with(0.0)

    def collateral_with(self, money: float) -> float:
        """The same with more cash, account currency (negative: less)."""
        balances, haircut = self.ledger.balances, self.profile.fund_haircut
        return self._other_collateral + collateral_value(
            balances["cash"] + money, balances["fund"], haircut, balances["in_transit"]
        )

    @property
    def collateral_on_arrival(self) -> float:
        """What the broker will count once the money on its way has arrived, account currency."""
        balances, haircut = self.ledger.balances, self.profile.fund_haircut
        return self._other_collateral + collateral_value(
            balances["cash"] + balances["in_transit"], balances["fund"], haircut
        )

    @property
    def _other_collateral(self) -> float:
        """Bought options less their haircut (what written ones are worth is part of their margin), and pledged shares
        less theirs.
        """
        owed = self.options.owed if self.options.writes else 0.0
        options = (1.0 - self.profile.option_haircut) * (self.ledger.balances["option_value"] + owed)
        return options + (1.0 - self.pledged.haircut) * self.counted_securities - self.uncounted

    @property
    def uncounted(self) -> float:
        """What positions have gained since they were opened where that is no collateral until it is taken, account
        currency; never negative: losses count.
        """
        return 0.0 if self.gains_count else max(total(one.notional - one.opened for one in self.holdings.values()), 0.0)

    def cash_at_collateral(self, wanted: float) -> float:
        """The cash at which collateral is worth `wanted`, everything else staying as it is; negative: owed."""
        balances, haircut = self.ledger.balances, self.profile.fund_haircut
        wanted -= self._other_collateral
        return cash_at_collateral(wanted, balances["fund"], haircut, balances["in_transit"])

    @property
    def sensitivity(self) -> tuple[float, float]:
        """(signed value of the futures at their last marks in currency, what a point of the index is worth to them);
        both negative when short.
        """
        value = slope = 0.0
        for holding in self.holdings.values():
            value += holding.notional
            slope += holding.notional / holding.spot
        return value, slope

    @property
    def notional(self) -> float:
        """Index value controlled, currency: all contracts, long and short added up by size."""
        value = 0.0
        for holding in self.holdings.values():
            value += abs(holding.size) * holding.multiplier * holding.mark
        return value

    def open_day(self, day: Day) -> None:
        """Start a session; the first one brings the capital."""
        self.ledger.open_day(day)
        if self._capital:
            self.counted_securities = self.pledged.share * self._capital
            self.ledger.post("cash", "deposit", self._capital, reason="opening capital")
            if self.pledged.share:
                self.ledger.transfer("cash", "shares", self.counted_securities, "pledged as shares")
            self._capital = 0.0

    def take_over(self, cash: float, fund: float, redemptions: Iterable[tuple[int, float]]) -> None:
        """Begin with money that was there before, in place of the capital; account currency. Of each redemption on its
        way the session number at which it arrives, and its amount.
        """
        self.redemptions = sorted(redemptions, key=itemgetter(0))
        for part, amount in (("cash", cash), ("fund", fund), *(("in_transit", one) for _, one in self.redemptions)):
            self.ledger.post(part, "deposit", amount, reason="taken over")

    def accrue(self, days: int, gross_yield: float, expense: float, bill_yield: float) -> None:
        """Income of fund and cash for calendar days since the last session, and what the fund charges; annual rates,
        act/365, known then. `expense` is positive where it is charged.
        """
        profile, post, balances = self.profile, self.ledger.post, self.ledger.balances
        income, expense = settlement.fund_accrual(balances["fund"], gross_yield, expense, days)
        post("fund", "mmf_income", income)
        post("fund", "fund_expense", expense)
        earned = settlement.cash_accrual(
            balances["cash"], bill_yield, profile.credit_spread, profile.debit_spread, days
        )
        post("cash", "cash_interest", earned)

    def reprice_fund(self, days: int, rate: float) -> None:
        """What the price of a fund that is marked to market did since the last session: annual rate, act/365, negative
        where it fell; 0 at amortised cost.
        """
        self.ledger.post("fund", "mmf_income", interest(self.fund, rate, days), reason="price of its bills")

    def carry(self, financing: Financing, days: int) -> None:
        """Finance what stands at the index itself, for calendar days, act/365; see `settlement.financed`."""
        for code, holding in self.holdings.items():
            paid = settlement.financed(holding.notional, holding.opened, financing, days)
            self.ledger.post("cash", "futures_carry", -paid, code)

    def swap(self, foreign_rate: float, home_rate: float, terms: SwapTerms, days: int) -> None:
        """Swap points for calendar days on what is held, at annual rates, into cash; see
        `engine.account.settlement.swap_points`.
        """
        for code, holding in self.holdings.items():
            points = settlement.swap_points(holding.notional, foreign_rate, home_rate, terms, days)
            self.ledger.post("cash", "swap", points, code)

    def value_securities(self, growth: float, dividend_yield: float, days: int) -> None:
        """Pledged shares through a session: the growth of their price (a share of it), and dividends for calendar days
        at an annual rate, act/365, in cash. The broker goes on counting what they were worth the session before.
        """
        self.counted_securities = self.ledger.balances["shares"]
        self.ledger.post("shares", "share_price", growth * self.counted_securities)
        self.ledger.post("cash", "dividend", interest(self.counted_securities, dividend_yield, days))

    @property
    def in_transit(self) -> float:
        """Redemptions on their way, account currency."""
        return self.ledger.balances["in_transit"]

    def settle(self, row: int) -> float:
        """Receive the redemptions that are due at session number `row`; what came in since the last session
        settled, account currency.
        """
        received, self.paid_at_once = self.paid_at_once, 0.0
        while self.redemptions and self.redemptions[0][0] <= row:
            amount = self.redemptions.pop(0)[1]
            self.ledger.transfer("in_transit", "cash", amount, "redemption received")
            received += amount
        return received

    def mark(self, contract: MarginedContract, price: float, spot: float) -> float:
        """Pay or receive variation margin for a holding's move to a price, in cash; the price at which it then stands,
        which in ruin is the old one where it would gain. Price and `spot`, the index, in points.
        """
        holding = self.holdings[contract.code]
        if self.ruined and settlement.stands_still(holding.size, holding.mark, price, ruined=True):
            return holding.mark
        exposure = holding.size * holding.multiplier
        from_index, from_basis = settlement.variation_margin(exposure, holding.mark, price, holding.spot, spot)
        holding.mark, holding.spot = price, spot
        self.variation += from_index + from_basis
        post, (of_index, of_basis) = self.ledger.post, holding.categories
        post("cash", of_index, from_index, contract.code)
        post("cash", of_basis, from_basis, contract.code)
        return price

    def trade(self, contract: MarginedContract, size: int, price: float, spot: float) -> float:
        """Change a position by signed contracts at a mid price in points, where what was held is marked first;
        the price that was had.
        """
        holding = self.holdings.setdefault(contract.code, MarginedPosition(contract, price, spot))
        had = self.mark(contract, price, spot)
        holding.opened = settlement.opened_value(holding.opened, holding.size, size, had * holding.multiplier)
        holding.size += size
        holding.cost += size * had * holding.multiplier
        if holding.size == 0:
            self._closed_result -= holding.cost
            del self.holdings[contract.code]
        self.margin_contracts = total(abs(one.size) * one.contract.spec.margin_share for one in self.holdings.values())
        return had

    def charge(
        self, category: str, amount: float, contract: MarginedContract | OptionContract | IndexFund, reason: str
    ) -> None:
        """Take a cost (positive amount) out of cash."""
        self.ledger.post("cash", category, -amount, contract.code, reason)

    def sweep(
        self, row: int, target: float, band: float, spare: Callable[[], float] = lambda: inf, kept: float = 0.0
    ) -> None:
        """Move spare cash into the fund at once, or redeem missing cash, which arrives after the lag.

        `target` is the cash wanted, money on its way included; within `band` (a share of it) nothing moves. What is
        `kept` for margin stays, though money is on its way. Beyond what pays a debt, no more of the fund is given up
        than the `spare` that margin does not need (asked only when it matters).
        """
        cash, in_transit = self.ledger.balances["cash"], self.ledger.balances["in_transit"]
        amount = settlement.swept(cash, in_transit, target, band, kept)
        if amount > 0.0:
            self.ledger.transfer("cash", "fund", amount, "sweep")
        elif amount < 0.0:
            self.redeem(row, settlement.paid_out(-amount, cash + in_transit, self.fund, spare()))

    def redeem(self, row: int, amount: float) -> None:
        """Order fund units to be paid out, which takes `redemption_lag` sessions; nothing where the amount is 0."""
        if amount <= 0.0:
            return
        lag = max(self.profile.redemption_lag, self.least_lag) + self.delay(row, amount)
        if lag == 0:
            self.ledger.transfer("fund", "cash", amount, "redemption")
            self.paid_at_once += amount
        else:
            self.ledger.transfer("fund", "in_transit", amount, "redemption ordered")
            insort(self.redemptions, (row + lag, amount), key=itemgetter(0))

    def close_day(self, day: Day) -> float:
        """Equity, after checking the books: postings against balances, margin paid against what the futures are worth.
        Raises `LedgerError` where they differ.
        """
        equity = self.ledger.close_day()
        result = self._closed_result
        for holding in self.holdings.values():
            result += holding.notional - holding.cost
        expect(self.variation, result, equity, day, "variation margin, result of the futures")
        if self.options.holdings:
            held = self.ledger.balances["option_value"]
            expect(held, self.options.value, equity, day, "option value in the books, marks of the options")
        if self.shares.holdings:
            held = self.ledger.balances["shares"]
            expect(held, self.shares.value, equity, day, "share value in the books, marks of the shares")
        return equity

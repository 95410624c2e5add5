"""The trading day: what happens to an account in a session, step by step as `docs/trading_day.md` says."""

from collections.abc import Callable, Sequence

from data.contracts.fx_contracts import FxContract
from data.market.fx_market import SecuritiesPath
from data.pricing.financing import Financing
from engine.account.foreign_core import ForeignCoreAccount
from engine.account.hedge import CurrencyHedge
from engine.account.margin_monitor import MarginMonitor
from engine.account.margined import MarginedContract
from engine.account.today import Today
from engine.day.cash_sweep import CashSweep, NoSweep, Sweep
from engine.day.execution import Execution
from engine.day.failing import Failing
from engine.day.faults import Faults
from engine.day.instruments import OptionInstrument
from engine.day.liquidation import Liquidation
from engine.day.opened_account import opened
from engine.day.orders import Desk
from engine.day.own_fills import Given, OwnFills
from engine.day.session_inputs import SessionInputs
from engine.day.session_prices import SessionPrices, settlement_index, settles_later
from engine.day.terms import BrokerTerms
from engine.day.transfer_book import Counter, book_of
from engine.day.within_session import WithinSession
from engine.tax.book import TaxBook
from strategies.events.journal import Journal
from strategies.events.purposes import Ending


class TradingDay:
    """Runs the sessions of one account: its money, its orders, its margin.

    `carry` gives what holding costs from the session in a row of the market on, where prices are the index's own and
    have no basis; None where they have. At a `counter` money is moved to and from other accounts of the same owner.
    """

    def __init__(
        self,
        inputs: SessionInputs,
        terms: BrokerTerms,
        desk: Desk,
        carry: Callable[[int], Financing | None] | None = None,
        counter: Counter | None = None,
    ) -> None:
        self.terms = terms
        self.account, self._spot = opened(terms, inputs)
        self.account.gains_count = inputs.margin.opening is None or inputs.margin.opening.gains_count
        self.desk = desk
        self.journal = Journal()
        self.equity = terms.capital
        self._days, self._fund = inputs.days, inputs.fund
        self._bill, self._dividend = inputs.bill_yields, inputs.dividend_yields
        self._today = Today(self._days)
        self._at_open = terms.fill_at == "open"
        self.margin = MarginMonitor(self.account, inputs.margin, self._today, self.journal)
        self.prices = SessionPrices(inputs.prices, self._today, at_open=self._at_open)
        self._execution = Execution(self.account, self.desk, self.margin, self.prices, terms)
        of_account, market = (self.account, self._today, self.journal), inputs.market
        self.hedge = CurrencyHedge(terms.hedge, inputs.hedge, *of_account) if terms.hedge and inputs.hedge else None
        self._tax = TaxBook(terms.tax, self.account, market, self.journal) if terms.tax and market else None
        self.flows = book_of(terms, market, self.margin, self.journal, counter)
        self.cash_sweep: Sweep = (
            CashSweep(self._execution, terms.cash, self.hedge, self._tax, self.flows) if terms.cash else NoSweep()
        )
        self.faults = Faults(terms.faults, inputs.faults, self._today, self.journal)
        self.account.delay = self.faults.delay
        self._failing = Failing(terms, self.margin, self.desk, self._today, self._days)
        self._liquidation = Liquidation(self._execution, self.journal, self.hedge)
        self._within = WithinSession(self._execution, self._liquidation, terms.intrabar)
        self._quotes = market.futures if terms.quoted_futures and market else None
        self._carry = carry
        self._securities = inputs.securities
        self._later = list(terms.later)
        self.own = OwnFills(self._execution)
        self.given: Callable[[int], Sequence[Given] | None] | None = None
        """What was done on a day, in place of the model's fills; None for a day of the model's."""
        self._done: Sequence[Given] | None = None

    @property
    def row(self) -> int:
        """Today's row of the market, -1 before the first session."""
        return self._today.row

    @property
    def day(self) -> int:
        """Today."""
        return self._today.day

    def begin_after(self, row: int) -> None:
        """Stand in the evening of a session that is not run, in which what is held is taken over."""
        self._today.advance(row)
        self.account.open_day(self._days[row])

    def run(self, row: int) -> None:
        """One session, in a row of the market; nothing if it has been run. The steps are in the order of
        `docs/trading_day.md`.

        Raises `MissingFact` where margin is not known, `LedgerError` where the books do not add up, `ConfigError` for
        an order for shares that the tax regime has no rule for.
        """
        before = self._today.row
        if row <= before:
            return
        self._today.advance(row)
        account, day = self.account, self._days[row]
        self._take_terms(day)
        if self._tax is not None and before >= 0:
            self._tax.look_back(before, row)
        account.open_day(day)
        if before >= 0:
            self._accrue(before, day - self._days[before])
        # before today's marks: what the morning brought answers the margin call of an evening before
        paid = account.withheld.pay(row)
        self.faults.begin()
        self.margin.receive(account.settle(-1 if self.faults.cut_off else row) + paid)
        self._failing.in_the_morning(account, self.journal, paid)
        if self._tax is not None:
            self._tax.pay(row)
        self._expire(day, later=False)
        self._done = self.given(day) if self.given else None
        if self._at_open:
            self._fill_orders()
            self._walk()
            self._fill_at_close()
            self._expire(day, later=True)
            self._settle_by_close(before)
        else:
            self._walk()
            self._settle_by_close(before)
            self._fill_orders()
        self._mark(at_close=True)
        self.margin.test()
        if self.margin.ruined:
            self.desk.clear_board(Ending.VOID, day)
        self._failing.in_the_evening(account, self.journal)
        if self.flows is not None:
            # what orders will need may be on its way; what is held needs its margin tonight
            initial = max(self.margin.initial, self.cash_sweep.initial - account.in_transit)
            self.flows.pay(row, initial, frozen=not self._moves_money)
        if self._moves_money:
            self.cash_sweep.sweep()
        self.equity = account.close_day(day)

    def close(self) -> None:
        """After the last session, write down the orders that were never filled and the tax that falls due later."""
        self.desk.close(self.day)
        if self._tax is not None:
            self._tax.close(self._today.row)

    def provide_for_orders(self) -> None:
        """In the evening, see to it that waiting orders will find their money."""
        if self._moves_money:
            self.cash_sweep.provide_for_orders()

    @property
    def payments(self) -> list[tuple[int, int, float]]:
        """Tax that is known and not paid: the session, the year it is of, account currency (negative: a refund)."""
        return [] if self._tax is None else self._tax.payments(self._today.row)

    def mark_source(self, contract: MarginedContract) -> str:
        """Whether today's settlement price of a future was quoted or modelled; an exchange rate always is quoted."""
        if isinstance(contract, FxContract):
            return "quoted"
        found = self._quotes and self._quotes.find(contract.spec.family, contract.expiry, self.day)
        return "modelled" if found is None else "quoted"

    def cost_of(self, option: OptionInstrument) -> float:
        """What one contract of an option costs at today's close, account currency: the offer and the commission."""
        return self._execution.options.cost(option, option.mark())

    @property
    def _moves_money(self) -> bool:
        """Whether anybody is there, and the broker can be reached."""
        return not (self._failing.frozen or self.faults.away or self.faults.cut_off)

    @property
    def _watched(self) -> bool:
        """Whether the broker looks within the session."""
        return self.terms.watched_by(self.account.profile)

    def _take_terms(self, day: int) -> None:
        """From a day on the account is treated as its broker's terms of that day say."""
        while self._later and self._later[0][0] <= day:
            _, self.account.profile = self._later.pop(0)
            self.margin.take_rules()

    def _accrue(self, before: int, days: int) -> None:
        """What fund, cash, currency and shares earn for calendar days, at the rates of session `before`."""
        income, expense = self._fund.income[self._today.row], self._fund.expense[self._today.row]
        self.account.accrue(days, income, expense, self._bill[before])
        if self.terms.swap:
            self.account.swap(self._dividend[before], self._bill[before], self.terms.swap, days)
        if self._carry and self.account.holdings and (financing := self._carry(before)):
            self.account.carry(financing, days)
        if self.account.shares.holdings:
            self.account.shares.accrue(days, self._dividend[before])

    def _settle_by_close(self, before: int) -> None:
        """Pay what the currency hedge gained by the close, and what the bills of the fund did: before the fills at that
        close, whose limits look at equity.
        """
        if before < 0:
            return
        if self.hedge:
            self.hedge.settle(self.equity - (self.flows.wanted(self._today.row) if self.flows else 0.0))
        if isinstance(self.account, ForeignCoreAccount):
            self.account.translate(self._spot[before], self._spot[self._today.row])
        if self._securities is not None:
            self._value_securities(self._securities, before)
        if rate := self._fund.price[self._today.row]:
            self.account.reprice_fund(self.day - self._days[before], rate)

    def _value_securities(self, path: SecuritiesPath, before: int) -> None:
        """What pledged shares did since session `before`."""
        row, values = self._today.row, path.values
        growth = values[row] / values[before] - 1.0
        self.account.value_securities(growth, path.dividend_yields[before], self.day - self._days[before])

    def _expire(self, day: int, *, later: bool) -> None:
        """Settle contracts whose last day this is: at the opening index where it is a real one, else at the close.

        PM options settle at the close; where orders fill at the open they come `later`, after those fills.
        """
        for instrument in list(self.desk.positions):
            contract = instrument.contract
            if contract.expiry > day:
                continue
            at_close = instrument.is_option and not contract.settles_at_open
            if later != settles_later(at_close, self._at_open):
                continue
            prices = self.prices
            index = settlement_index(prices.opened, prices.close, at_close, prices.opened_for_real)
            value = instrument.settled(index, self._today.row)
            size = (self._execution.options if instrument.is_option else self._execution).expire(instrument, value)
            self.journal.event(day, "expiry", instrument.code, "expiry", settlement=value, size=float(size))

    def _walk(self) -> None:
        """What the model does within the session, unless it is told what was done."""
        if self._done is None:
            self._within.run(watched=self._watched, reached=not self.faults.cut_off)

    def _fill_orders(self) -> None:
        if self._done is not None:
            self._carry_out(self._done)
            return
        closing = self.margin.closing
        cut_off = self.faults.cut_off
        if not ((self.desk.waiting and not cut_off) or closing) or self.prices.locked(self.prices.spot):
            return
        self._mark(at_close=False)
        self._execution.open()
        waiting = self.desk.take()
        if closing:
            self._liquidation.at_the_fill(waiting, reached=not cut_off)
        else:
            self._execution.fill(waiting)

    def _carry_out(self, fills: Sequence[Given]) -> None:
        """What was done is done, whatever the market, limits and margin said; what the model's broker would have closed
        is told.
        """
        self.desk.board.begin()
        spared = self._watched and self._liquidation.would_strike()
        if fills or self.desk.waiting or self.desk.board:
            self._mark(at_close=False)
            self.own.carry_out(fills)
        if self.margin.closing:
            spared = spared or self._liquidation.would_close()
            self.margin.reset()
        if spared:
            self.journal.event(self.day, "spared", "", "spared", missing=self.margin.missing)

    def _fill_at_close(self) -> None:
        """Where orders fill at the open, those for the close."""
        cut_off = self._done is not None or self.faults.cut_off
        none = cut_off or not self.desk.board or self.prices.locked(self.prices.close)
        if none or not (closing := self.desk.take_closing()):
            return
        self.prices.at_open = False
        self._mark(at_close=True)
        self._execution.open()
        self._execution.fill(closing)
        self.prices.at_open = True

    def _mark(self, *, at_close: bool) -> None:
        """Mark every position at the close (settlement) or at the price orders fill at."""
        prices, account = self.prices, self.account
        spot = prices.close if at_close else prices.spot
        account.options.index = spot
        for instrument in self.desk.positions:
            price = instrument.close[0] if at_close else prices.mid(instrument)
            if instrument.is_option:
                account.options.mark(instrument.contract, price)
            elif instrument.is_share:
                account.shares.mark(instrument.contract, price)
            else:
                account.mark(instrument.contract, price, spot)

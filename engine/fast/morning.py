"""The first steps of a session: interest, money that has arrived, contracts that end."""

from data.pricing.rates import interest
from engine.account.calls import CALLED, after_money
from engine.account.settlement import cash_accrual, fund_accrual
from engine.day.session_prices import settlement_index, settles_later
from engine.fast.books import Books
from engine.fast.events import EXPIRY, filled, of_future, tell
from engine.fast.money import arrived, call_of, keep_call, lacking
from engine.fast.plan import Plan
from engine.fast.positions import kind_held, trade_future, trade_option
from engine.fast.quotes import settled
from engine.fast.run import Run
from engine.fast.sessions import Session


def accrue(books: Books, session: Session, before: Session, plan: Plan) -> None:
    """What fund and cash earn for the calendar days since the session before."""
    money, days = books.money, session.dates.day - before.dates.day
    income, expense = fund_accrual(money.fund, session.fund.income, session.fund.expense, days)
    money.fund += income
    money.fund += expense
    broker = plan.broker
    money.cash += cash_accrual(money.cash, before.prices.bill, broker.credit_spread, broker.debit_spread, days)


def reprice_fund(books: Books, session: Session, before: Session) -> None:
    """What the bills of the fund gained besides by the close."""
    days = session.dates.day - before.dates.day
    books.money.fund += interest(books.money.fund, session.fund.price, days)


def receive(run: Run) -> None:
    """Take in the money that is due, where the broker can be reached, and hold an open call against it and against its
    deadline.
    """
    books, row, plan = run.books, run.row, run.plan
    received = arrived(books, -1 if run.today.faults.cut_off else row)
    if books.call.status == CALLED:
        state, event = after_money(plan.calls, call_of(books), row, received, lacking(books, plan))
        keep_call(books, state)
        tell(books, event)


def expire(run: Run, later: bool) -> None:
    """Settle the contracts whose last day this is, in the order in which they were opened: at the opening index where
    it is a real one, else at the close; PM options at the close, where orders fill at the open `later`.
    """
    books, plan = run.books, run.plan
    day, future, option = run.today.dates.day, 0, 0
    while True:
        future = _next_future(books, day, future) if not later else books.counts.futures
        option = _next_option(books, day, option, plan.execution.at_open, later)
        if future == books.counts.futures and option == books.counts.options:
            return
        if option == books.counts.options or (
            future < books.counts.futures and books.futures[future].number < books.options[option].number
        ):
            _expire_future(books, run.today, future, plan)
        else:
            _expire_option(run, option)


def _next_future(books: Books, day: int, place: int) -> int:
    """The next position that ends, from a place on; their number where there is none."""
    while place < books.counts.futures and books.futures[place].expiry > day:
        place += 1
    return place


def _next_option(books: Books, day: int, place: int, at_open: bool, later: bool) -> int:
    while place < books.counts.options:
        held = books.options[place]
        if held.expiry <= day and later == settles_later(not held.settles_at_open, at_open):
            return place
        place += 1
    return place


def _index_at(session: Session, at_close: bool) -> float:
    prices = session.prices
    return settlement_index(prices.opened, prices.close, at_close, prices.open_is_real)


def _expire_future(books: Books, session: Session, place: int, plan: Plan) -> None:
    held, value = books.futures[place], _index_at(session, False)
    expiry, size = held.expiry, held.size
    price = trade_future(books, expiry, held.spread, -size, (value, value), plan)
    filled(books, of_future(expiry), -size, (price, 0.0, 0.0))
    tell(books, EXPIRY)
    books.evening.behind = books.evening.behind or plan.faults


def _expire_option(run: Run, place: int) -> None:
    books, plan = run.books, run.plan
    held, kind = books.options[place], kind_held(books, place)
    size, at_open = held.size, held.settles_at_open
    value = settled(run, kind, _index_at(run.today, not at_open))
    price = trade_option(books, kind, -size, value, plan)
    filled(books, kind, -size, (price, 0.0, 0.0))
    tell(books, EXPIRY)

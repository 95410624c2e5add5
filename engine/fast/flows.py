"""What is paid into the account in the loop and taken out of it, as `engine.day.flow_book` does."""

from math import inf

from engine.account.paid import asked_in, asked_out, is_short, ready_for, taken_out
from engine.fast.books import Books
from engine.fast.events import SHORT, tell
from engine.fast.money import collateral, equity
from engine.fast.path_fund import grown
from engine.fast.plan import Plan
from engine.fast.run import Run
from engine.fast.sessions import Session


def pay_flows(run: Run, initial: float, moves: bool) -> None:
    """At the end of a session, pay what is due: in, then out, of which collateral worth `initial` margin is left;
    nothing where no money `moves`.
    """
    books, plan, dates = run.books, run.plan, run.today.dates
    flows, worth = books.flows, equity(books)
    flows.tonight = 0.0
    if run.row == 0:
        flows.first = dates.month
        flows.alone = plan.broker.capital
    else:
        flows.alone = grown(flows.alone, run.today.fund, dates.day - run.before.dates.day)
    known = flows.equity_before
    if known == 0.0:
        flows.unit = worth
    elif flows.unit > 0.0:  # what was lost stays lost
        flows.unit = flows.unit_before * (worth / known)
    if run.today.payments.pays and run.row > 0:
        months, rate = dates.month - flows.first, rate_of(run.today, plan)
        may = moves and not books.money.ruined
        if may:
            _pay_in(books, asked_in(plan.flows, months, rate))
        _take(run, asked_out(plan.flows, months, rate, equity(books)), initial, may)
        _flow_alone(run, months, rate)
        if flows.tonight != 0.0:
            flows.unit_before, flows.equity_before = flows.unit, equity(books)


def _flow_alone(run: Run, months: int, rate: float) -> None:
    """The same payments into the fund alone and out of it, as far as it lasts."""
    flows, terms = run.books.flows, run.plan.flows
    flows.alone += asked_in(terms, months, rate)
    flows.alone -= min(asked_out(terms, months, rate, flows.alone), flows.alone)


def ready(run: Run) -> float:
    """Cash to be ready for payments that are near, account currency, never negative."""
    books, plan, payments = run.books, run.plan, run.today.payments
    if plan.flows.months == 0 or books.money.ruined or payments.ahead > max(plan.broker.redemption_lag, 1):
        return 0.0
    rate = rate_of(run.today, plan)
    return ready_for(plan.flows, payments.month - books.flows.first, rate, equity(books))


def rate_of(session: Session, plan: Plan) -> float:
    """Units of the currency in which payments are told for one of the account's."""
    return session.currency.spot if plan.flows.in_yen else 1.0


def _pay_in(books: Books, asked: float) -> None:
    books.money.cash += asked
    books.money.paid_at_once += asked
    books.flows.net += asked
    books.flows.paid_in += asked
    books.flows.tonight += asked


def _take(run: Run, asked: float, initial: float, may: bool) -> None:
    books, plan = run.books, run.plan
    if asked <= 0.0:
        return
    paid, money = 0.0, books.money
    if may:
        least = initial * plan.flows.initial_multiple
        ready_cash = inf if plan.broker.may_be_owed else money.cash
        paid = taken_out(asked, ready_cash, equity(books), collateral(books, plan), least)
    money.cash -= paid
    books.flows.net -= paid
    books.flows.taken_out += paid
    books.flows.tonight -= paid
    if is_short(asked, paid):
        tell(books, SHORT)

"""What a run comes to, kept up every evening."""

from engine.account.settlement import cash_accrual, fund_accrual
from engine.fast.books import FALLS, Books
from engine.fast.events import first_of
from engine.fast.plan import Plan
from engine.fast.run import Run
from engine.fast.sessions import Session


def sum_up(run: Run) -> None:
    """Keep the deepest fall and the first of each depth, the least margin ratio, and what cash will have earned less
    than the fund.
    """
    summary, money = run.books.summary, run.books.money
    if money.equity >= summary.peak:
        summary.peak = money.equity
    else:
        _fallen(run.books, 1.0 - money.equity / summary.peak)
    if money.maintenance > 0.0:
        summary.least_ratio = min(summary.least_ratio, money.collateral / money.maintenance)
    if money.cash > 0.0 and money.equity > 0.0:
        summary.given_up += _given_up(money.cash, run.today, run.plan) / money.equity


def _fallen(books: Books, fall: float) -> None:
    firsts, row = books.firsts, books.counts.row
    if fall <= books.summary.drawdown:
        return
    books.summary.drawdown = fall
    if fall >= FALLS[0]:
        firsts.fall_10 = first_of(firsts.fall_10, row)
    if fall >= FALLS[1]:
        firsts.fall_20 = first_of(firsts.fall_20, row)
    if fall >= FALLS[2]:
        firsts.fall_35 = first_of(firsts.fall_35, row)
    if fall >= FALLS[3]:
        firsts.fall_50 = first_of(firsts.fall_50, row)


def _given_up(cash: float, session: Session, plan: Plan) -> float:
    """What the fund pays on so much until the next session, less what cash does, at today's rates."""
    days, fund, broker = session.dates.next_day - session.dates.day, session.fund, plan.broker
    income, expense = fund_accrual(cash, fund.income, fund.expense, days)
    return income + expense - cash_accrual(cash, session.prices.bill, broker.credit_spread, broker.debit_spread, days)

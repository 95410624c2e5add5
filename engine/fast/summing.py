"""What a run comes to, kept up every day."""

from engine.account.settlement import cash_accrual, fund_accrual
from engine.fast.books import FALLS, Books
from engine.fast.events import first_of
from engine.fast.run import Run


def sum_up(run: Run) -> None:
    """Keep the deepest fall and the first of each depth, and the least margin ratio."""
    summary, money = run.books.summary, run.books.money
    worth = run.books.flows.unit if run.plan.flows.months > 0 else money.equity
    if worth >= summary.peak:
        summary.peak = worth
    else:
        _fallen(run.books, 1.0 - worth / summary.peak)
    if money.maintenance > 0.0:
        summary.least_ratio = min(summary.least_ratio, money.collateral / money.maintenance)


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


def give_up(run: Run) -> None:
    """In the morning, keep what the cash of the night earned less than the fund did."""
    summary, money, plan = run.books.summary, run.books.money, run.plan
    if money.cash <= 0.0 or money.equity <= 0.0:
        return
    days, fund, bill = run.today.dates.day - run.before.dates.day, run.today.fund, run.before.prices.bill
    income, expense = fund_accrual(money.cash, fund.income, fund.expense, days)
    earned = cash_accrual(money.cash, bill, plan.broker.credit_spread, plan.broker.debit_spread, days)
    summary.given_up += (income + expense - earned) / money.equity

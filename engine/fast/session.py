"""One session of the loop, in the order of `docs/trading_day.md`, and a run from the first to the last."""

from collections.abc import MutableSequence, Sequence

from engine.fast.books import MOST_EVENTS, MOST_FILLS, Books
from engine.fast.closing import in_mid_session
from engine.fast.currency import settle_hedge
from engine.fast.decide_futures import rebalance
from engine.fast.decide_options import choose_options
from engine.fast.evening import examine, initial_to_come, moves_money, sweep_cash
from engine.fast.fills import fill_orders
from engine.fast.flows import pay_flows, ready
from engine.fast.insure import rebalance_insured
from engine.fast.marks import mark_all
from engine.fast.missed import miss
from engine.fast.money import equity
from engine.fast.morning import accrue, expire, receive, reprice_fund
from engine.fast.plan import CORE, FUTURES, OPTIONS, Plan
from engine.fast.run import Run
from engine.fast.sessions import Session
from engine.fast.summing import give_up, sum_up


def run_session(run: Run) -> None:
    """One session of the account, without its evening's decision."""
    books, row, plan = run.books, run.row, run.plan
    at_open, intraday = plan.execution.at_open, plan.execution.intraday
    if row == 0:
        books.money.cash += plan.broker.capital
    else:
        give_up(run)
        accrue(books, run.today, run.before, plan)
    receive(run)
    expire(run, False)
    if intraday and not at_open:
        in_mid_session(run)
    if not at_open:
        _settle_by_close(run)
    marked = fill_orders(run)
    if intraday and at_open:
        in_mid_session(run)
    if at_open:
        expire(run, True)
        _settle_by_close(run)
    if at_open or not marked:
        mark_all(run, False)
    examine(books, run.today, row, plan)
    moves = moves_money(run)
    if plan.flows.months > 0:
        pay_flows(run, initial_to_come(run), moves)
    if moves:
        sweep_cash(run)
    books.money.equity = equity(books)


def _settle_by_close(run: Run) -> None:
    books, row, plan = run.books, run.row, run.plan
    if row > 0:
        if plan.hedge != 0.0:
            settle_hedge(books, run.today, row, plan, ready(run))
        reprice_fund(books, run.today, run.before)


def decide(run: Run) -> None:
    """The evening: orders that still wait are taken back and decided anew, but those for options, which were decided
    for their month. Ruin is final. In an evening in which nobody is there the rules go on, and what was due is done in
    the first one after it.
    """
    books, plan = run.books, run.plan
    kind, evening = plan.rules.kind, books.evening
    evening.unfinished = False
    if run.today.faults.away:
        miss(run)
        return
    if kind != OPTIONS:
        evening.unfinished = books.counts.orders > 0
        books.counts.orders = 0
    if books.money.ruined or kind == CORE:
        return
    if kind == OPTIONS:
        choose_options(run)
    elif kind == FUTURES:
        rebalance(run)
    else:
        rebalance_insured(run)
    evening.behind = evening.overdue = False


def run_from(books: Books, sessions: Sequence[Session], plan: Plan, kept: MutableSequence[float], last: int) -> int:
    """Run sessions from that after the latest one (`books.counts.row`) up to `last`; the one after the latest.

    Where `kept` has room for a number a session, it takes the equity, and the run stops whenever its fills or events
    have to be fetched; else only the summary is kept.
    """
    row, counts, keeps = books.counts.row + 1, books.counts, len(kept) > 0
    while row < last and counts.overflow == 0:
        counts.row = row
        if not sessions[row].faults.stale:
            counts.seen = row
        run = Run(books, sessions[row], sessions[max(row - 1, 0)], row, plan, sessions[counts.seen])
        run_session(run)
        sum_up(run)
        decide(run)
        row += 1
        if not keeps:
            counts.fills, counts.events = 0, 0
        else:
            kept[counts.row] = books.money.equity
            if 2 * counts.fills > MOST_FILLS or 2 * counts.events > MOST_EVENTS:
                break
    return row

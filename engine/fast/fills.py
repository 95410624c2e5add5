"""The fills of a session in the loop."""

from engine.account.calls import OK, closes_by
from engine.day.fill_sizes import only_reduces
from engine.day.session_prices import at_limit
from engine.fast.closing import close_out
from engine.fast.future_fills import fill_future, finish_trades
from engine.fast.marks import mark_all
from engine.fast.money import call_of, contracts_held, keep_call
from engine.fast.option_fills import fill_option, friction_of, reduces_options
from engine.fast.orders import drop_done
from engine.fast.positions import size_held
from engine.fast.quotes import costs_on, spot_at
from engine.fast.run import Run


def fill_orders(run: Run) -> bool:
    """Fill what waits, and close what the broker closes today; whether positions were marked for it."""
    books, row, plan = run.books, run.row, run.plan
    closing = closes_by(call_of(books), row)
    idle = books.counts.orders == 0 or run.today.faults.cut_off
    if (idle and not closing) or locked(run):
        return False
    mark_all(run, plan.execution.at_open)
    books.money.contracts_before = contracts_held(books, plan)
    if closing:
        _close_today(run)
    else:
        _fill_all(run)
    return True


def locked(run: Run) -> bool:
    """Whether the index stands at the daily price limit when orders fill."""
    if run.row == 0:
        return False
    spot = spot_at(run.today, run.plan.execution.at_open)
    return at_limit(spot, run.before.prices.close, run.today.asked.limit)


def _fill_all(run: Run) -> None:
    books, plan = run.books, run.plan
    coming = friction_of(run)
    for place in range(books.counts.orders):
        if not books.orders[place].option:
            fill_future(run, place, coming)
    finish_trades(books, costs_on(run.today, plan), plan)
    for place in range(books.counts.orders):
        if books.orders[place].option:
            fill_option(run, place)
    drop_done(books)


def _close_today(run: Run) -> None:
    """Fill the orders that only reduce, close what the policy says; the rest is void."""
    books, plan = run.books, run.plan
    for place in range(books.counts.orders if not run.today.faults.cut_off else 0):
        order = books.orders[place]
        if order.option:
            if reduces_options(books, place):
                fill_option(run, place)
        elif only_reduces(size_held(books, order.expiry), order.size):
            fill_future(run, place, 0.0)
            finish_trades(books, costs_on(run.today, plan), plan)
    close_out(run)
    keep_call(books, OK)
    books.counts.orders = 0

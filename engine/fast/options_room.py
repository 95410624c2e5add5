"""How many options the leverage cap leaves room for in an evening of the loop."""

from engine.day.fill_sizes import UNLIMITED
from engine.fast.books import Books
from engine.fast.evening import provide_for_orders
from engine.fast.marks import deltas_held
from engine.fast.orders import order_option
from engine.fast.plan import Plan
from engine.fast.positions import kind_held
from engine.fast.quotes import OptionKind, option_deltas
from engine.fast.run import Run
from strategies.rules.leverage_cap import NO_DELTAS, Deltas, left_of, most_options, of_futures, plus


def most_alone(run: Run, kind: OptionKind, worth: float) -> int:
    """Contracts of an option that leave net delta within the limit beside futures of that worth and no other option."""
    books, plan = run.books, run.plan
    return _most(books, option_deltas(run, kind, False), _of_futures(books, worth, plan), plan)


def trim_options(run: Run, worth: float) -> None:
    """Sell the options that keep net delta from standing within the limit, now or after a move, beside futures of that
    worth.
    """
    books, plan = run.books, run.plan
    for place in range(books.counts.options):
        held, kind = books.options[place], kind_held(books, place)
        others = _of_futures(books, worth, plan)
        for number in range(books.counts.options):
            if number != place:
                others = plus(others, _left(books, number), deltas_held(run, number))
        left = left_of(held.size, _most(books, deltas_held(run, place), others, plan))
        if left != held.size:
            order_option(books, kind, left - held.size, plan.rules.futures.limit, UNLIMITED)
            provide_for_orders(run)


def _left(books: Books, place: int) -> int:
    """Contracts that are left of an option once waiting sales of this evening have filled."""
    held = books.options[place]
    left = held.size
    for number in range(books.counts.orders):
        order = books.orders[number]
        if order.option and order.expiry == held.expiry and order.strike == held.strike and order.call == held.call:
            left += order.size
    return left


def _of_futures(books: Books, worth: float, plan: Plan) -> Deltas:
    room = (plan.rules.futures.limit - 1.0) * books.money.equity
    return plus(NO_DELTAS, 1.0, of_futures(worth, room))


def _most(books: Books, deltas: Deltas, others: Deltas, plan: Plan) -> int:
    one = plus(NO_DELTAS, 1.0, deltas)
    return most_options(plan.rules.futures.limit, books.money.equity, others, one, 0.0)

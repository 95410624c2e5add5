"""Fills of orders for options in the loop."""

from engine.account.margin import affordable
from engine.day.fill_sizes import only_reduces
from engine.day.option_sizes import bought, covered, left_by_sale, over_budget, sold_half_spread, within_room
from engine.fast.books import Books
from engine.fast.events import filled
from engine.fast.marks import deltas_held, price_held
from engine.fast.money import collateral, collateral_on_arrival, contracts_held, equity, to_be_covered
from engine.fast.orders import kind_ordered
from engine.fast.positions import option_at, options_held, trade_option
from engine.fast.quotes import (
    OptionKind,
    OptionQuote,
    option_commission,
    option_cost,
    option_deltas,
    option_friction,
    option_quote,
)
from engine.fast.run import Run, asked_before
from strategies.rules.leverage_cap import NO_DELTAS, most_options, of_futures, plus


def fill_option(run: Run, place: int) -> None:
    """Fill an order, or end it, or leave it waiting for its money."""
    books, plan = run.books, run.plan
    order = books.orders[place]
    if order.expiry <= run.today.dates.day:
        order.size = 0
        return
    kind = kind_ordered(order)
    quote = option_quote(run, kind, plan.execution.at_open)
    size = _purchase(run, place, quote) if order.size > 0 else _sale(run, place, quote)
    if size == 0:
        order.size = 0
    elif size < 0:
        trade_at(run, kind, size, quote)
        order.size = 0
    else:
        _buy(run, place, size, quote)


def _buy(run: Run, place: int, size: int, quote: OptionQuote) -> None:
    books, plan, session = run.books, run.plan, run.today
    order, ruined = books.orders[place], books.money.ruined
    asked = to_be_covered(books, contracts_held(books, plan), asked_before(run), plan)
    cost = option_cost(quote, session, plan)
    now = collateral(books, plan)
    paid = 0 if ruined or order.budget <= 0.0 else covered(now - asked, cost)
    least = 1 if order.budget > 0.0 else size
    if affordable(now - size * cost, asked) and not ruined:
        trade_at(run, kind_ordered(order), size, quote)
        order.size = 0
    elif paid > 0:
        trade_at(run, kind_ordered(order), min(size, paid), quote)
        order.size = 0
    elif not affordable(collateral_on_arrival(books, plan) - least * cost, asked) or ruined:
        order.size = 0


def _purchase(run: Run, place: int, quote: OptionQuote) -> int:
    books, plan = run.books, run.plan
    order, cost, worth = books.orders[place], option_cost(quote, run.today, plan), max(equity(books), 0.0)
    if over_budget(order.budget, worth, cost):
        return 0
    asked = bought(order.size, order.budget, worth, cost)
    if order.limit < 0.0:
        return asked
    most = _most(run, place, worth, quote)
    return within_room(asked, options_held(books, kind_ordered(order)), most)


def _sale(run: Run, place: int, quote: OptionQuote) -> int:
    books, plan = run.books, run.plan
    order = books.orders[place]
    held = options_held(books, kind_ordered(order))
    left = left_by_sale(held, order.size)
    if order.limit >= 0.0:
        worth = equity(books) - max(held, 0) * option_friction(quote, run.today, plan)
        left = min(left, _most(run, place, worth, quote))
    return left - held


def _most(run: Run, place: int, worth: float, quote: OptionQuote) -> int:
    """Contracts of the order's series that keep the delta of futures and options together within its limit."""
    books, plan = run.books, run.plan
    order, value = books.orders[place], 0.0
    for number in range(books.counts.futures):
        held = books.futures[number]
        value += held.size * plan.future.multiplier * held.mark
    others, own = plus(NO_DELTAS, 1.0, of_futures(value)), option_at(books, kind_ordered(order))
    for number in range(books.counts.options):
        if number != own:
            others = plus(others, books.options[number].size, deltas_held(run, number))
    deltas = deltas_held(run, own) if own >= 0 else option_deltas(run, kind_ordered(order), plan.execution.at_open)
    one = plus(NO_DELTAS, 1.0, deltas)
    return most_options(order.limit, worth, others, one, option_friction(quote, run.today, plan))


def trade_at(run: Run, kind: OptionKind, size: int, quote: OptionQuote) -> None:
    """Buy or sell at a quote and charge commission and half-spread."""
    books, plan = run.books, run.plan
    opens = option_at(books, kind) < 0
    mid = trade_option(books, kind, size, quote.mid, plan)
    if opens:
        price_held(run, option_at(books, kind), plan.execution.at_open)
    half_spread = sold_half_spread(quote.half_spread, mid, size)
    commission = option_commission(run.today, plan) * abs(size)
    books.money.cash -= commission
    books.money.cash -= half_spread * abs(size) * plan.option.multiplier
    filled(books, kind, size, (mid, half_spread, commission))


def friction_of(run: Run) -> float:
    """What the waiting orders for options may cost beyond the mid price, account currency."""
    books, plan = run.books, run.plan
    total = 0.0
    for place in range(books.counts.orders):
        order = books.orders[place]
        if order.option and order.expiry >= run.today.dates.day:
            kind = kind_ordered(order)
            count = order.size if order.size > 0 else max(options_held(books, kind), -order.size)
            quote = option_quote(run, kind, plan.execution.at_open)
            total += count * option_friction(quote, run.today, plan)
    return total


def reduces_options(books: Books, place: int) -> bool:
    """Whether an order for an option only makes a position smaller."""
    order = books.orders[place]
    return only_reduces(options_held(books, kind_ordered(order)), order.size)

"""The evening of pattern B in the loop: the decision of `strategies.overlay.option_overlay.OptionOverlay`."""

from math import inf

from data.contracts.points import listed
from engine.day.fill_sizes import UNLIMITED
from engine.fast.evening import provide_for_orders
from engine.fast.options_room import most_alone, trim_options
from engine.fast.orders import order_option
from engine.fast.positions import kind_held
from engine.fast.quotes import listed_option, option_cost, option_quote, strikes
from engine.fast.rules import Seen, target_tonight
from engine.fast.run import Run
from strategies.overlay.option_budget import contracts_bought, contracts_within, side_bought
from strategies.overlay.option_choice import between, first_bracket, narrowed, nearer, strike_by_distance
from strategies.rules.trend_filter import TrendObservation, direction


def choose_options(run: Run) -> None:
    """Rules and the limit every evening; sales and purchases on the evening before a fixed date."""
    books = run.books
    session, evening, budget = run.today, books.evening, budget_tonight(run)
    for place in range(books.counts.orders):
        order = books.orders[place]
        if order.budget > 0.0:
            order.budget = min(order.budget, budget)
    due = session.dates.due
    if due or ((evening.switched or evening.behind) and budget == 0.0):
        books.counts.orders = 0
        _sell(run)
    elif books.counts.orders == 0:
        trim_options(run, 0.0)
    if due and budget > 0.0:
        _buy(run, budget)


def budget_tonight(run: Run) -> float:
    """The premium budget that the rules leave, a share of equity."""
    held = run.books.money.equity
    return target_tonight(run, Seen(held, inf, held, 0.0), run.plan.rules.ratio)


def _sell(run: Run) -> None:
    """Sell every series that does not end tomorrow by itself."""
    books = run.books
    for place in range(books.counts.options):
        held = books.options[place]
        if held.expiry > run.today.dates.next_day:
            order_option(books, kind_held(books, place), -held.size, UNLIMITED, UNLIMITED)
            provide_for_orders(run)


def _buy(run: Run, budget: float) -> None:
    books, plan = run.books, run.plan
    way = _right(run)
    if way == 0:
        return
    kind = listed_option(run, _strike(run, way > 0), way > 0)
    cost = option_cost(option_quote(run, kind, False), run.today, plan)
    size = contracts_within(budget, books.money.equity, cost)
    if size != 0:
        size = contracts_bought(size, most_alone(run, kind, 0.0))
        order_option(books, kind, size, plan.rules.futures.limit, budget)
        provide_for_orders(run)


def _right(run: Run) -> int:
    """1 to buy calls, -1 to buy puts, 0 for neither."""
    signals, choice = run.seen.signals, run.plan.choice
    seen = TrendObservation(run.seen.prices.close, signals.average, signals.efficiency, signals.adx)
    return side_bought(choice.direction, direction(choice.strength, choice.efficiency, choice.adx, seen))


def _strike(run: Run, call: bool) -> float:
    choice, (steps, underlying) = run.plan.choice, strikes(run)
    if choice.delta == 0.0:
        return strike_by_distance(steps, underlying, choice.out_of_the_money, call)
    low, high = first_bracket(steps, underlying)
    while high - low > 1:
        delta = _delta(run, listed(steps, between(low, high)), call)
        low, high = narrowed(low, high, delta, choice.delta, call)
    lower, higher = listed(steps, low), listed(steps, high)
    of_lower, of_higher = _delta(run, lower, call), _delta(run, higher, call)
    return lower if nearer(of_lower, of_higher, choice.delta) else higher


def _delta(run: Run, strike: float, call: bool) -> float:
    return option_quote(run, listed_option(run, strike, call), False).delta

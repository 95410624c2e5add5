"""The evening of pattern B in the loop: the decision of `strategies.overlay.option_overlay.OptionOverlay`."""

from math import inf
from typing import Any

from data.contracts.points import StrikeSteps, listed
from engine.day.fill_sizes import UNLIMITED
from engine.fast.books import Books
from engine.fast.evening import provide_for_orders
from engine.fast.options_room import most_alone, trim_options
from engine.fast.orders import order_option
from engine.fast.plan import Plan
from engine.fast.positions import kind_held
from engine.fast.quotes import OptionKind, option_cost, option_quote
from engine.fast.rules import Seen, target_tonight
from strategies.overlay.option_budget import contracts_bought, contracts_within, side_bought
from strategies.overlay.option_choice import between, first_bracket, narrowed, nearer, strike_by_distance
from strategies.rules.trend_filter import TrendObservation, direction


def choose_options(books: Books, sessions: Any, row: int, plan: Plan) -> None:
    """Rules and the limit every evening; sales and purchases on the evening before a fixed date."""
    session, money = sessions[row], books.money
    budget = target_tonight(books, session, Seen(money.equity, inf, money.equity, 0.0), plan)
    for place in range(books.counts.orders):
        order = books.orders[place]
        if order.budget > 0.0:
            order.budget = min(order.budget, budget)
    due = session.dates.due
    if due or (books.evening.switched and budget == 0.0):
        books.counts.orders = 0
        _sell(books, sessions, row, plan)
    elif books.counts.orders == 0:
        trim_options(books, sessions, row, 0.0, plan)
    if due and budget > 0.0:
        _buy(books, sessions, row, budget, plan)


def _sell(books: Books, sessions: Any, row: int, plan: Plan) -> None:
    """Sell every series that does not end tomorrow by itself."""
    for place in range(books.counts.options):
        held = books.options[place]
        if held.expiry > sessions[row].dates.next_day:
            order_option(books, kind_held(books, place), -held.size, UNLIMITED, UNLIMITED)
            provide_for_orders(books, sessions, row, plan)


def _buy(books: Books, sessions: Any, row: int, budget: float, plan: Plan) -> None:
    way = _right(sessions, row, plan)
    if way == 0:
        return
    kind = _kind(sessions, row, _strike(sessions, row, way > 0, plan), way > 0)
    cost = option_cost(option_quote(sessions, row, kind, plan, False), sessions[row], plan)
    size = contracts_within(budget, books.money.equity, cost)
    if size != 0:
        size = contracts_bought(size, most_alone(books, sessions, row, kind, 0.0, plan))
        order_option(books, kind, size, plan.rules.futures.limit, budget)
        provide_for_orders(books, sessions, row, plan)


def _right(sessions: Any, row: int, plan: Plan) -> int:
    """1 to buy calls, -1 to buy puts, 0 for neither."""
    signals, choice = sessions[row].signals, plan.choice
    seen = TrendObservation(sessions[row].prices.close, signals.average, signals.efficiency, signals.adx)
    return side_bought(choice.direction, direction(choice.strength, choice.efficiency, choice.adx, seen))


def _kind(sessions: Any, row: int, strike: float, call: bool) -> OptionKind:  # noqa: FBT001
    dates = sessions[row].dates
    return OptionKind(dates.series, strike, call, dates.underlying, dates.underlying_spread, dates.settles_at_open)


def _strike(sessions: Any, row: int, call: bool, plan: Plan) -> float:  # noqa: FBT001
    prices, choice = sessions[row].prices, plan.choice
    steps, underlying = StrikeSteps(plan.option.strike_step, prices.parts), prices.close * plan.option.terms.index_share
    if choice.delta == 0.0:
        return strike_by_distance(steps, underlying, choice.out_of_the_money, call)
    low, high = first_bracket(steps, underlying)
    while high - low > 1:
        delta = _delta(sessions, row, listed(steps, between(low, high)), call, plan)
        low, high = narrowed(low, high, delta, choice.delta, call)
    lower, higher = listed(steps, low), listed(steps, high)
    of_lower, of_higher = _delta(sessions, row, lower, call, plan), _delta(sessions, row, higher, call, plan)
    return lower if nearer(of_lower, of_higher, choice.delta) else higher


def _delta(sessions: Any, row: int, strike: float, call: bool, plan: Plan) -> float:  # noqa: FBT001
    return option_quote(sessions, row, _kind(sessions, row, strike, call), plan, False).delta

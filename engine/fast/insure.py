"""The puts of pattern C in the loop: the decision of `strategies.overlay.insured_futures.InsuredFutures`."""

from engine.day.fill_sizes import UNLIMITED
from engine.fast.books import Books
from engine.fast.decide_futures import price_tonight, rebalance
from engine.fast.evening import provide_for_orders
from engine.fast.options_room import most_alone, trim_options
from engine.fast.orders import order_option
from engine.fast.plan import Plan
from engine.fast.positions import kind_held
from engine.fast.quotes import OptionKind, listed_option, strikes
from engine.fast.run import Run
from strategies.overlay.insurance import goes_without, may_be_short, puts_for
from strategies.overlay.option_choice import strike_by_distance
from strategies.rules.leverage_cap import LeverageCap, ceiling


def rebalance_insured(run: Run) -> None:
    """What pattern A does, then the insurance."""
    books, plan = run.books, run.plan
    target, evening = rebalance(run), books.evening
    renewed, evening.unrenewed = evening.unrenewed or run.today.dates.due, False
    bare = _puts(target, plan) > 0 and books.counts.options == 0
    worth, vix = _worth(run, target), run.seen.prices.vix
    evening.without = goes_without(evening.without, renewed, bare, vix, plan.choice.below_vix)
    forced = renewed or evening.switched or evening.unfinished or evening.behind
    if forced or (bare and not evening.without):
        _insure(run, target, worth, renewed)
    elif _may_be_short(books, worth, plan):
        trim_options(run, worth)


def _puts(futures: int, plan: Plan) -> int:
    per_put = plan.option.multiplier * plan.option.terms.index_share
    return puts_for(plan.choice.hedge_ratio, futures, plan.future.multiplier, per_put)


def _worth(run: Run, futures: int) -> float:
    return futures * price_tonight(run) * run.plan.future.multiplier


def _may_be_short(books: Books, worth: float, plan: Plan) -> bool:
    strikes = 0.0
    for place in range(books.counts.options):
        held = books.options[place]
        strikes += held.size * plan.option.multiplier * held.strike
    return may_be_short(strikes, ceiling(LeverageCap(plan.rules.futures.limit)) * books.money.equity, worth)


def _insure(run: Run, futures: int, worth: float, renewed: bool) -> None:
    """Leave every put but the one of the series to be in, and bring that one to its number."""
    books, plan = run.books, run.plan
    dates, current = run.today.dates, -1
    for place in range(books.counts.options):
        held = books.options[place]
        lasts = held.expiry > dates.next_day
        if current < 0 and lasts and held.expiry == dates.series and not renewed:
            current = place
    for place in range(books.counts.options):
        if place != current and books.options[place].expiry > dates.next_day:
            _trade_puts(run, kind_held(books, place), -books.options[place].size)
    chosen = kind_held(books, current) if current >= 0 else _listed_put(run)
    puts = 0 if books.evening.without else min(_puts(futures, plan), most_alone(run, chosen, worth))
    had = books.options[current].size if current >= 0 else 0
    _trade_puts(run, chosen, puts - had)


def _listed_put(run: Run) -> OptionKind:
    """The one whose strike is listed at the distance below the index."""
    steps, underlying = strikes(run)
    return listed_option(run, strike_by_distance(steps, underlying, run.plan.choice.out_of_the_money, False), False)


def _trade_puts(run: Run, kind: OptionKind, size: int) -> None:
    books, plan = run.books, run.plan
    if size != 0:
        order_option(books, kind, size, plan.rules.futures.limit, UNLIMITED)
        provide_for_orders(run)

"""The evening of pattern A in the loop: the decision of `strategies.overlay.futures_overlay.FuturesOverlay`."""

from engine.account.margin import margin_ratio
from engine.fast.books import Books
from engine.fast.evening import kept_for_hedge, provide_for_orders
from engine.fast.money import initial_of
from engine.fast.orders import order_future
from engine.fast.plan import Plan
from engine.fast.positions import future_at, size_held
from engine.fast.quotes import future_price, price_seen
from engine.fast.rules import Seen, base_tonight, target_tonight
from engine.fast.run import Run
from strategies.overlay.futures_target import futures_target
from strategies.rules.leverage_cap import LeverageCap, breached
from strategies.rules.rebalancing import due


def rebalance(run: Run) -> int:
    """Send the orders that bring the futures to their target; the contracts aimed at."""
    books, plan = run.books, run.plan
    session, money, evening, rules = run.today, books.money, books.evening, plan.rules
    dates = session.dates
    unit = price_tonight(run) * plan.future.multiplier
    ratio, base = rules_tonight(run)
    size, notional = _holdings(books, plan)
    over = breached(LeverageCap(rules.futures.limit), money.equity, notional)
    forced = evening.switched or over or evening.unfinished or evening.behind or not evening.started
    is_due = evening.overdue or due(rules.futures.months, dates.month, dates.next_month)
    evening.started = evening.started or forced or is_due
    target = futures_target(rules.futures, size, money.equity, unit, (ratio, base), forced, is_due)
    if target != size or (size != 0 and future_at(books, future_tonight(run)[0]) < 0):
        _move_to(run, target, over)
    return target


def rules_tonight(run: Run) -> tuple[float, float]:
    """The overlay aimed at and that before any rule, shares of equity."""
    books, plan, money = run.books, run.plan, run.books.money
    expiry, spread = future_tonight(run)
    unit = _price(run, expiry, spread) * plan.future.multiplier
    base = base_tonight(books, run.today, money.equity, plan)
    return target_tonight(run, _seen(run, unit), base), base


def future_tonight(run: Run) -> tuple[int, float]:
    """The future to be in at the next close, and its financing spread: the lead, or one that is held and that nobody
    rolls.
    """
    books, dates = run.books, run.today.dates
    if run.today.faults.forgets:
        for place in range(books.counts.futures):
            if books.futures[place].expiry != dates.lead:
                return books.futures[place].expiry, books.futures[place].spread
    return dates.lead, dates.lead_spread


def price_tonight(run: Run) -> float:
    """Price at the close of the future to be in tomorrow, points, or the last that was seen."""
    expiry, spread = future_tonight(run)
    return price_seen(run, expiry, spread) if run.today.faults.stale else _price(run, expiry, spread)


def _price(run: Run, expiry: int, spread: float) -> float:
    """Price of a future at the close, points: the mark where it is held, as in `_holdings`."""
    place = future_at(run.books, expiry)
    return run.books.futures[place].mark if place >= 0 else future_price(run, expiry, spread, False)


def _seen(run: Run, unit: float) -> Seen:
    books, plan = run.books, run.plan
    session, money = run.today, books.money
    ratio = margin_ratio(money.collateral, money.maintenance)
    held = money.collateral if plan.broker.fund_counts else money.equity
    share = initial_of(plan.future.margin_share, session, plan) / unit
    return Seen(money.equity, ratio, held - kept_for_hedge(books, session, plan), share)


def _holdings(books: Books, plan: Plan) -> tuple[int, float]:
    """(futures, signed; their index value, account currency) at the marks, which are today's prices: this is no account
    that is ruined.
    """
    size, notional = 0, 0.0
    for place in range(books.counts.futures):
        held = books.futures[place]
        size += held.size
        notional += abs(held.size) * held.mark * plan.future.multiplier
    return size, notional


def _move_to(run: Run, target: int, over: bool) -> None:
    """Leave every other expiry, then bring the lead future to its target; only what is no roll waits for spare cash."""
    books, plan = run.books, run.plan
    (expiry, spread), limit, leaving = future_tonight(run), plan.rules.futures.limit, False
    for place in range(books.counts.futures):
        held = books.futures[place]
        if held.expiry != expiry:
            leaving = True
            order_future(books, held.expiry, held.spread, -held.size, (limit, 0.0))
            provide_for_orders(run)
    difference = target - size_held(books, expiry)
    if difference != 0:
        spare = 0.0 if leaving or over else plan.rules.spare
        order_future(books, expiry, spread, difference, (limit, spare))
        provide_for_orders(run)

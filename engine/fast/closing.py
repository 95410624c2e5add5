"""Forced closings in the loop: what the broker closes, with the fills or within the session."""

from math import isnan, nan

from engine.account.calls import CLOSING, LOSS_CUT, OK, closes_by, closing_at, level_without_call
from engine.account.closing import ClosingNeeds, closes_everything, closing_count
from engine.account.costs import closing_cost
from engine.account.margin import call_index, cash_at_collateral, shortfall
from engine.day.session_prices import at_limit, gap_price, moved_with, reaches
from engine.fast.books import Books
from engine.fast.currency import give_up_hedge
from engine.fast.events import LIQUIDATION, tell
from engine.fast.future_fills import FutureOrder, FutureQuote, finish_trades, trade
from engine.fast.money import call_of, collateral, equity, keep_call, maintenance_of, missing, of_options, require
from engine.fast.option_fills import trade_at
from engine.fast.plan import Plan
from engine.fast.positions import kind_held, mark_future
from engine.fast.quotes import costs_on, future_price, option_quote, spot_at, vix_at
from engine.fast.run import Run, asked_before


def close_out(run: Run) -> None:
    """Close losing futures first, then options, then the hedge, at what orders fill at."""
    _close_futures(run, nan, 0)
    _sell_options(run, run.plan.execution.at_open)
    _close_the_hedge(run)


def in_mid_session(run: Run) -> None:
    """Close positions at the session's adverse extreme, where the profile does so without asking; at the price limit,
    where nobody trades, the next session.
    """
    books, row, plan = run.books, run.row, run.plan
    struck = False
    while True:
        index = _index_of_loss_cut(run)
        if isnan(index):
            break
        if row > 0 and at_limit(index, run.before.prices.close, run.today.asked.limit):
            tell(books, LOSS_CUT)
            if not closes_by(call_of(books), row):
                keep_call(books, closing_at(row + 1, 0.0))
            break
        _mark_at(books, index, plan)
        if not struck:
            tell(books, LOSS_CUT)
        _close_futures(run, index, 1)
        struck = True
    if struck:
        _sell_options(run, False)
        _close_the_hedge(run)
        if books.call.status != CLOSING:
            keep_call(books, OK)
        books.counts.orders = 0


def _index_of_loss_cut(run: Run) -> float:
    """The index at which positions are closed in this session, NaN where its extreme does not reach the level."""
    books, plan = run.books, run.plan
    level, value, slope = level_without_call(plan.calls.loss_cut_level, plan.calls.grace), 0.0, 0.0
    for place in range(books.counts.futures):
        held = books.futures[place]
        notional = held.size * plan.future.multiplier * held.mark
        value += notional
        slope += notional / held.spot
    if level == 0.0 or slope == 0.0 or books.money.ruined:
        return nan
    require(books, asked_before(run), plan)
    money, prices, long = books.money, run.today.prices, slope > 0.0
    wanted = level * money.maintenance - of_options(books, plan)
    cash = cash_at_collateral(wanted, money.fund, plan.broker.fund_haircut, money.in_transit)
    touched = call_index(cash, money.cash, value, slope)
    if not reaches(prices.low if long else prices.high, touched, long):
        return nan
    return gap_price(touched, prices.opened, prices.high if long else prices.low, long=long)


def _mark_at(books: Books, index: float, plan: Plan) -> None:
    for place in range(books.counts.futures):
        held = books.futures[place]
        mark_future(books, place, moved_with(held.mark, held.spot, index), index, plan)


def _everything(books: Books, plan: Plan) -> bool:
    return closes_everything(plan.broker.liquidation, books.money.ruined, equity(books))


def _close_futures(run: Run, index: float, least: int) -> None:
    """Close futures, losing ones first, at an index within the session or (NaN) at what orders fill at; at least so
    many contracts in all.
    """
    books, plan = run.books, run.plan
    for place in range(books.counts.futures):
        held = books.futures[place]
        held.gain = held.size * plan.future.multiplier * held.mark - held.cost
    left, place = least, _losing_first(books)
    while place >= 0:
        left -= _close_future(run, place, index, max(left, 0))
        place = _losing_first(books)


def _losing_first(books: Books) -> int:
    """Place of the first position of the smallest gain; NaN is done with. -1 where none is left."""
    first = -1
    for place in range(books.counts.futures):
        gain = books.futures[place].gain
        if gain == gain and (first < 0 or gain < books.futures[first].gain):  # noqa: PLR0124
            first = place
    return first


def _close_future(run: Run, place: int, index: float, least: int) -> int:
    """Close as many contracts of a future as the policy says; how many that were."""
    books, plan = run.books, run.plan
    session, held, at_open = run.today, books.futures[place], plan.execution.at_open
    held.gain = nan
    if isnan(index):
        mid, spot = future_price(run, held.expiry, held.spread, at_open), spot_at(session, at_open)
        vix = vix_at(run, at_open)
    else:
        mid, spot, vix = held.mark, index, vix_at(run, True)
    costs = costs_on(session, plan)
    require(books, asked_before(run), plan)
    lacking = shortfall(books.money.maintenance, collateral(books, plan))
    cost = closing_cost(costs, plan.future.multiplier, vix)
    relief = maintenance_of(plan.future.margin_share, asked_before(run), plan) - cost
    needs = ClosingNeeds(_everything(books, plan), lacking, relief)
    count = closing_count(abs(held.size), needs, plan.broker.liquidation, least)
    if count > 0:
        size = -count if held.size > 0 else count
        trade(books, FutureOrder(held.expiry, held.spread, size, True), FutureQuote(mid, spot, vix), costs, plan)
        finish_trades(books, costs, plan)
        tell(books, LIQUIDATION)
    return count


def _sell_options(run: Run, at_open: bool) -> None:
    """Where everything is closed, options are too."""
    books, plan = run.books, run.plan
    if plan.broker.liquidation != 0.0 and not books.money.ruined:
        return
    while books.counts.options > 0:
        held, kind = books.options[0], kind_held(books, 0)
        quote = option_quote(run, kind, at_open)
        trade_at(run, kind, -held.size, quote)
        tell(books, LIQUIDATION)


def _close_the_hedge(run: Run) -> None:
    """A currency hedge goes where everything is closed, and where no futures are left and margin still is short."""
    books, plan = run.books, run.plan
    if books.hedge.notional == 0.0:
        return
    require(books, asked_before(run), plan)
    if _everything(books, plan) or (books.counts.futures == 0 and missing(books, plan) > 0.0):
        give_up_hedge(books, run.today, run.row)

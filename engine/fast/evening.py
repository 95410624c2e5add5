"""The last steps of a session in the loop: margin is tested, spare cash is swept; and money is ordered for orders."""

from engine.account.calls import CALLED, Snapshot, after_fills, after_test, closing_at
from engine.account.margin import margin_deficit
from engine.account.settlement import paid_out, redeems_now, swept
from engine.day.terms import buffer_of_hedge, cash_wanted
from engine.fast.books import Books
from engine.fast.currency import margin_of_hedge, planned
from engine.fast.events import RUIN, tell
from engine.fast.flows import ready
from engine.fast.money import (
    call_of,
    collateral,
    contracts_held,
    equity,
    initial_of,
    keep_call,
    lacking,
    maintenance_of,
    notional_held,
    redeem,
    require,
    spare,
    to_be_covered,
)
from engine.fast.orders import kind_ordered
from engine.fast.plan import Plan
from engine.fast.positions import future_at
from engine.fast.quotes import future_price, option_cost, option_quote
from engine.fast.run import Run
from engine.fast.sessions import Session


def examine(books: Books, session: Session, row: int, plan: Plan) -> None:
    """Test the account at the end of a session; equity gone is ruin, and told once."""
    require(books, session, plan)
    money = books.money
    money.collateral = collateral(books, plan)
    if equity(books) > 0.0:
        _count_reductions(books, session, row, plan)
        short = margin_deficit(money.collateral, money.maintenance, money.cash, plan.broker.negative_cash)
        tested = Snapshot(row, money.collateral, money.maintenance, short, money.initial)
        state, event = after_test(plan.calls, call_of(books), tested)
        keep_call(books, state)
        tell(books, event)
    elif not money.ruined:
        money.ruined = True
        keep_call(books, closing_at(row + 1, 0.0))
        tell(books, RUIN)


def _count_reductions(books: Books, session: Session, row: int, plan: Plan) -> None:
    """Hold a call against what of margin the fills of today have freed, and against a deadline behind them."""
    held, books.call.contracts = books.call.contracts, contracts_held(books, plan)
    if books.call.status == CALLED and books.money.maintenance != 0.0:
        freed = maintenance_of(max(held - books.call.contracts, 0.0), session, plan)
        state, event = after_fills(plan.calls, call_of(books), row, freed, lacking(books, plan))
        keep_call(books, state)
        tell(books, event)


def moves_money(run: Run) -> bool:
    """Whether anybody is there this evening, and the broker can be reached."""
    return not (run.today.faults.away or run.today.faults.cut_off)


def sweep_cash(run: Run) -> None:
    """Move what is above the target into the fund, redeem what is missing."""
    books, plan = run.books, run.plan
    money, cash = books.money, plan.cash
    coming = money.cash + money.in_transit
    covered, reserve = plan.broker.fund_counts or coming >= money.maintenance, ready(run)
    pressed = books.call.status == CALLED or reserve > 0.0 or not covered
    contracts = contracts_to_come(books, plan)
    target = _target(run, contracts) + reserve
    kept = 0.0 if plan.broker.fund_counts else money.initial
    amount = swept(money.cash, money.in_transit, target, 0.0 if pressed else cash.band, kept)
    if amount > 0.0:
        money.cash -= amount
        money.fund += amount
    elif amount < 0.0:
        redeem(run, paid_out(-amount, coming, money.fund, spare(books, contracts, run.today, plan)))


def provide_for_orders(run: Run) -> None:
    """In the evening, redeem what waiting orders will need, where only cash is collateral whatever the band."""
    books, plan = run.books, run.plan
    if not moves_money(run):
        return
    money, contracts = books.money, contracts_to_come(books, plan)
    target = _target(run, contracts) + ready(run) + _premiums(run)
    short = target - money.cash - money.in_transit
    if redeems_now(short, target, plan.cash.band, plan.broker.fund_counts):
        redeem(run, min(short, money.fund, spare(books, contracts, run.today, plan)))


def initial_to_come(run: Run) -> float:
    """Initial margin of what is held, or if that is more, what waiting orders will need beside money that is on its
    way; account currency.
    """
    books, plan = run.books, run.plan
    ordered = to_be_covered(books, contracts_to_come(books, plan), run.today, plan)
    return max(books.money.initial, ordered - books.money.in_transit)


def kept_for_hedge(books: Books, session: Session, plan: Plan) -> float:
    """Collateral that a currency hedge keeps, account currency: its margin, and where only cash counts its buffer."""
    if plan.hedge == 0.0:
        return 0.0
    buffer = buffer_of_hedge(plan.cash, planned(books, plan), may_be_owed=plan.broker.may_be_owed)
    return margin_of_hedge(books, session, plan) + buffer


def _target(run: Run, contracts: float) -> float:
    """Cash wanted once waiting orders have filled, account currency."""
    books, plan = run.books, run.plan
    session, sold = run.today, planned(books, plan) if plan.hedge != 0.0 else 0.0
    initial = initial_of(contracts, session, plan) + margin_of_hedge(books, session, plan)
    of_hedge = buffer_of_hedge(plan.cash, sold, may_be_owed=plan.broker.may_be_owed)
    notional = _notional_to_come(run)
    return cash_wanted(plan.cash, initial, notional, of_hedge, fund_counts=plan.broker.fund_counts)


def _size_to_come(books: Books, expiry: int, held: int) -> int:
    """Contracts of a future once waiting orders have filled."""
    size = held
    for place in range(books.counts.orders):
        order = books.orders[place]
        if not order.option and order.expiry == expiry:
            size += order.size
    return size


def _is_new(books: Books, place: int) -> bool:
    """Whether an order is the first for a future that is not held."""
    order = books.orders[place]
    if order.option or future_at(books, order.expiry) >= 0:
        return False
    for earlier in range(place):
        if not books.orders[earlier].option and books.orders[earlier].expiry == order.expiry:
            return False
    return True


def contracts_to_come(books: Books, plan: Plan) -> float:
    """Full-size contracts of futures once waiting orders have filled."""
    if books.counts.orders == 0:
        return contracts_held(books, plan)
    total = 0.0
    for place in range(books.counts.futures):
        held = books.futures[place]
        total += abs(_size_to_come(books, held.expiry, held.size)) * plan.future.margin_share
    for place in range(books.counts.orders):
        if _is_new(books, place):
            total += abs(_size_to_come(books, books.orders[place].expiry, 0)) * plan.future.margin_share
    return total


def _notional_to_come(run: Run) -> float:
    """Their index value, account currency, at today's prices: the marks are those."""
    books, plan = run.books, run.plan
    if books.counts.orders == 0:
        return notional_held(books, plan)
    total = 0.0
    for place in range(books.counts.futures):
        held = books.futures[place]
        total += abs(_size_to_come(books, held.expiry, held.size)) * held.mark * plan.future.multiplier
    for place in range(books.counts.orders):
        if _is_new(books, place):
            order = books.orders[place]
            price = future_price(run, order.expiry, order.spread, False)
            total += abs(_size_to_come(books, order.expiry, 0)) * price * plan.future.multiplier
    return total


def _premiums(run: Run) -> float:
    """What waiting orders for options cost at today's offers."""
    books, plan = run.books, run.plan
    total = 0.0
    for place in range(books.counts.orders):
        order = books.orders[place]
        if order.option and order.size > 0:
            quote = option_quote(run, kind_ordered(order), False)
            total += order.size * option_cost(quote, run.today, plan)
    return total

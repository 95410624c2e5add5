"""Balances, collateral and margin of the account in the loop."""

from math import inf

from engine.account.calls import MarginState, to_answer
from engine.account.margin import collateral_value, margin_deficit, requirement, spare_fund
from engine.fast.books import FULL_OF_REDEMPTIONS, MOST_REDEMPTIONS, Books
from engine.fast.plan import Plan
from engine.fast.run import Run
from engine.fast.sessions import Session


def equity(books: Books) -> float:
    """Cash, fund, money on its way and options, account currency."""
    money = books.money
    return money.cash + money.fund + money.in_transit + money.options


def collateral(books: Books, plan: Plan) -> float:
    """What the broker counts against margin, account currency."""
    money, haircut = books.money, plan.broker.fund_haircut
    return of_options(books, plan) + collateral_value(money.cash, money.fund, haircut, money.in_transit)


def collateral_on_arrival(books: Books, plan: Plan) -> float:
    """The same once the money on its way has come."""
    money, haircut = books.money, plan.broker.fund_haircut
    return of_options(books, plan) + collateral_value(money.cash + money.in_transit, money.fund, haircut, 0.0)


def of_options(books: Books, plan: Plan) -> float:
    """What options count as collateral, account currency."""
    return (1.0 - plan.broker.option_haircut) * books.money.options


def contracts_held(books: Books, plan: Plan) -> float:
    """Futures counted in full-size contracts."""
    total = 0.0
    for place in range(books.counts.futures):
        total += abs(books.futures[place].size) * plan.future.margin_share
    return total


def notional_held(books: Books, plan: Plan) -> float:
    """Index value of the futures at their marks, account currency."""
    total = 0.0
    for place in range(books.counts.futures):
        held = books.futures[place]
        total += abs(held.size) * plan.future.multiplier * held.mark
    return total


def maintenance_of(contracts: float, session: Session, plan: Plan) -> float:
    """Maintenance margin of full-size contracts, account currency."""
    return requirement(contracts, session.asked.full_size, plan.broker.margin_multiple, 1.0)


def initial_of(contracts: float, session: Session, plan: Plan) -> float:
    """Their initial margin, account currency."""
    return maintenance_of(contracts, session, plan) * session.asked.initial_ratio


def to_be_covered(books: Books, contracts: float, session: Session, plan: Plan) -> float:
    """Initial margin of full-size contracts with that of the currency hedge, account currency."""
    return initial_of(contracts, session, plan) + books.money.hedge_margin


def require(books: Books, session: Session, plan: Plan) -> None:
    """Compute the margin of what is held now."""
    futures, money = maintenance_of(contracts_held(books, plan), session, plan), books.money
    money.maintenance = futures + money.hedge_margin
    money.initial = futures * session.asked.initial_ratio + money.hedge_margin


def missing(books: Books, plan: Plan) -> float:
    """What the account lacks at the requirement last computed, account currency, never negative."""
    money = books.money
    counted, negative_cash = collateral(books, plan), plan.broker.negative_cash
    return margin_deficit(counted, money.maintenance, money.cash, negative_cash=negative_cash)


def lacking(books: Books, plan: Plan) -> float:
    """What would answer a call at the requirement last computed, account currency, never negative."""
    return to_answer(plan.calls, missing(books, plan), collateral(books, plan), books.money.initial)


def spare(books: Books, contracts: float, session: Session, plan: Plan) -> float:
    """Fund that can be redeemed, account currency: all of it where it is no collateral."""
    if not plan.broker.fund_counts:
        return inf
    asked = to_be_covered(books, contracts, session, plan)
    return spare_fund(collateral(books, plan), asked, plan.broker.fund_haircut)


def redeem(run: Run, amount: float) -> None:
    """Order fund units worth an amount (account currency) to be paid out; nothing for 0 or below."""
    books, lag = run.books, run.plan.broker.redemption_lag + run.today.faults.late
    money, counts = books.money, books.counts
    if amount <= 0.0:
        return
    money.fund -= amount
    if lag == 0:
        money.cash += amount
        money.paid_at_once += amount
    elif counts.redemptions == MOST_REDEMPTIONS:
        counts.overflow = FULL_OF_REDEMPTIONS
    else:
        money.in_transit += amount
        place, row = counts.redemptions, run.row + lag
        while place > 0 and books.redemptions[place - 1].row > row:
            books.redemptions[place].row = books.redemptions[place - 1].row
            books.redemptions[place].amount = books.redemptions[place - 1].amount
            place -= 1
        books.redemptions[place].row, books.redemptions[place].amount = row, amount
        counts.redemptions += 1


def arrived(books: Books, row: int) -> float:
    """Take in the redemptions that are due; what came in since the last session settled, account currency."""
    money, counts = books.money, books.counts
    received, money.paid_at_once = money.paid_at_once, 0.0
    due = 0
    while due < counts.redemptions and books.redemptions[due].row <= row:
        amount = books.redemptions[due].amount
        money.in_transit -= amount
        money.cash += amount
        received += amount
        due += 1
    for place in range(due, counts.redemptions):
        books.redemptions[place - due].row = books.redemptions[place].row
        books.redemptions[place - due].amount = books.redemptions[place].amount
    counts.redemptions -= due
    return received


def call_of(books: Books) -> MarginState:
    """Where a call stands."""
    call = books.call
    return MarginState(call.status, call.amount, call.received, call.deadline, call.closing)


def keep_call(books: Books, state: MarginState) -> None:
    """From now on a call stands there."""
    call = books.call
    call.status, call.amount, call.received = state.status, state.amount, state.received
    call.deadline, call.closing = state.deadline, state.closing

"""A trading day on the made-up sessions of a shock, opened with an account as it stood the evening before."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from math import inf, isnan
from operator import mul

from data.contracts.contracts import FULL_SIZE
from data.fund.funds import FundPath
from data.pricing.money_market import InterbankSpreads
from engine.account.costs import CostModel
from engine.account.hedge import HedgeRows
from engine.account.hedge_terms import HedgeTerms
from engine.account.margin_asked import MarginAsked
from engine.day.fault_rows import fault_rows
from engine.day.plain_desk import PlainDesk
from engine.day.session_inputs import PriceRows, SessionInputs
from engine.day.terms import BrokerTerms
from engine.day.trading_day import TradingDay
from engine.stress.account_state import AccountState, StressTerms
from engine.stress.held import SESSION, Course, future_held, option_held


def opened(state: AccountState, terms: StressTerms, course: Course, delay: int) -> TradingDay:
    """A day that stands in the evening before the shock. Redemptions take `delay` sessions longer than the profile
    says, those on their way included.
    """
    desk = PlainDesk()
    day = TradingDay(_inputs(state, terms, course), _broker_terms(state, terms, delay), desk)
    day.begin_after(0)
    day.account.take_over(state.cash, state.fund, ((due + delay, amount) for due, amount in state.in_transit))
    _hold(day, desk, state, terms, course)
    if day.hedge:
        day.hedge.take_over(state.hedge)
    day.margin.state = state.margin
    day.margin.require()
    return day


def _hold(day: TradingDay, desk: PlainDesk, state: AccountState, terms: StressTerms, course: Course) -> None:
    """The contracts of a state, at their marks."""
    account, clock = day.account, day.prices.today
    if state.contracts:
        future = future_held(state.unit, course, clock)
        account.trade(future.contract, state.contracts, 1.0, 1.0)
        desk.hold(future, state.contracts)
    account.options.index = 1.0
    for number, held in enumerate(state.options):
        option = option_held(held, number, course, clock, terms.volatility_elasticity)
        account.options.take_over(option.contract, held.size, option.close[0])
        desk.hold(option, held.size)


def _inputs(state: AccountState, terms: StressTerms, course: Course) -> SessionInputs:
    """Sessions on which nothing accrues, and nothing moves but what the shocks move."""
    levels, count = course.levels, len(course.shocks)
    none, days = [0.0] * count, [SESSION * row for row in range(count)]
    asked = [
        state.margin_share * shock.margin * state.unit * level
        for shock, level in zip(course.shocks, levels, strict=True)
    ]
    return SessionInputs(
        days=days,
        prices=PriceRows(levels, levels, levels, levels, none, none, [1.0] * count, [terms.price_limit] * count),
        bill_yields=none,
        dividend_yields=none,
        fund=FundPath(none, none, none),
        margin=MarginAsked(
            "", asked, [state.initial_ratio] * count, written=lambda _: terms.written, opening=terms.opening
        ),
        hedge=HedgeRows(days, _spots(state, course), none, none, [SESSION * count] * count),
        faults=fault_rows(terms.faults, days) if terms.faults else None,
    )


def _spots(state: AccountState, course: Course) -> Sequence[float]:
    """What a unit of account currency costs, by session; as multiples where that is not known."""
    moves = (1.0 + shock.currency_return for shock in course.shocks[1:])
    return list(accumulate(moves, mul, initial=1.0)) if isnan(state.rate) else course.spots


def _broker_terms(state: AccountState, terms: StressTerms, delay: int) -> BrokerTerms:
    """Margin, costs and interest as they are told of the shock, with the account's own rules."""
    profile = replace(
        terms.profile,
        margin_multiple=1.0,
        redemption_lag=terms.profile.redemption_lag + delay,
        debit_spread=0.0,
        credit_spread=0.0,
    )
    hedge = HedgeTerms(
        terms.hedge_ratio, 0.0, 0.0, 0.0, terms.hedge_margin, terms.hedge_half_spread, InterbankSpreads(0.0, 0.0)
    )
    told = BrokerTerms(
        capital=0.0,
        profile=profile,
        cash=terms.cash,
        costs={FULL_SIZE: CostModel(terms.closing_cost, 0.0, 0.0, inf, 0.0, 0.0)},
        option_commissions={f"{number}_option": 0.0 for number in range(len(state.options))},
        hedge=hedge if state.hedge or terms.hedge_ratio else None,
        faults=terms.faults,
    )
    if terms.core is None:
        return told
    return replace(told, fund=terms.core._replace(conversion=0.0) if isnan(state.rate) else terms.core)

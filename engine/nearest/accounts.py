"""The same account with another overlay, another buffer, at another broker, with puts, or with a rule that acts."""

from collections.abc import Callable
from dataclasses import replace

from engine.account.calls import OK
from engine.account.profiles import AccountProfile
from engine.day.trading_day import TradingDay
from engine.nearest.problem import Problem
from engine.stress.account_state import AccountState, OptionHeld, StressTerms


def wanted(state: AccountState, terms: StressTerms) -> float:
    """Cash that a plan wants in an account, account currency."""
    notional = abs(state.contracts) * state.unit
    initial = notional * state.margin_share * state.initial_ratio + terms.hedge_margin * state.hedge
    return terms.cash.wanted(terms.profile, initial, notional, state.hedge)


def with_cash(state: AccountState, more: float) -> AccountState:
    """So much more cash out of the fund, or less (account currency); no more than there is."""
    moved = min(max(more, -max(state.cash, 0.0)), state.fund)
    return state._replace(cash=state.cash + moved, fund=state.fund - moved)


def with_contracts(problem: Problem, contracts: int) -> Problem:
    """So many futures (signed), and as many options as go with them; the cash stays, and is more for each of them."""
    state, terms = problem.state, problem.terms
    share = contracts / state.contracts
    options = tuple(one._replace(multiplier=one.multiplier * share) for one in state.options)
    value = sum(one.value(1.0, one.years, 0.0) for one in state.options)
    other = state._replace(contracts=contracts, options=options, fund=state.fund + value * (1.0 - share))
    if not contracts:
        return problem.with_account(other)
    notional = abs(contracts) * state.unit
    more = (wanted(state, terms) - wanted(other, terms)) / notional
    cash = terms.cash._replace(buffer=terms.cash.buffer + more, sleeve=terms.cash.sleeve + more)
    return problem.with_account(other, terms._replace(cash=cash))


def with_buffer(problem: Problem, buffer: float) -> Problem:
    """Cash of so much of notional above initial margin."""
    state, terms = problem.state, problem.terms
    other = terms._replace(cash=terms.cash._replace(buffer=buffer))
    return problem.with_account(with_cash(state, wanted(state, other) - wanted(state, terms)), other)


def at_broker(problem: Problem, profile: AccountProfile) -> Problem:
    """At a broker with other terms: margin in its multiple, cash as the plan wants it there, no call open."""
    terms = problem.terms._replace(profile=profile)
    times = profile.margin_multiple / problem.terms.profile.margin_multiple
    arrived = sum(amount for _, amount in problem.state.in_transit)
    state = problem.state._replace(
        margin_share=problem.state.margin_share * times, margin=OK, in_transit=(), fund=problem.state.fund + arrived
    )
    return problem.with_account(with_cash(state, wanted(state, terms) - state.cash), terms)


def with_put(problem: Problem, put: OptionHeld) -> Problem:
    """With a put on all of the notional, paid out of the fund."""
    state = problem.state
    paid = put.value(1.0, put.years, 0.0)
    return problem.with_account(state._replace(options=(*state.options, put), fund=state.fund - paid))


def with_loss_stop(problem: Problem, limit: float) -> Problem:
    """With futures that are closed at the next close once an evening's equity is `limit` (a share) below where it was
    at first.
    """
    least = problem.state.equity * (1.0 - limit)
    return replace(problem, evening=lambda: _closing_where(lambda day: day.account.equity <= least))


def with_margin_stop(problem: Problem) -> Problem:
    """The same once collateral is below the broker's level of voluntary stops."""
    level = problem.terms.profile.voluntary_stop_level
    return replace(
        problem, evening=lambda: _closing_where(lambda day: day.account.collateral < level * day.margin.maintenance)
    )


def _closing_where(holds: Callable[[TradingDay], bool]) -> Callable[[TradingDay], None]:
    """Orders to close every future, once, in the first evening on which something holds."""
    sent = False

    def evening(day: TradingDay) -> None:
        nonlocal sent
        if sent or not holds(day):
            return
        sent = True
        for instrument, position in list(day.desk.positions.items()):
            if instrument.is_margined and position.size:
                day.desk.send(instrument, -int(position.size))  # type: ignore[attr-defined]

    return evening

"""The life of a margin call: pure functions of numbers.

    ok      --(below the voluntary-stop level)------> warning --(above it again)--> ok
    ok      --(below maintenance)-------------------> called, with an amount and a deadline
    called  --(the money received, or, where they count, the market back, positions closed)--> ok
    called  --(deadline passed)---------------------> closing, on the session the profile says
    any     --(below the loss-cut level, or a breach where nobody is asked)--> closing, at the next price
    closing --(positions closed, requirement met)---> ok

The voluntary stop is the strategy's to act on; here it is only a warning. Sessions are numbered. Status and events are
numbers, so that a compiled loop calls these functions as they stand; `EVENTS` has their words.
"""

from typing import NamedTuple

from engine.account.margin import NOISE

QUIET, WARNED, CALLED, CLOSING = range(4)
"""Status of an account towards its broker."""
NO_EVENT, WARNING, MARGIN_CALL, CALL_MET, DEADLINE_MISSED, LOSS_CUT = range(6)
EVENTS = ("", "warning", "margin_call", "call_met", "deadline_missed", "loss_cut")
"""Words of the events, by their number."""


class MarginRules(NamedTuple):
    """What a profile says about calls (see `engine.account.profiles.AccountProfile.margin_rules`): `grace` and
    `closing_delay` in sessions, levels as multiples of maintenance margin, 0 where there is none.

    `money_counts` where a redemption brings collateral, that is where the fund itself is none; `reduction_counts` where
    margin that is freed by closing part of the positions does as well; `to_initial` where a call asks for initial
    margin; `late` where the deadline lies behind the fills of its session.
    """

    grace: int
    closing_delay: int
    recovery_counts: bool
    loss_cut_level: float
    warning_level: float
    money_counts: bool = True
    reduction_counts: bool = False
    to_initial: bool = False
    late: bool = False


class MarginState(NamedTuple):
    """Where a call stands: status, what is still to be received of `amount` (account currency, positive), its deadline,
    and when positions are closed (numbers of sessions).
    """

    status: int = QUIET
    amount: float = 0.0
    received: float = 0.0
    deadline: int = 0
    closing: int = 0


OK = MarginState()


def level_without_call(loss_cut_level: float, grace: int) -> float:
    """Collateral / maintenance below which positions are closed without a word; 0 where there is no such level."""
    return max(loss_cut_level, 0.0 if grace != 0 else 1.0)


class Snapshot(NamedTuple):
    """What a test sees: session number, collateral (negative: a debt), maintenance margin, what is missing (see
    `margin_deficit`), and initial margin, in account currency.
    """

    session: int
    collateral: float
    maintenance: float
    missing: float
    initial: float = 0.0


def to_answer(rules: MarginRules, missing: float, collateral: float, initial: float) -> float:
    """What would answer a call, account currency, never negative: what is `missing` to maintenance, where a call asks
    for initial margin what is missing to that.

    >>> to_answer(MarginRules(1, 0, True, 0.0, 1.5, to_initial=True), 500.0, 9_500.0, 11_000.0)
    1500.0
    """
    short = initial - collateral
    return max(missing, short) if rules.to_initial and short > NOISE * initial else missing


def below(tested: Snapshot, level: float) -> bool:
    """Whether collateral is under a multiple of maintenance; never without positions, or for a level of 0."""
    return level > 0.0 and tested.maintenance > 0.0 and tested.collateral < (level - NOISE) * tested.maintenance


def closing_at(session: int, amount: float) -> MarginState:
    """Positions are closed on a session; `amount` is missing, account currency."""
    return MarginState(CLOSING, amount, 0.0, 0, session)


def after_test(rules: MarginRules, state: MarginState, tested: Snapshot) -> tuple[MarginState, int]:
    """State after the test of a session, and the event."""
    if state.status == CLOSING and not _sooner(rules, state, tested):
        return (state if tested.maintenance != 0.0 else OK), NO_EVENT
    if below(tested, rules.loss_cut_level):
        return closing_at(tested.session + 1, tested.missing), LOSS_CUT
    lacking = to_answer(rules, tested.missing, tested.collateral, tested.initial)
    if state.status == CALLED:
        return _while_called(rules, state, tested, lacking)
    if tested.missing != 0.0:
        return _call(rules, tested, lacking), MARGIN_CALL
    if below(tested, rules.warning_level):
        return MarginState(WARNED, 0.0, 0.0, 0, 0), NO_EVENT if state.status == WARNED else WARNING
    return OK, NO_EVENT


def _sooner(rules: MarginRules, state: MarginState, tested: Snapshot) -> bool:
    """Whether the loss-cut level brings a closing forward that was set for a later session."""
    return state.closing > tested.session + 1 and below(tested, rules.loss_cut_level)


def _call(rules: MarginRules, tested: Snapshot, amount: float) -> MarginState:
    if rules.grace == 0:
        return closing_at(tested.session + 1, tested.missing)
    return MarginState(CALLED, amount, 0.0, tested.session + rules.grace, 0)


def _while_called(rules: MarginRules, state: MarginState, tested: Snapshot, lacking: float) -> tuple[MarginState, int]:
    """An open call is answered by the market only where that counts, and always where nothing is held any more; it
    grows with what is missing, its deadline stays.
    """
    if lacking == 0.0 and (rules.recovery_counts or tested.maintenance == 0.0):
        return OK, CALL_MET
    amount = max(state.amount, state.received + lacking)
    return MarginState(state.status, amount, state.received, state.deadline, state.closing), NO_EVENT


def after_money(
    rules: MarginRules, state: MarginState, session: int, money: float, lacking: float
) -> tuple[MarginState, int]:
    """State after the money of a session (account currency, positive) has arrived, and the event; `lacking` is what
    would answer a call now (see `to_answer`).

    Where only cash is collateral, money answers a call in the amount that was called. Where the fund is, it was
    collateral before it was redeemed: there nothing may be missing any more.
    """
    if state.status != CALLED:
        return state, NO_EVENT
    state, answered = _with_money(rules, state, money, lacking)
    return (OK, CALL_MET) if answered else _at_deadline(rules, state, session, not rules.late)


def after_fills(
    rules: MarginRules, state: MarginState, session: int, freed: float, lacking: float
) -> tuple[MarginState, int]:
    """State after the fills of a session, and the event: what they `freed` of maintenance margin (account currency,
    positive) counts as money does where the broker says so, and a deadline that lies behind them passes; not where the
    market has answered the call, as the test of the session will say.
    """
    if state.status != CALLED:
        return state, NO_EVENT
    answered = False
    if rules.reduction_counts and freed > 0.0:
        state, answered = _with_money(rules, state, freed, lacking)
    recovered = rules.recovery_counts and lacking == 0.0
    return (OK, CALL_MET) if answered else _at_deadline(rules, state, session, rules.late and not recovered)


def _with_money(rules: MarginRules, state: MarginState, money: float, lacking: float) -> tuple[MarginState, bool]:
    """An open call with more received, and whether that answers it."""
    received = state.received + money
    enough = rules.money_counts and received >= (1.0 - NOISE) * state.amount
    answered = enough or (lacking == 0.0 and (rules.recovery_counts or not rules.money_counts))
    return MarginState(CALLED, state.amount, received, state.deadline, state.closing), answered


def _at_deadline(
    rules: MarginRules,
    state: MarginState,
    session: int,
    passed: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> tuple[MarginState, int]:
    """An open call, closed out on the profile's session where its deadline has `passed`: after the fills of a session
    not before the next.
    """
    if not passed or session < state.deadline:
        return state, NO_EVENT
    delay = max(rules.closing_delay, 1) if rules.late else rules.closing_delay
    return MarginState(CLOSING, state.amount, state.received, state.deadline, session + delay), DEADLINE_MISSED


def closes_by(state: MarginState, session: int) -> bool:
    """Whether the broker closes positions on a session."""
    return state.status == CLOSING and state.closing <= session

"""Requirement, collateral, and the life of a margin call: pure functions of numbers.

    ok      --(below the voluntary-stop level)------> warning --(above it again)--> ok
    ok      --(below maintenance)-------------------> called, with an amount and a deadline
    called  --(the money received, or, where they count, the market back, positions closed)--> ok
    called  --(deadline passed)---------------------> closing, on the session the profile says
    any     --(below the loss-cut level, or a breach where nobody is asked)--> closing, at the next price
    closing --(positions closed, requirement met)---> ok

The voluntary stop is the strategy's to act on; here it is only a warning. Sessions are numbered. Status and events are
numbers, so that a compiled loop calls these functions as they stand; `EVENTS` has their words.
"""

from math import ceil, inf
from typing import NamedTuple

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
NOISE = 1e-10
"""What floats leave of a balance that is exact: a share of what is asked, for which nobody is called."""
_COUNTLESS = 1e15
"""Contracts beyond which it makes no difference how many."""


def collateral_value(cash: float, fund: float, fund_haircut: float, in_transit: float = 0.0) -> float:
    """What the broker counts, account currency: cash (also negative) and the fund less its haircut, a share.

    Money on its way counts only against a debt in cash, and only where the fund lies with the broker: there the debt is
    covered by the redemption that was ordered for it. Otherwise it counts for nothing until it arrives.

    >>> collateral_value(-2_000.0, 100_000.0, 0.1, in_transit=5_000.0)
    90000.0
    """
    covered = min(in_transit, -cash) if cash < 0.0 and fund_haircut < 1.0 else 0.0
    return cash + covered + (1.0 - fund_haircut) * fund


def cash_at_collateral(wanted: float, fund: float, fund_haircut: float, in_transit: float = 0.0) -> float:
    """The cash at which collateral is worth `wanted`, everything else staying as it is; negative: owed. The inverse
    of `collateral_value`.

    >>> cash_at_collateral(collateral_value(-9_000.0, 100_000.0, 0.1), 100_000.0, 0.1)
    -9000.0
    """
    cash = wanted - (1.0 - fund_haircut) * fund
    return cash - in_transit if cash < 0.0 and fund_haircut < 1.0 else cash


def call_index(cash_wanted: float, cash: float, value: float, slope: float) -> float:
    """The index, in points, at which variation margin has brought cash to `cash_wanted`.

    `value` is the signed value of the futures at their last marks, `slope` what a point of the index is worth to them,
    not 0; both negative when short.

    >>> call_index(2_000.0, 3_000.0, value=25_000.0, slope=5.0)
    4800.0
    """
    return (cash_wanted - cash + value) / slope


def spare_fund(collateral: float, initial: float, fund_haircut: float) -> float:
    """Fund that can be redeemed without bringing collateral below initial margin while the money is on its way: account
    currency, never negative, infinite where the fund is no collateral. In the United States that is a rule (17 CFR
    1.44(f), 90 FR 7880, in force since 2025): no withdrawal that leaves less than initial margin.
    """
    return max(collateral - initial, 0.0) / (1.0 - fund_haircut) if fund_haircut < 1.0 else inf


def affordable(collateral_after: float, initial_after: float) -> bool:
    """Whether an order that adds exposure may fill: collateral and initial margin as they stand after it. Orders that
    only reduce are never asked.
    """
    return collateral_after >= initial_after


def margin_deficit(
    collateral: float,
    maintenance: float,
    cash: float,
    negative_cash: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> float:
    """What is missing, never negative: to maintenance, and where cash may not be owed overnight, to no debt.
    Nothing without positions, and none of the noise of floats.

    >>> margin_deficit(9_000.0, 10_000.0, -1_500.0, negative_cash=True)
    1000.0
    >>> margin_deficit(9_000.0, 10_000.0, -1_500.0, negative_cash=False)
    1500.0
    """
    if maintenance == 0.0:
        return 0.0
    missing = max(maintenance - collateral, 0.0 if negative_cash else -cash)
    return missing if missing > NOISE * maintenance else 0.0


def requirement(contracts: float, full_size: float, multiple: float, moved: float) -> float:
    """Maintenance margin of contracts counted in full-size ones, account currency: that of one (`full_size`) times
    what the broker asks more of it (`multiple`), and times how far a requirement that moves with the index has moved.
    """
    return contracts * full_size * multiple * moved if contracts != 0.0 else 0.0


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


def shortfall(maintenance: float, collateral: float) -> float:
    """What collateral lacks to maintenance, account currency, never negative."""
    return max(maintenance - collateral, 0.0)


def margin_ratio(collateral: float, maintenance: float) -> float:
    """Collateral over maintenance margin; infinite without positions."""
    return collateral / maintenance if maintenance != 0.0 else inf


def closes_by(state: MarginState, session: int) -> bool:
    """Whether the broker closes positions on a session."""
    return state.status == CLOSING and state.closing <= session


def closes_everything(
    policy: float,
    ruined: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    equity: float,
) -> bool:
    """Whether a liquidation closes all, and not only what mends the breach."""
    return policy == 0.0 or ruined or equity <= 0.0


def contracts_to_close(held: int, missing: float, relief: float, policy: float) -> int:
    """Contracts of a position of `held` (both unsigned) to close so that `missing` is mended, by policy.

    `relief` is what closing one contract frees: its margin less its costs. Policy 0 closes everything, k closes k times
    the minimum; rounded up, never more than there are.

    >>> contracts_to_close(10, missing=5_000.0, relief=1_200.0, policy=1.0)
    5
    """
    if policy == 0.0 or relief <= 0.0:
        return held
    # a quotient that noise of floats carries over a whole number would close one contract more
    least = ceil(min(missing / relief, _COUNTLESS) - 1e-9)
    return min(held, ceil(policy * least))


class ClosingNeeds(NamedTuple):
    """What a liquidation has to mend: whether everything is closed, what is missing, and what closing one contract
    frees; account currency.
    """

    everything: bool
    missing: float
    relief: float


def closing_count(held: int, needs: ClosingNeeds, policy: float, least: int) -> int:
    """Contracts of a position of `held` (unsigned) that a liquidation closes, at least `least`: all where everything
    is closed, else what the policy says.
    """
    if needs.everything:
        return held
    return max(contracts_to_close(held, needs.missing, needs.relief, policy), least)

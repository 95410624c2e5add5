"""Requirement, collateral, and the life of a margin call: pure functions of numbers.

    ok      --(below the voluntary-stop level)------> warning --(above it again)--> ok
    ok      --(below maintenance)-------------------> called, with an amount and a deadline
    called  --(the money received, or, where that counts, the market back)--> ok
    called  --(deadline passed)---------------------> closing, on the session the profile says
    any     --(below the loss-cut level, or a breach where nobody is asked)--> closing, at the next price
    closing --(positions closed, requirement met)---> ok

The voluntary stop is the strategy's to act on; here it is only a warning. Sessions are numbered.
"""

from math import ceil, inf
from typing import Literal, NamedTuple

Status = Literal["ok", "warning", "called", "closing"]


class MarginRules(NamedTuple):
    """What a profile says about calls (see `engine.account.profiles.AccountProfile.margin_rules`): `grace` and
    `closing_delay` in sessions, levels as multiples of maintenance margin, 0 where there is none.

    `money_counts` where a redemption brings collateral, that is where the fund itself is none.
    """

    grace: int
    closing_delay: int
    recovery_counts: bool
    loss_cut_level: float
    warning_level: float
    money_counts: bool = True


class MarginState(NamedTuple):
    """Where a call stands: what is still to be received of `amount` (account currency, positive), its deadline, and
    when positions are closed (numbers of sessions).
    """

    status: Status = "ok"
    amount: float = 0.0
    received: float = 0.0
    deadline: int = 0
    closing: int = 0


OK = MarginState()


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
    currency, never negative, infinite where the fund is no collateral.
    """
    return max(collateral - initial, 0.0) / (1.0 - fund_haircut) if fund_haircut < 1.0 else inf


def affordable(collateral_after: float, initial_after: float) -> bool:
    """Whether an order that adds exposure may fill: collateral and initial margin as they stand after it. Orders that
    only reduce are never asked.
    """
    return collateral_after >= initial_after


def margin_deficit(collateral: float, maintenance: float, cash: float, *, negative_cash: bool) -> float:
    """What is missing, never negative: to maintenance, and where cash may not be owed overnight, to no debt.
    Nothing without positions.

    >>> margin_deficit(9_000.0, 10_000.0, -1_500.0, negative_cash=True)
    1000.0
    >>> margin_deficit(9_000.0, 10_000.0, -1_500.0, negative_cash=False)
    1500.0
    """
    if maintenance == 0.0:
        return 0.0
    return max(maintenance - collateral, 0.0 if negative_cash else -cash, 0.0)


class Snapshot(NamedTuple):
    """What a test sees: session number, collateral (negative: a debt), maintenance margin, and what is missing (see
    `margin_deficit`), in account currency.
    """

    session: int
    collateral: float
    maintenance: float
    missing: float

    def below(self, level: float) -> bool:
        """Whether collateral is under a multiple of maintenance; never without positions, or for a level of 0."""
        return level > 0.0 and self.maintenance > 0.0 and self.collateral < level * self.maintenance


def after_test(rules: MarginRules, state: MarginState, tested: Snapshot) -> tuple[MarginState, str]:
    """State after the test of a session, and the kind of event: "", warning, margin_call, loss_cut, call_met."""
    if state.status == "closing" and not _sooner(rules, state, tested):
        return (state if tested.maintenance else OK), ""
    if tested.below(rules.loss_cut_level):
        return MarginState("closing", tested.missing, closing=tested.session + 1), "loss_cut"
    if state.status == "called":
        return _while_called(rules, state, tested.missing)
    if tested.missing:
        return _call(rules, tested), "margin_call"
    if tested.below(rules.warning_level):
        return MarginState("warning"), "" if state.status == "warning" else "warning"
    return OK, ""


def _sooner(rules: MarginRules, state: MarginState, tested: Snapshot) -> bool:
    """Whether the loss-cut level brings a closing forward that was set for a later session."""
    return state.closing > tested.session + 1 and tested.below(rules.loss_cut_level)


def _call(rules: MarginRules, tested: Snapshot) -> MarginState:
    if rules.grace == 0:
        return MarginState("closing", tested.missing, closing=tested.session + 1)
    return MarginState("called", tested.missing, deadline=tested.session + rules.grace)


def _while_called(rules: MarginRules, state: MarginState, missing: float) -> tuple[MarginState, str]:
    """An open call is answered by the market only where that counts; it grows with what is
    missing, its deadline stays.
    """
    if missing == 0.0 and rules.recovery_counts:
        return OK, "call_met"
    return state._replace(amount=max(state.amount, state.received + missing)), ""


def after_money(
    rules: MarginRules, state: MarginState, session: int, money: float, missing: float
) -> tuple[MarginState, str]:
    """State after the money of a session (account currency, positive) has arrived, and the kind of event: "",
    call_met, deadline_missed.

    Where only cash is collateral, money answers a call in the amount that was called. Where the fund is, it was
    collateral before it was redeemed: there nothing may be missing any more.
    """
    if state.status != "called":
        return state, ""
    state = state._replace(received=state.received + money)
    enough = rules.money_counts and state.received >= state.amount
    if enough or (missing == 0.0 and (rules.recovery_counts or not rules.money_counts)):
        return OK, "call_met"
    if session < state.deadline:
        return state, ""
    return state._replace(status="closing", closing=session + rules.closing_delay), "deadline_missed"


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
    return min(held, ceil(policy * ceil(missing / relief - 1e-9)))

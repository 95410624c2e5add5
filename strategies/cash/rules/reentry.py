"""Staged re-entry: cash that was raised in an alarm is given back in stages, the trigger early and the completion late.

    normal --(alarm)---------------------------------------> alarmed
    alarmed --(alarm over: the trigger)--------------------> stage 0 of n
    stage k --(condition of the next stage met)------------> stage k + 1
    stage n - 1 --(condition of the last stage met)--------> normal
    stage k --(alarm: the recovery has failed)-------------> alarmed, and every stage is to be earned again

The alarm is another rule's: the index below its moving average, or volatility above its level. At most one stage is
completed in a session. Conditions: `recovery` holds from the trigger on, `held` after the alarm has been off for
`held_sessions` sessions, the first included, `new_high` where the close is above every close of the `high_window`
sessions before it, so that the same closes give the same verdict wherever a run begins. While the high is not known yet
(NaN) there is no new one.
"""

from typing import Literal, NamedTuple

Condition = Literal["recovery", "held", "new_high"]
NORMAL, ALARMED, RETURNING = "normal", "alarmed", "returning"


class Stage(NamedTuple):
    """A cash ratio and what it takes to come down to it."""

    ratio: float
    condition: Condition


class Reentry(NamedTuple):
    """Stages in order, the last of which is the normal ratio; sessions that `held` asks for."""

    stages: tuple[Stage, ...]
    held_sessions: int = 10


class ReentryState(NamedTuple):
    """`status`, completed stages, and sessions since the alarm went off, the first of them being 0."""

    status: str = NORMAL
    completed: int = 0
    sessions: int = 0


AT_REST = ReentryState()


class ReentryObservation(NamedTuple):
    """Whether the alarm is on, close and the highest close before it, index points."""

    alarm: bool
    close: float
    high: float


def step(rule: Reentry, state: ReentryState, observed: ReentryObservation) -> tuple[ReentryState, str]:
    """State after a session, and the code of a change (cash_alarm, cash_alarm_over, recovery_failed, recovery_held,
    new_high) or nothing.
    """
    if observed.alarm:
        code = {NORMAL: "cash_alarm", RETURNING: "recovery_failed", ALARMED: ""}[state.status]
        return ReentryState(ALARMED), code
    if state.status == NORMAL:
        return AT_REST, ""
    sessions = calm_sessions(state)
    condition = rule.stages[state.completed].condition
    if not _met(rule, condition, sessions, observed):
        return ReentryState(RETURNING, state.completed, sessions), "cash_alarm_over" if state.status == ALARMED else ""
    completed = state.completed + 1
    code = {"recovery": "cash_alarm_over", "held": "recovery_held", "new_high": "new_high"}[condition]
    return (AT_REST if completed == len(rule.stages) else ReentryState(RETURNING, completed, sessions)), code


def calm_sessions(before: ReentryState) -> int:
    """Sessions for which the alarm has been off after one without it, the first being 0, from the state before it."""
    return before.sessions + 1 if before.status == RETURNING else 0


def ratio(rule: Reentry, state: ReentryState, normal: float, alarmed: float) -> float:
    """The cash ratio of a state, a share of the portfolio, between the ratios of the alarm and of normal times: a stage
    never holds more than its alarm did.
    """
    if state.status == RETURNING:
        return min(rule.stages[state.completed - 1].ratio, alarmed) if state.completed else alarmed
    return normal if state.status == NORMAL else alarmed


def name(rule: Reentry, state: ReentryState) -> str:
    """The state in a word: normal, alarmed, or `stage 1 of 3`."""
    return f"stage {state.completed} of {len(rule.stages)}" if state.status == RETURNING else state.status


def _met(rule: Reentry, condition: Condition, sessions: int, observed: ReentryObservation) -> bool:
    if condition == "recovery":
        return True
    return sessions >= rule.held_sessions if condition == "held" else observed.close > observed.high

"""Tactical cash: a pocket that is used in parts after a large fall, and refilled when the fall is made good.

    full    --(fall from the high >= `fall`)---------------------------------------> 1 part used
    k parts --(still fallen by `fall`, `sessions` since the last part)-------------> k + 1 parts used
    k parts --(fall from the high <= `refill`)-------------------------------------> full

Conditions of use and of refilling come together: without the second the pocket is gone after its first use. The fall is
that of the close below the highest close so far, a positive decimal.
"""

from typing import NamedTuple


class Tactical(NamedTuple):
    """Size of the pocket as a share of the portfolio, parts, falls (decimals) of use and refill,
    sessions between parts.
    """

    size: float = 0.10
    parts: int = 3
    fall: float = 0.25
    refill: float = 0.10
    sessions: int = 10


class TacticalState(NamedTuple):
    """Parts used, and sessions since the last one was, or the pocket was full."""

    used: int = 0
    sessions: int = 0


FULL = TacticalState()


def step(rule: Tactical, state: TacticalState, fall: float) -> tuple[TacticalState, str]:
    """State after a session with this fall from the high (a positive decimal), and the code of a change: tactical_part,
    tactical_refilled, or empty.

    >>> step(Tactical(), FULL, fall=0.3)
    (TacticalState(used=1, sessions=0), 'tactical_part')
    """
    if state.used and fall <= rule.refill:
        return FULL, "tactical_refilled"
    waited = TacticalState(state.used, state.sessions + 1)
    ready = state.used == 0 or waited.sessions >= rule.sessions
    if fall < rule.fall or state.used == rule.parts or not ready:
        return waited, ""
    return TacticalState(state.used + 1), "tactical_part"


def used(rule: Tactical, state: TacticalState) -> float:
    """What of the pocket is in the index, as a share of the portfolio."""
    return rule.size * state.used / rule.parts

"""Volatility halving: when the market is rough the overlay is cut in half, and comes back only
after it has calmed down.

    full   --(volatility >  halve_above)-------------------------------------> halved
    halved --(volatility <= restore_below on `restore_sessions` in a row)----> full

A session above `restore_below` starts the count again. A volatility that is not known yet (NaN) changes nothing.
Hysteresis is off when `restore_below = halve_above` and `restore_sessions = 1`.
"""

from typing import NamedTuple

from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import Rule

NOTHING, HALVED, RESTORED = range(3)
"""What an evening changed."""
CHANGES = ("", "halved", "restored")
"""The code of a ruling for each of them."""


class Halving(NamedTuple):
    """Volatilities are annual decimals; `factor` is the multiplier while halved."""

    halve_above: float
    restore_below: float
    restore_sessions: int
    factor: float = 0.5


class HalvingState(NamedTuple):
    """Whether the overlay is halved, and how many calm sessions in a row have been seen since."""

    halved: bool = False
    calm_sessions: int = 0


FULL, CUT = HalvingState(halved=False, calm_sessions=0), HalvingState(halved=True, calm_sessions=0)


def step(rule: Halving, state: HalvingState, volatility: float) -> tuple[HalvingState, float, int]:
    """State after a session with this volatility (annual decimal, NaN: unknown), multiplier of the overlay, and what
    changed: `NOTHING`, `HALVED` or `RESTORED`.

    >>> step(Halving(0.20, 0.18, 5), FULL, 0.25)[1:]
    (0.5, 1)
    """
    if not state.halved:
        if volatility > rule.halve_above:
            return CUT, rule.factor, HALVED
        return state, 1.0, NOTHING
    calm = state.calm_sessions + 1 if volatility <= rule.restore_below else 0
    if calm >= rule.restore_sessions:
        return FULL, 1.0, RESTORED
    return HalvingState(True, calm), rule.factor, NOTHING


def halving_rule(halving: Halving) -> Rule:
    """Volatility halving as a rule of an overlay; a stop that leaves as little binds before it."""
    return Rule("halving", halving, FULL, lambda seen: seen.volatility, _ruling, yields=True)


def _ruling(rule: Halving, state: HalvingState, volatility: float) -> tuple[HalvingState, Ruling]:
    state, multiplier, change = step(rule, state, volatility)
    numbers = NO_NUMBERS
    if change == HALVED:
        numbers = {"volatility": volatility, "level": rule.halve_above}
    elif change == RESTORED:
        numbers = {"volatility": volatility, "level": rule.restore_below, "count": rule.restore_sessions}
    word = "halved" if state.halved else "full"
    return state, ruled((multiplier, UNKNOWN, word, volatility, CHANGES[change], numbers))

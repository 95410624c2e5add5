"""Buffer: the overlay may only be so large that spare collateral of a share of its notional is left
above the requirement.

The rule has no memory. With collateral C, initial margin m and buffer b (both shares of notional), notional N must
leave C - m N >= b N, that is N <= C / (m + b).
"""

from strategies.events.rulings import NO_NUMBERS, UNKNOWN, Ruling, ruled
from strategies.rules.rule import OverlayObservation, Rule

SPARE = (0.20, 0.40)
"""Least and most spare cash, as shares of the overlay (the source design, section 5: 20 to 40 %)."""


def largest_ratio(buffer: float, available: float, equity: float, margin_share: float) -> float:
    """Largest overlay ratio that leaves the buffer, 0 where nothing can serve as collateral, infinite where
    nothing is asked; `available`, account currency, is what can once money has moved, buffer and `margin_share`
    are shares of notional.

    >>> round(largest_ratio(0.30, 800_000.0, 1_000_000.0, 0.05), 3)
    2.286
    """
    asked = margin_share + buffer
    if equity <= 0.0 or available <= 0.0:
        return 0.0
    return available / (asked * equity) if asked > 0.0 else float("inf")


def spare_cash(buffer: float) -> float:
    """Spare cash that a larger position waits for where it is on its way, a share of notional."""
    return min(SPARE[0], buffer)


def buffer_rule(buffer: float) -> Rule:
    """The buffer, a share of notional, as a rule of an overlay; it observes what can serve as collateral, as a share of
    equity.
    """
    return Rule("buffer", buffer, None, lambda seen: seen, _ruling)


def _ruling(buffer: float, state: None, seen: OverlayObservation) -> tuple[None, Ruling]:
    most = largest_ratio(buffer, seen.available, seen.equity, seen.margin_share)
    observed = seen.available / seen.equity if seen.equity > 0.0 else UNKNOWN
    return state, ruled((1.0, most, "", observed, "", NO_NUMBERS))

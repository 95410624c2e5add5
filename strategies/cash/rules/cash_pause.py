"""Pause of the cash ratio: after a sudden move of the index, up or down, nothing is traded for some sessions.

    following --(a close is `move` or more away from the one before)--> paused
    paused    --(another such move)-----------------------------------> paused, the count starts again
    paused    --(after `sessions` fills that were left out)-----------> following

A plan may pause purchases of the index alone, so that an alarm still raises cash. What fell due in a pause is made up
after it. The very first adjustment and an override do not wait. A move that is not known yet (NaN) is no sudden one.
"""

from typing import NamedTuple

from strategies.rules import pause


class CashPause(NamedTuple):
    """`move` is a decimal above 0, either way; `buying` pauses what lowers the cash ratio alone."""

    move: float = 0.04
    sessions: int = 3
    buying: bool = False


def step(rule: CashPause, left: int, move: float) -> tuple[int, str]:
    """Fills left out from tonight on, and the code of a change: cash_paused, cash_resumed or empty; `move` is that of
    the day, a decimal, a fall negative.

    >>> step(CashPause(0.04, 3), 0, -0.05), step(CashPause(0.04, 3), 1, 0.01)
    ((3, 'cash_paused'), (0, 'cash_resumed'))
    """
    after, _, change = pause.step(pause.Pause(rule.move, rule.sessions, 0.0), left, move)
    return after, {pause.PAUSED: "cash_paused", pause.RESUMED: "cash_resumed"}.get(change, "")


def holds_back(rule: CashPause, left: int, held: float, wanted: float) -> bool:
    """Whether tonight's order is left out, of the ratios held and wanted, shares of the portfolio."""
    return left > 0 and not (rule.buying and wanted > held)

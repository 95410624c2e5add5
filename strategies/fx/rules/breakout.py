"""Breakout: a trade is opened where the rate leaves the range of a long time, and given up where it leaves
that of a shorter one.

    out   --(close above the highest of `entry_window` closes before it)--> long
    out   --(close below the lowest of them)------------------------------> short, if sales are allowed
    long  --(close below the lowest of `exit_window` closes before it)----> out
    short --(close above the highest of them)-----------------------------> out

Source: the 55 and 20 sessions are those of the second system of R. Dennis's Turtles (C. Faith, The Original Turtle
Trading Rules, 2003). The rule has no memory but the side on which the account stands.
"""

from typing import NamedTuple

from strategies.fx.rules.closes import Range

LONG, OUT, SHORT = 1, 0, -1


class Breakout(NamedTuple):
    """Windows in sessions; whether dollars are also sold."""

    entry_window: int = 55
    exit_window: int = 20
    short: bool = True


def opened(rule: Breakout, close: float, before: Range) -> int:
    """The side of a trade that today's close opens: `LONG`, `SHORT`, or `OUT` for none, also while the
    range is not known (NaN).

    >>> opened(Breakout(), 151.0, Range(140.0, 150.0))
    1
    """
    if close > before.highest:
        return LONG
    return SHORT if rule.short and close < before.lowest else OUT


def given_up(side: int, close: float, before: Range) -> bool:
    """Whether today's close ends the trades of a side (`LONG`, `SHORT` or `OUT`)."""
    return close < before.lowest if side == LONG else close > before.highest if side == SHORT else False

"""Edges: while the rate goes nowhere, it is sold at the upper edge of its range and bought at the lower one; a trade
ends at the middle, at its stop beyond the edge, or with the range.

    trend --(efficiency <  enter_below)--> range
    range --(efficiency >  leave_above)--> trend: open trades end

    out  --(in a range, close at the lower edge or below)--> long, unless that side is barred or the rule rests
    out  --(in a range, close at the upper edge or above)--> short, likewise, if sales are allowed
    long, short --(close at the middle or beyond)----------> out
    long, short --(stop)-----------------------------------> out, that side barred until a close between the edges

    open --(`losing_streak` losses in a row)--> resting for `rest` sessions, then counted anew

Sources of their form: bands of a mean and so many standard deviations, J. Bollinger (1983); a channel of the highest
and the lowest, R. Donchian. That they earn anything is no part of either.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Literal, NamedTuple

from data.base.sums import total
from strategies.fx.rules.attack import Record
from strategies.fx.rules.breakout import LONG, OUT, SHORT
from strategies.fx.rules.closes import UNKNOWN, Range, range_before
from strategies.rules import in_range


class Edges(NamedTuple):
    """`edge` bands: `width` standard deviations of the last `window` closes around their mean; channel: lowest and
    highest of the `window` closes before today's. Efficiency of `efficiency_window` sessions, 0 to 1, below which a
    range begins and above which it is over; losses in a row (0: never) after which no trade is opened for `rest`
    sessions; whether dollars are also sold.
    """

    edge: Literal["bands", "channel"] = "bands"
    window: int = 20
    width: float = 2.0
    efficiency_window: int = 63
    enter_below: float = 0.15
    leave_above: float = 0.20
    losing_streak: int = 3
    rest: int = 20
    short: bool = True


class EdgesState(NamedTuple):
    """Whether the rate is in a range, the side that is barred after a stop (or `OUT`), sessions of rest that are left,
    and trades on record when the last rest began.
    """

    ranging: bool = False
    barred: int = OUT
    resting: int = 0
    counted: int = 0


def edges_of(rule: Edges, closes: Sequence[float]) -> Range:
    """Lower and upper edge, the last close being today's, in its unit; NaN where there are too few.

    >>> edges_of(Edges(window=2, width=1.0), [9.0, 100.0, 104.0])
    Range(lowest=100.0, highest=104.0)
    """
    if rule.edge == "channel":
        return range_before(closes, rule.window)
    if len(closes) < rule.window:
        return Range(UNKNOWN, UNKNOWN)
    last = closes[-rule.window :]
    mean = total(last) / rule.window
    away = rule.width * sqrt(total((close - mean) ** 2 for close in last) / rule.window)
    return Range(mean - away, mean + away)


def middle(edges: Range) -> float:
    """Half-way between the edges."""
    return 0.5 * (edges.lowest + edges.highest)


def step(rule: Edges, state: EdgesState, seen: tuple[float, Range, float], record: Record) -> tuple[EdgesState, bool]:
    """The state after an evening that saw (close, edges, efficiency), NaN while unknown, with this record of closed
    trades; whether a rest began.

    >>> step(Edges(), EdgesState(), (150.0, Range(149.0, 151.0), 0.1), Record())
    (EdgesState(ranging=True, barred=0, resting=0, counted=0), False)
    """
    close, edges, efficiency = seen
    levels = in_range.InRange(rule.enter_below, rule.leave_above, 1.0)
    ranging, _, _ = in_range.step(levels, state.ranging, efficiency)
    barred = OUT if edges.lowest < close < edges.highest else state.barred
    lost = min(record.lost_in_a_row, record.trades - state.counted)
    if rule.losing_streak and lost >= rule.losing_streak:
        return EdgesState(ranging, barred, rule.rest, record.trades), True
    return EdgesState(ranging, barred, max(state.resting - 1, 0), state.counted), False


def opened(rule: Edges, state: EdgesState, close: float, edges: Range) -> int:
    """The side of a trade that today's close opens, `OUT` for none; `state` is that after today.

    >>> opened(Edges(), EdgesState(ranging=True), 151.0, Range(149.0, 151.0))
    -1
    """
    if not state.ranging or state.resting or not edges.lowest < edges.highest:
        return OUT
    side = LONG if close <= edges.lowest else SHORT if close >= edges.highest and rule.short else OUT
    return OUT if side == state.barred else side


def ended(state: EdgesState, side: int, close: float, at: float) -> str:
    """Why today's close ends the trades of a side: `middle` (which is `at`), `range_over`, or nothing."""
    if side == OUT:
        return ""
    if (close - at) * side >= 0.0:
        return "middle"
    return "" if state.ranging else "range_over"

"""Rules about the bars of a session: open, high and low against each other, the closes, and what is usual."""

from collections.abc import Iterator

import numpy as np

from data.base.arrays import Flags, Floats
from data.base.saying import said
from data.intake.history import History
from data.intake.rules.neighbours import Tolerance, usual
from data.intake.rules.price_rules import hit, nerves, real_opens
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.sessions.quality import above

LOW, HIGH, OPEN = Tolerance(4.5, 0.008, 0.085), Tolerance(3.5, 0.008, 0.06), Tolerance(2.5, 0.012, 0.045)
"""Log distances of the low below, of the high above the lower and higher of the closes of the day and the day before,
and of the open from both where it lies outside them.

The S&P 500 of 1982 to 2026 had at most 7.1 % (2008-10-10), 4.1 % (2008-10-14) and 2.8 % (2020-04-07), and 3.3, 2.1 and
1.5 times the usual range of the sessions around."""
IMPOSSIBLE = 2.0
"""How many times the largest of these is an error."""
ROUND_THE_CLOCK = 0.9
"""The largest of these of prices that are traded every day: bitcoin had a low of 70 on 2013-04-10, after a
close of 229 and before one of 162."""
UNKNOWN_BEFORE = 0.23
"""How far the close before the first row, which nobody knows, may have been from its own,
in logs: as far as on 1987-10-19."""
VIX_WICK = float(np.log(4.0))
"""Its own exchange has a high of 3.3 times the close, on 2005-07-25."""


def high_below_low(history: History, _context: Context) -> Iterator[Hit]:
    """The high is below the low."""
    if {"high", "low"} <= set(history.values):
        low = history.values["low"]
        for row in np.flatnonzero(above(low, history.values["high"])):
            yield hit(history, int(row), "high", said("bars.below_low", low=low[row]))


def close_outside_range(history: History, _context: Context) -> Iterator[Hit]:
    """The close is above the high or below the low."""
    return _outside_range(history, "close", np.ones(len(history), dtype=bool))


def open_outside_range(history: History, _context: Context) -> Iterator[Hit]:
    """A real open is above the high or below the low (see `real_opens`)."""
    return _outside_range(history, "open", real_opens(history))


def wick_never_seen(history: History, context: Context) -> Iterator[Hit]:
    """A low or high is further from the closes of its day and the day before than any was, for what is usual then."""
    return _wicks(history, context, impossible=False)


def wick_impossible(history: History, context: Context) -> Iterator[Hit]:
    """A low or high is more than twice as far from the closes of its day and the day before as any was."""
    return _wicks(history, context, impossible=True)


def vix_wick(history: History, _context: Context) -> Iterator[Hit]:
    """A low or high of the VIX is a quarter, or four times, of the closes around it."""
    for name, distance in _distances(history).items():
        for row in np.flatnonzero(distance > VIX_WICK):
            yield hit(history, int(row), name, said("bars.four_times"))


def open_stands_alone(history: History, context: Context) -> Iterator[Hit]:
    """A real open is further from the close before and from that of its day, on the same side of both,
    than any was for what is usual then.
    """
    return _opens(history, context, impossible=False)


def open_impossible(history: History, context: Context) -> Iterator[Hit]:
    """A real open is more than twice as far from both closes as any was."""
    return _opens(history, context, impossible=True)


def _outside_range(history: History, name: str, rows: Flags) -> Iterator[Hit]:
    values = history.values
    if not {name, "high", "low"} <= set(values):
        return
    over, under = above(values[name], values["high"]), above(values["low"], values[name])
    for row in np.flatnonzero(rows & (over | under) & ~above(values["low"], values["high"]) & (values[name] > 0.0)):
        high, low = values["high"][row], values["low"][row]
        told = said("bars.above_high", high=high) if over[row] else said("bars.below_low", low=low)
        yield hit(history, int(row), name, told)


def _wicks(history: History, context: Context, *, impossible: bool) -> Iterator[Hit]:
    for name, distance in _distances(history).items():
        reach = LOW if name == "low" else HIGH
        for row in _far(history, context, distance, reach, impossible=impossible):
            far = float(np.expm1(distance[row])) if name == "high" else float(-np.expm1(-distance[row]))
            seen = "" if nerves(context) > 1.0 else said("bars.at_most", percent=7 if name == "low" else 4)
            yield hit(history, row, name, said(f"bars.wick_{name}", far=far, seen=seen))


def _opens(history: History, context: Context, *, impossible: bool) -> Iterator[Hit]:
    if "open" not in history.values:
        return
    opens, close, before = history.values["open"], history.values["close"], _before(history)
    with np.errstate(all="ignore"):
        one, other = np.log(opens / before), np.log(opens / close)
    alone = np.where(real_opens(history) & (one * other > 0.0), np.minimum(np.abs(one), np.abs(other)), 0.0)
    alone = _first_nearer(alone)
    for row in _far(history, context, alone, OPEN, impossible=impossible):
        problem = said("bars.open_away", far=alone[row])
        yield hit(history, row, "open", problem)


def _far(history: History, context: Context, distance: Floats, reach: Tolerance, *, impossible: bool) -> list[int]:
    """Rows that stand out, as errors or as warnings; nothing of bars whose low is above the high, which is told."""
    steady = nerves(context) == 1.0
    limit = IMPOSSIBLE * (reach.most if steady else ROUND_THE_CLOCK)
    if impossible:
        return [int(row) for row in np.flatnonzero(distance > limit)]
    bound = (reach if steady else Tolerance(nerves(context) * reach.times, 0.15, ROUND_THE_CLOCK)).bound(
        usual(_ranges(history))
    )
    return [int(row) for row in np.flatnonzero((distance > bound) & (distance <= limit))]


def _distances(history: History) -> dict[str, Floats]:
    """Log distance of the low below, and of the high above, the closes of the day and the day before (and a real
    open); NaN where something is missing.
    """
    if not {"high", "low"} <= set(history.values):
        return {}
    close, before = history.values["close"], _before(history)
    low, high = _positive(history.values["low"]), _positive(history.values["high"])
    whole = ~above(low, high)
    real = real_opens(history) if history.kind == "index" else np.zeros(len(history), dtype=bool)
    opens = np.where(real, history.values.get("open", close), close)
    lowest, highest = (extreme([close, before, opens]) for extreme in (_lowest, _highest))
    return {
        "low": _first_nearer(np.where(whole, np.log(lowest / low), np.nan)),
        "high": _first_nearer(np.where(whole, np.log(high / highest), np.nan)),
    }


def _first_nearer(distance: Floats) -> Floats:
    """Distances, that of the first row less what the close before it may have been away."""
    return np.concatenate([np.maximum(distance[:1] - UNKNOWN_BEFORE, 0.0), distance[1:]])


def _lowest(prices: list[Floats]) -> Floats:
    return np.asarray(np.fmin.reduce([_positive(one) for one in prices]))


def _highest(prices: list[Floats]) -> Floats:
    return np.asarray(np.fmax.reduce([_positive(one) for one in prices]))


def _ranges(history: History) -> Floats:
    """The range of each session, or the move of its close where that is wider, in logs."""
    close, before = _positive(history.values["close"]), _positive(_before(history))
    moves = np.abs(np.log(close / before))
    if not {"high", "low"} <= set(history.values):
        return moves
    return np.fmax(moves, np.abs(np.log(_positive(history.values["high"]) / _positive(history.values["low"]))))


def _before(history: History) -> Floats:
    close = history.values["close"]
    return np.concatenate([close[:1], close[:-1]])


def _positive(values: Floats) -> Floats:
    return np.where(np.isfinite(values) & (values > 0.0), values, np.nan)


BAR_RULES = (
    Rule(high_below_low, kinds("index"), "error", "high-low"),
    Rule(high_below_low, kinds("vix"), "warning", name="high-below-low-vix"),
    Rule(close_outside_range, kinds("index"), "error", "high-low"),
    Rule(close_outside_range, kinds("vix"), "warning", name="close-outside-range-vix"),
    Rule(open_outside_range, kinds("index"), "error", "high-low"),
    Rule(wick_impossible, kinds("index"), "error"),
    Rule(wick_never_seen, kinds("index"), "warning"),
    Rule(vix_wick, kinds("vix"), "warning"),
    Rule(open_impossible, kinds("index"), "error"),
    Rule(open_stands_alone, kinds("index"), "warning"),
)

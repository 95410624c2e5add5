"""Orders on two engines side by side: what is equal, what differs by which rule, and what was met on the way."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from validation.markdown import figures
from validation.order_dialects import (
    CHILDREN,
    LEGS,
    LIMIT,
    MODELS,
    STOP_LIMIT,
    TRAIL,
    TURNED,
    VALID,
    fills_as,
    reasons,
)
from validation.order_scripts import KINDS, Script, Sent
from validation.order_states import Filled
from validation.order_walk import Walk

Fills = Mapping[int, tuple[int, float, int]]
"""By number of the order: session, price, signed size."""
EQUAL, UNEXPLAINED = "equal", "unexplained"
TITLES = {
    "market": "Market", "close": "Close", "limit": "Limit", "stop": "Stop", "stop_limit": "StopLimit",
    "stop_trail": "StopTrail", "stop_trail_limit": "StopTrailLimit", "parent": "parents of brackets",
    "protects": "stops of brackets", "target": "targets of brackets", "oco": "OCO legs",
}  # fmt: skip
WHY = {
    STOP_LIMIT: "stop-limit inside a bar", CHILDREN: "children in their parent's bar",
    VALID: "until when an order is valid",
    LEGS: "two legs in a bar", LIMIT: "limit at a gap", TRAIL: "trail within the bar",
    TURNED: "all taken back when a position turns", "together": "several together",
}  # fmt: skip


class Outcome(NamedTuple):
    """An order that filled on either engine: under which titles it counts, and `equal`, a rule or `unexplained`."""

    titles: Sequence[str]
    verdict: str


def outcomes(engine: str, script: Script, ours: Fills, theirs: Fills) -> dict[int, Outcome]:
    """Of each order that filled here or there how they compare. A difference is explained only where this account
    fills as the model does, and the engine as the model with its rules.
    """
    model, other, why = fills_as(engine, script, ()), fills_as(engine, script), reasons(engine, script)
    heads = {one.oco for one in script.orders} | {one.parent for one in script.orders}
    told = {}
    for one in script.orders:
        here, there = ours.get(one.number), theirs.get(one.number)
        if here or there:
            as_told = same(here, model.get(one.number)) and same(there, other.get(one.number))
            verdict = EQUAL if equal(here, there) else why.get(one.number, UNEXPLAINED) if as_told else UNEXPLAINED
            told[one.number] = Outcome(titles(one, one.number in heads), verdict)
    return told


def titles(one: Sent, is_head: bool) -> list[str]:  # noqa: FBT001
    """Kinds under which an order counts: its own, and its part in a bracket or group; `is_head`: others name it."""
    found = [one.kind]
    if one.parent:
        found.append("target" if one.kind == "limit" else "protects")
    elif one.oco or (is_head and one.transmit):
        found.append("oco")
    elif not one.transmit:
        found.append("parent")
    return found


def same(fill: tuple[int, float, int] | None, model: Filled | None) -> bool:
    """Whether a fill is the model's."""
    return equal(fill, None if model is None else (model.session, model.price, model.size))


def equal(one: tuple[int, float, int] | None, other: tuple[int, float, int] | None) -> bool:
    """Whether two fills are of one session, price and size, or both none."""
    if one is None or other is None:
        return one is other
    return (one[0], one[2]) == (other[0], other[2]) and abs(one[1] - other[1]) < 1e-6


def comparison(engine: str, told: Iterable[Outcome]) -> list[str]:
    """Lines of a table: kinds, orders that filled on either engine, equal ones, and others by rule."""
    counts = Counter((title, one.verdict) for one in told for title in one.titles)
    rules = [*MODELS[engine][1], *(["together"] if any(verdict == "together" for _, verdict in counts) else [])]
    verdicts = [EQUAL, *rules, UNEXPLAINED]
    rows = [
        [name, f"{sum(counts[title, one] for one in verdicts):,}", *(f"{counts[title, one]:,}" for one in verdicts)]
        for title, name in TITLES.items()
        if any(counts[title, one] for one in verdicts)
    ]
    return figures(["", "orders", EQUAL, *(WHY[rule] for rule in rules), UNEXPLAINED], rows)


def met(script: Script, ours: Walk) -> Counter[str]:
    """What a script had that is hard: gaps through a stop, and bars that touched both legs of a bracket, or of a group
    whose first fill is in them.
    """
    found: Counter[str] = Counter()
    named, fills = {one.number: one for one in script.orders}, ours.book.fills
    for number, fill in fills.items():
        one = named[number]
        found[one.kind] += 1
        found["gaps"] += one.kind in {"stop", "stop_trail"} and _is_gap(script, fill)
        others = [other for other in script.orders if _is_other(one, other)]
        found["both"] += any(_touched(script, fill, other) for other in others) and _began_before(fills, one, fill)
        found.update(title for title in titles(one, bool(others)) if title not in KINDS)
    return found


def _is_gap(script: Script, fill: Filled) -> bool:
    """Whether a stop that was not reached at a close was left behind at the next open."""
    before, up = script.bars[fill.session - 1][3], 1 if fill.size > 0 else -1
    asked = up * (fill.asked or 0.0)
    return fill.moment == 0.0 and up * before < asked < up * fill.mid


def _is_other(one: Sent, other: Sent) -> bool:
    together = (one.parent and one.parent == other.parent) or (one.oco or one.number) == (other.oco or other.number)
    return bool(together) and other.number != one.number


def _began_before(fills: Mapping[int, Filled], one: Sent, fill: Filled) -> bool:
    return not one.parent or fills[one.parent].session < fill.session


def _touched(script: Script, fill: Filled, other: Sent) -> bool:
    """Whether the bar of a fill touched a plain stop's or limit's price too."""
    _, high, low, _ = script.bars[fill.session]
    if other.kind not in {"limit", "stop"} or other.price is None:
        return False
    rises = (other.size > 0) == (other.kind == "stop")
    return high >= other.price if rises else low <= other.price

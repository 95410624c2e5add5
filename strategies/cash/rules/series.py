"""Series of one's own: the band in which a published value lies, or its change, asks for more cash or less.

    not known --(the first value)--> its band
    band k    --(the value at or above an edge)---------> the band above that edge
    band k    --(the value more than `leave` below it)--> the band below that edge

An edge belongs to the band above it. A value that is not known (NaN: none yet, or too old) changes nothing; before the
first one the rule asks for nothing.
"""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from data.base.difference import difference
from data.base.sums import total

NOT_KNOWN = 0
"""The band before the first value; the lowest band is 1."""


class SeriesRule(NamedTuple):
    """Edges between the bands, rising, in the unit of what is measured, and for each band what it asks for: where it
    `adds` an addition to the cash ratio, else a cash ratio, shares of the portfolio. `leave` is a distance in the unit
    of the edges.
    """

    name: str
    edges: tuple[float, ...]
    asks: tuple[float, ...]
    leave: float = 0.0
    adds: bool = True


def step(rule: SeriesRule, band: int, value: float) -> int:
    """The band after a session with this value, from 1; `NOT_KNOWN` before the first.

    >>> rule = SeriesRule("spread", (2.0,), (0.0, 0.1), leave=0.5)
    >>> [step(rule, 1, 2.0), step(rule, 2, 1.6), step(rule, 2, 1.4), step(rule, 2, float("nan"))]
    [2, 2, 1, 2]
    """
    if value != value:  # noqa: PLR0124  (unknown: NaN)
        return band
    entered = 1 + bisect_right(rule.edges, value)
    kept = 1 + bisect_right([difference(edge, rule.leave) for edge in rule.edges], value)
    return max(entered, min(band, kept))


def asked(rule: SeriesRule, band: int) -> float:
    """What a band asks for, a share of the portfolio; NaN for a ratio, and nothing for an addition, before the first
    value.
    """
    if band == NOT_KNOWN:
        return 0.0 if rule.adds else float("nan")
    return rule.asks[band - 1]


def additions(rules: Sequence[SeriesRule], bands: Sequence[int]) -> float:
    """What the series that add ask for together, a share of the portfolio, each in its band."""
    return total(asked(rule, band) for rule, band in zip(rules, bands, strict=True) if rule.adds)


def highest(rules: Sequence[SeriesRule], bands: Sequence[int]) -> float:
    """The highest cash ratio that the other series ask for, a share of the portfolio; NaN where none does."""
    ratios = [asked(rule, band) for rule, band in zip(rules, bands, strict=True) if not rule.adds and band]
    return max(ratios, default=float("nan"))

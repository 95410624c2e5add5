"""What happened on the paths of a cell, event by event."""

from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags
from engine.survival.interval import Counts, Interval, interval, together
from engine.survival.layout import Layout
from engine.survival.outcomes import NEVER, Ints, Outcomes
from engine.survival.schemas import ALL, EVENTS, LIVED

COUNTED = {
    "margin_call": "calls", "deadline_missed": "missed", "forced_sale": "forced_sales", "loss_stop": "stops",
    "payment_short": "shorts",
}  # fmt: skip
"""Events that can happen more than once, and where they are counted."""
DATED = {
    "margin_call": "first_call",
    "deadline_missed": "first_missed",
    "forced_sale": "first_sale",
    "ruin": "first_ruin",
    "fall_10": "first_fall_10",
    "fall_20": "first_fall_20",
    "fall_35": "first_fall_35",
    "fall_50": "first_fall_50",
    "loss_stop": "first_stop",
    "payment_short": "first_short",
}
"""Events with a first session, and where it stands; the others are known at the end of a path."""


class Span(NamedTuple):
    """How long a path is, and with less than how much of its opening capital an account that is lived from is poor at
    its end, in money of the first session.
    """

    sessions: int
    years: int
    poor: float = 0.0


class Told(NamedTuple):
    """An event in a cell on the paths of a kind: how often, how often a path on average, and the median time to the
    first one, in years; NaN where there is no such figure.
    """

    interval: Interval
    mean_count: float
    median_year: float


def happened(outcomes: Outcomes, event: str, poor: float = 0.0) -> Flags:
    """Whether it happened, by path; `poor` as of `Span`."""
    if event in DATED:
        flags: Flags = outcomes.firsts[DATED[event]] != NEVER
        return flags
    if event in LIVED:
        too_little: Flags = (outcomes.real_fund if event == "fund_poor" else outcomes.real) < poor
        if event == "not_lived":
            too_little |= happened(outcomes, "payment_short") | happened(outcomes, "forced_sale")
        return too_little
    below: Flags = outcomes.wealth < outcomes.fund
    return below


def events_of(outcomes: Outcomes) -> tuple[str, ...]:
    """What is told of a cell: where money flows, also what an account that is lived from comes to."""
    return EVENTS if np.isnan(outcomes.real).all() else (*EVENTS, *LIVED)


def counts_of(flags: Flags, layout: Layout, kind: int) -> Counts:
    """Hits among the paths of a kind: those of history 0, and of each other history."""
    own = flags[layout.own(kind)]
    others = flags[layout.resampled(kind)].reshape(layout.histories, -1).sum(axis=1) if layout.histories else []
    return Counts(int(own.sum()), len(own), [int(hits) for hits in others], layout.each)


def told(outcomes: Outcomes, layout: Layout, event: str, span: Span) -> dict[str, Told]:
    """What is told of an event in a cell by kind of path, and of all kinds."""
    found = intervals(happened(outcomes, event, span.poor), layout)
    rows = {ALL: own_paths(layout)} | {kind: layout.own(place) for place, kind in enumerate(layout.kinds)}
    return {kind: Told(one, *_when(outcomes, event, rows[kind], span)) for kind, one in found.items()}


def intervals(flags: Flags, layout: Layout) -> dict[str, Interval]:
    """How often something happened, by kind of path; first of all kinds together. `flags` by path."""
    found = {kind: interval(counts_of(flags, layout, place)) for place, kind in enumerate(layout.kinds)}
    return {ALL: together(list(found.values())), **found}


def own_paths(layout: Layout) -> slice:
    """Numbers of the paths of history 0 of all kinds."""
    return slice(0, len(layout.kinds) * layout.paths)


def _when(outcomes: Outcomes, event: str, rows: slice, span: Span) -> tuple[float, float]:
    count = float(outcomes.counts[COUNTED[event]][rows].mean()) if event in COUNTED else np.nan
    if event not in DATED:
        return count, np.nan
    times = outcomes.firsts[DATED[event]][rows]
    had = times[times != NEVER]
    return count, float(np.median(had + 1)) * span.years / span.sessions if len(had) else np.nan


def without(firsts: Ints, span: Span) -> list[float]:
    """Shares of paths on which something had not happened by the end of each year."""
    # a first session within year y is one whose end is at most y years from the start
    ends = (firsts.astype(np.int64) + 1) * span.years
    return [
        float(1.0 - ((firsts != NEVER) & (ends <= year * span.sessions)).mean()) for year in range(1, span.years + 1)
    ]


def upper(one: Interval, layout: Layout) -> float:
    """The upper bound that a plan is held to: that of the whole interval, or of simulation alone where nothing was
    resampled.
    """
    return one.high if layout.histories else one.simulation_high

"""The tables of a result, from what came of the paths of each cell."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import from_rows
from engine.settings.grid import Cell
from engine.survival.counting import DATED, Span, Told, events_of, own_paths, told, upper, without
from engine.survival.joint import ends_told
from engine.survival.layout import Layout
from engine.survival.outcomes import Outcomes
from engine.survival.schemas import ALL, QUANTILES, SCHEMAS

Row = tuple[Any, ...]


class Plan(NamedTuple):
    """A cell as the table `cells` has it; `called` is the name of its pattern."""

    cell: int
    own: bool
    name: str
    called: str
    profile: str
    overlay: float
    buffer: float
    settings: str


class Found(NamedTuple):
    """What came of a cell: events by name and kind, what cash gave up (mean of history 0, annual decimal), and rows of
    `terminal` and `by_year`.
    """

    plan: Plan
    events: dict[str, dict[str, Told]]
    given_up: float
    terminal: list[Row]
    by_year: list[Row]


def plan_of(number: int, cell: Cell, *, own: bool) -> Plan:
    """The row of a cell."""
    config = cell.config
    setting = overlay_setting(cell)
    return Plan(
        cell=number,
        own=own,
        name=cell.name or config.called,
        called=config.kind.name,
        profile=config.broker_told,
        overlay=float(attrgetter(setting)(config)) if setting else 0.0,
        buffer=config.cash.buffer,
        settings=json.dumps(cell.values),
    )


def overlay_setting(cell: Cell) -> str:
    """The setting that says how large the overlay is; none of a pattern without."""
    settings = ("overlay.ratio", "options.budget")
    return next((one for one in settings if cell.config.reads(one) and cell.config.kind.contracts(cell.config)), "")


def found(plan: Plan, outcomes: Outcomes, layout: Layout, span: Span) -> Found:
    """What came of a cell."""
    own = own_paths(layout)
    return Found(
        plan,
        {event: told(outcomes, layout, event, span) for event in events_of(outcomes)},
        float(outcomes.given_up[own].mean()),
        _terminal(plan.cell, outcomes.wealth[own], outcomes.fund[own]),
        list(_by_year(plan.cell, outcomes, layout, span)),
    )


def _terminal(cell: int, wealth: Floats, fund: Floats) -> list[Row]:
    ends = zip(QUANTILES, np.quantile(wealth, QUANTILES), np.quantile(fund, QUANTILES), strict=True)
    return [(cell, *one) for one in ends]


def _by_year(cell: int, outcomes: Outcomes, layout: Layout, span: Span) -> Iterator[Row]:
    rows = {ALL: own_paths(layout)} | {kind: layout.own(place) for place, kind in enumerate(layout.kinds)}
    for kind, numbers in rows.items():
        for event in events_of(outcomes):
            if event in DATED:
                shares = without(outcomes.firsts[DATED[event]][numbers], span)
                yield from ((cell, kind, event, year, share) for year, share in enumerate(shares, start=1))


def fan_rows(cell: int, months: NDArray[np.float32]) -> Iterator[Row]:
    """Rows of `fan` from wealth by path and month, shape (paths, months + 1)."""
    for month in range(months.shape[1]):
        ends = np.quantile(months[:, month], QUANTILES)
        yield from ((cell, month, quantile, float(end)) for quantile, end in zip(QUANTILES, ends, strict=True))


def tables_of(cells: Sequence[Found], layout: Layout, confidence: float, fan: Iterable[Row]) -> dict[str, pa.Table]:
    """All tables but `paths`, by name."""
    rows: dict[str, Iterable[Row]] = {
        "cells": [one.plan for one in cells],
        "survival": [row for one in cells for row in _survival(one, layout)],
        "safe": safe_rows(cells, layout, confidence),
        "terminal": [row for one in cells for row in one.terminal],
        "by_year": [row for one in cells for row in one.by_year],
        "fan": fan,
    }
    return {name: from_rows(list(of), SCHEMAS[name]) for name, of in rows.items()}


def _survival(one: Found, layout: Layout) -> Iterator[Row]:
    for event, kinds in one.events.items():
        for kind, (interval, *when) in kinds.items():
            yield one.plan.cell, kind, event, *ends_told(interval, layout), *when


def safe_rows(cells: Sequence[Found], layout: Layout, confidence: float) -> Iterator[Row]:
    """Rows of `safe`: by account, pattern and buffer the largest overlay up to which the upper bounds of all cells hold
    an event to 1 - confidence.
    """
    groups: dict[Row, list[Found]] = {}
    for one in cells:
        groups.setdefault((one.plan.profile, one.plan.called, one.plan.buffer), []).append(one)
    for group, members in groups.items():
        ladder = sorted(members, key=lambda one: one.plan.overlay)
        for event in ladder[0].events:
            if all(event in one.events for one in ladder):
                yield *group, event, confidence, *_largest(ladder, event, layout, 1.0 - confidence)


def _largest(ladder: Sequence[Found], event: str, layout: Layout, allowed: float) -> Row:
    """(the largest overlay that is safe, its upper bound, the smallest that is not, what the former gives up)."""
    safe: Row = (np.nan, np.nan)
    given_up = np.nan
    for overlay, same in groupby(ladder, key=lambda one: one.plan.overlay):
        these = list(same)
        high = max(upper(one.events[event][ALL].interval, layout) for one in these)
        if not high <= allowed + ROUNDING:
            return *safe, overlay, given_up
        safe, given_up = (overlay, high), max(one.given_up for one in these)
    return *safe, np.nan, given_up


ROUNDING = 1e-12
"""1 - 0.99 is a bit more than 0.01."""

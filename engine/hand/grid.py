"""The grid of answers: what `overlay survive` says at every point, computed by the same machinery."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.market.market import Market
from engine.hand.request import HandRequest
from engine.survival.elsewhere import MAKE
from engine.survival.histories import block_of
from engine.survival.layout import Layout
from engine.survival.listener import Listener
from engine.survival.path_runs import PathRuns
from engine.survival.schemas import ALL
from engine.survival.store import Store
from engine.survival.study import Study
from engine.survival.survive import of_kinds
from engine.survival.tables import Found
from engine.tasks.program import key_of
from engine.tasks.unfinished import opened
from engine.words.notes import Note

EVENTS = ("forced_sale", "margin_call", "ruin", "fall_20", "fall_35", "fall_50", "below_fund")
"""What is told of a point, in this order."""
CURVES = ("forced_sale", "margin_call", "fall_20")
"""What is drawn by year."""
QUANTILES = (0.01, 0.5)
"""Of wealth at the end: the worst hundredth, and the middle."""
Columns = dict[str, Floats]


class HandGrid(NamedTuple):
    """Answers by point; runs (years, then crash rates) change slowest, then profiles, buffers, overlays.

    `columns` has, each of shape (points,): an event's probability by its name, the ends of its interval as `EVENT/low`
    and `EVENT/high` (those of simulation alone where no history was resampled); `wealth/Q` and `fund/Q` at a quantile,
    multiples of opening capital. `curves` has an event's share of paths without it, year by year, point after point.
    `market` is the first and the last day of what histories are drawn from, with its digest; `notes` has to be said.
    """

    asked: HandRequest
    columns: Columns
    curves: Columns
    market: tuple[int, int, str]
    notes: tuple[Note, ...] = ()


def hand_grid(
    asked: HandRequest, market: Market, out: Path, listener: Listener, make: MAKE = PathRuns,
    *, then: Callable[[HandGrid], object] = lambda _: None,
) -> HandGrid:  # fmt: skip
    """The answers at all points. What is done is kept below `out` until all are and `then` has done with them what it
    does: asked again after it was stopped, it goes on where it was. Raises what `survive` and `then` raise.
    """
    # the same for all, and a second's work
    block = block_of(market) if asked.terms.block is None else asked.terms.block
    key = key_of(asked.digest(market.digest), [one.config for one in asked.cells])
    with opened(out, "hand", key) as folder:
        grid = _grid(asked, market, list(_studies(asked, market, block, folder, (listener, make))))
        then(grid)
    return grid


def _studies(
    asked: HandRequest, market: Market, block: float, folder: Path, by: tuple[Listener, MAKE]
) -> Iterator[tuple[Study, list[Found]]]:
    """Each run of years and crashes, with what it found of every cell."""
    (listener, make), runs = by, asked.terms.runs()
    for place, (years, rate) in enumerate(runs):
        listener.tell(listener.say("progress.hand", place=place + 1, count=len(runs), years=years, rate=rate))
        parts = Store(folder / f"run-{place:03d}")
        study = Study((replace(asked.terms.of(years, rate), block=block), market), parts, listener, make)
        yield study, study.run(asked.cells, 0)


def _grid(asked: HandRequest, market: Market, studies: list[tuple[Study, list[Found]]]) -> HandGrid:
    """What was found, as columns."""
    told = [(one, study.layout) for study, found in studies for one in found]
    rows = [_row(one, layout) for one, layout in told]
    return HandGrid(
        asked,
        {name: np.array([row[name] for row in rows]) for name in rows[0]},
        {event: np.array([share for one, _ in told for share in _by_year(one, event)]) for event in CURVES},
        (market.days[0], market.days[-1], market.digest),
        (*asked.notes, *of_kinds(studies[0][0])),
    )


def _row(one: Found, layout: Layout) -> dict[str, float]:
    """What is told of a point, by column."""
    row: dict[str, float] = {}
    for event in EVENTS:
        probability, low, high, first, last = one.events[event][ALL].interval
        ends = (low, high) if layout.histories else (first, last)
        row |= {event: probability, f"{event}/low": ends[0], f"{event}/high": ends[1]}
    for _, quantile, wealth, fund in one.terminal:
        if quantile in QUANTILES:
            row |= {f"wealth/{quantile:g}": wealth, f"fund/{quantile:g}": fund}
    return row


def _by_year(one: Found, event: str) -> Iterator[float]:
    yield from (share for _, kind, name, _, share in one.by_year if (kind, name) == (ALL, event))

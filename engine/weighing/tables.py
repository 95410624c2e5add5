"""The tables of a result, from what came of each variant."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import pyarrow as pa

from data.base.arrow import from_rows
from engine.analysis.bootstrap import STATISTICS
from engine.analysis.fall_price import PRICE
from engine.analysis.uncertainty import Differences, Interval
from engine.survival.schemas import ALL
from engine.weighing.chances import OnPaths
from engine.weighing.episodes import Episode, Lived, lived
from engine.weighing.history import Figures, Ran
from engine.weighing.schemas import SCHEMAS
from engine.weighing.variants import WITHOUT, Variant

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Tried:
    """Everything that is told of the variants: themselves, the plan first; the runs of those that ran, by their places;
    the differences of their figures from the plan's; the crises of the plan's run; and what came of them on paths.
    """

    variants: Sequence[Variant]
    runs: Mapping[int, Ran]
    differences: Mapping[int, Differences]
    episodes: Sequence[Episode]
    on_paths: OnPaths

    @property
    def plan(self) -> Ran:
        """The plan's own run."""
        return self.runs[0]


def tables_of(tried: Tried) -> dict[str, pa.Table]:
    """All tables, by name."""
    rows: dict[str, Iterator[Row]] = {
        "variants": _variants(tried),
        "effects": _effects(tried),
        "episodes": _episodes(tried),
        "chances": _chances(tried.on_paths),
        "wealth": _wealth(tried.on_paths),
    }
    return {name: from_rows(list(of), SCHEMAS[name]) for name, of in rows.items()}


def sign(group: str) -> float:
    """What the difference of a variant from the plan is multiplied by to be an effect: that of what the variant lacks
    is the other way round.
    """
    return -1.0 if group in WITHOUT else 1.0


def _variants(tried: Tried) -> Iterator[Row]:
    for place, one in enumerate(tried.variants):
        figures = tried.runs[place].figures if place in tried.runs else [None] * len(Figures._fields)
        yield place, one.group, one.name, json.dumps(dict(one.settings)), place not in tried.runs, *figures


def _effects(tried: Tried) -> Iterator[Row]:
    for place, found in tried.differences.items():
        turned = sign(tried.variants[place].group)
        for figure in STATISTICS:
            yield place, figure, *_told(found[figure], turned)
        # a price is that of whichever fell less: it is told where that is what has the rule or the cost
        fall = found["max_drawdown"]
        if (price := found[PRICE]) and fall and turned * fall.estimate > 0.0:
            yield place, PRICE, price.estimate, price.low, price.high if price.high < inf else None, None, None


def _told(one: Interval | None, turned: float) -> Row:
    """(effect, low, high, adjusted p-value, looks) of a difference; zero has no sign."""
    if one is None:
        return (None,) * 5
    low, high = sorted((turned * one.low, turned * one.high))
    return turned * one.estimate + 0.0, low + 0.0, high + 0.0, one.adjusted_p, one.looks


def _episodes(tried: Tried) -> Iterator[Row]:
    days = tried.plan.days
    for one in tried.episodes:
        ends = [int(days[row]) for row in (one.first, one.last, one.back)]
        own = lived(tried.plan.equity, one)
        for place, run in tried.runs.items():
            found = lived(run.equity, one)
            turned = sign(tried.variants[place].group)
            yield place, one.name, *ends, found.gained, found.fall, found.gained_back, *_apart(found, own, turned)


def _apart(one: Lived, own: Lived, turned: float) -> Row:
    """Effects on the return over a crisis and on the way back."""
    pairs = (one.gained, own.gained), (one.gained_back, own.gained_back)
    return tuple(None if this is None or that is None else turned * (this - that) + 0.0 for this, that in pairs)


def _chances(found: OnPaths) -> Iterator[Row]:
    if found.result is None:
        return
    names = ("event", "probability", "low", "high", "simulation_low", "simulation_high")
    for row in found.result.table("survival").to_pylist():
        if row["kind"] == ALL:
            yield found.cells[row["cell"]], *(row[name] for name in names)


def _wealth(found: OnPaths) -> Iterator[Row]:
    if found.result is not None:
        for row in found.result.table("terminal").to_pylist():
            yield found.cells[row["cell"]], row["quantile"], row["wealth"], row["fund"]

"""What the scripts of a sweep's page draw: settings as places among their values, figures as numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.base.arrow import to_array
from engine.report.pack import pack
from engine.report.sweep_figures import WORSE, figures_of, setting_text
from engine.report.sweep_list import ALIKE, CLIFF, LISTED, OWN, PLATEAU, listed_figures
from engine.report.sweep_maps import pairs
from engine.sweeps.landscape import axes
from engine.sweeps.ranking import Ranked
from engine.sweeps.result import SweepResult
from engine.words import Words

STITCHED = ("equity", "own", "best")


def payload(result: SweepResult, found: Ranked, dashes: Sequence[str], say: Words) -> str:
    """All runs and the stitched account, packed; see `pack`."""
    along = axes(result.values)
    places = {axis.name: number for number, axis in enumerate(along)}
    facts = {
        "settings": [
            {"name": axis.name, "ordered": axis.ordered, "texts": [*map(setting_text, axis.values)]} for axis in along
        ],
        "pairs": [[places[axis.name] for axis in pair] for pair in pairs(result)],
        "figures": [{**one._asdict(), "worse": one.name in WORSE} for one in figures_of(result, say)],
        "listed": [one.name for one in listed_figures(result, say)],
        "most": LISTED,
        "sampled": bool(result.request["sample"]),
        "reasons": _reasons(result),
        "marks": [OWN, PLATEAU, CLIFF, ALIKE],
        "locale": say.language,
        "words": say.section("sweep_chart"),
        "dashes": list(dashes),
    }
    columns = _columns(result, found, along)
    figures = {f"figure/{one.name}": _numbers(result, one.name) for one in figures_of(result, say)}
    return pack({**columns, **figures, **_stitched(result)}, facts)


def _reasons(result: SweepResult) -> list[str]:
    return [why for why in result.tables["runs"]["refused"].unique().to_pylist() if why is not None]


def _columns(result: SweepResult, found: Ranked, along: Sequence[Any]) -> dict[str, NDArray[Any]]:
    """Columns by run, in the order of `runs`. `flags`: 1 the plan itself, 2 on the plateau, 4 at a cliff, 8 about as
    good as the best and not on its plateau; `rank` is the place by the criterion from 1, 0 where there is none.
    """
    table = result.tables["runs"]
    cells, reasons = table["cell"].to_pylist(), _reasons(result)
    ranks = {row["cell"]: place for place, row in enumerate(found.rows, 1)}
    flags = [
        own + 2 * (cell in found.plateau) + 4 * (cell in found.cliffs) + 8 * (cell in found.alike - found.plateau)
        for cell, own in zip(cells, table["own"].to_pylist(), strict=True)
    ]
    columns: dict[str, NDArray[Any]] = {
        "flags": np.array(flags, np.uint8),
        "rank": np.array([ranks.get(cell, 0) for cell in cells], np.int32),
        "reason": np.array(
            [-1 if why is None else reasons.index(why) for why in table["refused"].to_pylist()], np.int32
        ),
    }
    for number, axis in enumerate(along):
        at = {setting_text(value): place for place, value in enumerate(axis.values)}
        told = (at.get(setting_text(value), -1) for value in table[axis.name].to_pylist())
        columns[f"setting/{number}"] = np.fromiter(told, np.int32, len(table))
    return columns


def _numbers(result: SweepResult, name: str) -> NDArray[np.float32]:
    """A figure by run, NaN where there is none."""
    return np.array(result.tables["runs"][name].to_pylist(), np.float64).astype(np.float32)


def _stitched(result: SweepResult) -> dict[str, NDArray[Any]]:
    """The stitched account, and what stands beside it, by session."""
    if "stitched" not in result.tables:
        return {}
    table = result.tables["stitched"]
    known = [name for name in STITCHED if table[name].null_count == 0]
    columns = {f"walk/{name}": np.asarray(to_array(table[name])).astype(np.float32) for name in known}
    return {"walk/date": np.asarray(to_array(table["date"])).astype(np.int32), **columns}

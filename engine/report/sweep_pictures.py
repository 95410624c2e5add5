"""The charts of a sweep as its page first shows them: its criterion along the one setting that is a number, and the
account of the walk forward.
"""

import numpy as np

from data.base.arrow import to_array, to_numbers
from engine.report import palette
from engine.report.drawing import Ink
from engine.report.picture_chart import Across, Axis, Chart, Curve
from engine.report.picture_scale import dashes, percent, short
from engine.report.sweep_figures import figures_of
from engine.report.sweep_maps import combinations_of, numbers
from engine.sweeps.ranking import Ranked
from engine.sweeps.result import SweepResult
from engine.words import Words

LINES = 6
"""Combinations of other settings that a chart of one setting draws."""
STITCHED = ("equity", "own", "best")


def charts_of(result: SweepResult, found: Ranked, say: Words) -> dict[str, Chart]:
    """Every chart that the sweep has numbers for, by its name."""
    made = {"line": _line(result, found, say) if len(numbers(result)) == 1 else None, "walk": _walk(result, say)}
    return {name: chart for name, chart in made.items() if chart}


def _line(result: SweepResult, found: Ranked, say: Words) -> Chart:
    """The criterion along a setting, a line for each combination of the others: the plan's own first, then the best."""
    along, figure = numbers(result)[0], figures_of(result, say)[0]
    rows = result.tables["runs"].drop_columns(["months"]).to_pylist()
    ranks = {row["cell"]: place for place, row in enumerate(found.rows, 1)} | {found.own["cell"]: 0}
    groups = combinations_of(rows, list(result.values), [along.name])
    best = sorted(groups, key=lambda name: min(ranks.get(row["cell"], len(rows)) for row in groups[name]))
    inks = _inks()
    lines = []
    for place, name in enumerate(best[:LINES]):
        at = {row[along.name]: row[figure.name] for row in groups[name]}
        values = [at.get(value) for value in along.values]
        ys = np.array([np.nan if value is None else value for value in values], dtype=float)
        ink, dash = inks[place]
        lines.append(Curve(name or figure.title, ink, np.array(along.values, dtype=float), ys, dash))
    across = Across("numbers", float(along.values[0]), float(along.values[-1]), title=along.name)
    return Chart(Axis(figure.title, percent if figure.percent else "{:.4g}".format), across, curves=lines)


def _walk(result: SweepResult, say: Words) -> Chart | None:
    """The stitched account, and what stands beside it."""
    if "stitched" not in result.tables:
        return None
    table = result.tables["stitched"]
    days = to_array(table["date"]).astype(float)
    known = [name for name in STITCHED if table[name].null_count == 0]
    lines = [
        Curve(say(f"sweep_chart.walk_{name}"), ink, days, to_numbers(table[name]), dash)
        for name, (ink, dash) in zip(known, _inks(), strict=False)
    ]
    return Chart(Axis(say("sweep_chart.money"), short(say)), Across("days", days[0], days[-1]), curves=lines)


def _inks() -> list[tuple[Ink, str]]:
    strokes = palette.strokes([str(place) for place in range(LINES)])
    return [(Ink(f"line-{name}", stroke), dashes(stroke.dash)) for name, stroke in strokes.items()]

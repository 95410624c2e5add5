"""Charts of a sweep as Plotly figures."""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
import pyarrow.compute as pc
from plotly.subplots import make_subplots

from data.base.errors import ConfigError
from engine.notebook.charts import ISO, check_chart, dressed, marks, scale
from engine.report.palette import PAPER, SOURCES, Stroke, strokes
from engine.report.sweep_figures import setting_text
from engine.report.sweep_list import CLIFF, OWN
from engine.report.sweep_maps import Map, Square, combinations_of, maps, numbers, pairs, side
from engine.results.views import Theme
from engine.sweeps.ranking import name_of, ranked
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.sweeps.result import SweepResult

MONEY = ("walk", "curves")
MOST = 6
"""Maps, or lines, of one chart."""


def sweep_drawn(result: "SweepResult", what: str, *, log: bool, theme: Theme, language: str) -> go.Figure:
    """A chart: `heat`, `line`, `walk` or `curves`. Raises `ConfigError` for a chart, theme or language there is none
    of, for one that this sweep has nothing for, and for a logarithmic scale of anything but equity.
    """
    check_chart(what, theme, CHARTS, MONEY if log else CHARTS)
    say = words(language)
    figure = CHARTS[what](result, say, theme)
    if what in MONEY:
        figure.update_yaxes(title_text=say("sweep_chart.money"), hoverformat=",.0f", **scale(figure, log=log))
        figure.update_xaxes(hoverformat=ISO)
    dressed(figure, theme)
    return figure.update_layout(hovermode="closest") if what == "heat" else figure


def _heat(result: "SweepResult", say: Words, theme: Theme) -> go.Figure:
    """Maps of the criterion over the first two settings that are numbers, one for each combination of the others."""
    several = pairs(result)
    if not several:
        raise ConfigError("a chart of heat needs two settings that are numbers; this sweep has fewer")
    found, criterion = ranked(result), result.request["criterion"]
    drawn = list(islice(maps(result, found, criterion, several[0], say), MOST))
    figure = make_subplots(rows=len(drawn), cols=1, subplot_titles=[escape(one.name, quote=False) for one in drawn])
    for row, one in enumerate(drawn, start=1):
        figure.add_trace(_map(one, SOURCES["costs" if side(criterion) == "loss" else "carry"], theme), row=row, col=1)
        for line in _edges(one):
            figure.add_shape(type="line", line={"width": 4, "color": "gray"}, row=row, col=1, **line)
    figure.update_xaxes(title_text=several[0][0].name, type="category")
    figure.update_yaxes(title_text=several[0][1].name, type="category", autorange="reversed")
    return figure.update_layout(height=120 + 340 * len(drawn))


def _map(one: Map, full: Stroke, theme: Theme) -> go.Heatmap:
    def text(square: Square | None) -> str:
        marks = "" if square is None else f"{' ' + OWN if square.own else ''}{' ' + CLIFF if square.cliff else ''}"
        return square.text + marks if square else ""

    return go.Heatmap(
        x=[setting_text(value) for value in one.across.values],
        y=[setting_text(value) for value in one.down.values],
        z=[[None if square is None or square.refused else square.heat for square in squares] for squares in one.rows],
        text=[[text(square) for square in squares] for squares in one.rows],
        customdata=[[escape(square.refused) if square else "" for square in squares] for squares in one.rows],
        texttemplate="%{text}", hovertemplate="%{text}<br>%{customdata}<extra></extra>",
        zmin=0.0, zmax=1.0, colorscale=[[0.0, PAPER.colour(theme)], [1.0, full.colour(theme)]], showscale=False,
    )  # fmt: skip


def _edges(one: Map) -> list[dict[str, float]]:
    """The edge of the plateau, in places of squares."""
    ends = {"left": (0, 0, 0, 1), "right": (1, 1, 0, 1), "above": (0, 1, 0, 0), "below": (0, 1, 1, 1)}
    found = []
    for y, squares in enumerate(one.rows):
        for x, square in enumerate(squares):
            for left, right, top, bottom in (ends[edge] for edge in (square.edges if square else ())):
                across, down = x - 0.5, y - 0.5
                found.append({"x0": across + left, "x1": across + right, "y0": down + top, "y1": down + bottom})
    return found


def _line(result: "SweepResult", say: Words, theme: Theme) -> go.Figure:
    """The criterion by the first setting that is a number, a line for each combination of the others: that of the plan
    itself first, then those with the best cells.
    """
    along = numbers(result)
    if not along:
        raise ConfigError("a chart of line needs a setting that is a number; this sweep has none")
    name, criterion = along[0].name, result.request["criterion"]
    found = ranked(result)
    rows = [found.own, *(row for row in found.rows if not row["own"])]
    lines = {
        held or criterion: sorted((row[name], row[criterion]) for row in of if row[criterion] is not None)
        for held, of in islice(combinations_of(rows, list(result.values), [name]).items(), MOST)
    }
    apart = {held: ([x for x, _ in points], [y for _, y in points]) for held, points in lines.items()}
    figure = _lines(apart, theme)
    figure.update_traces(mode="lines+markers")
    figure.update_xaxes(title_text=name)
    return figure.update_yaxes(title_text=say(f"sweep_by.{criterion}"))


def _walk(result: "SweepResult", say: Words, theme: Theme) -> go.Figure:
    """The stitched account, the plan itself, and the best in hindsight."""
    if "stitched" not in result.tables:
        raise ConfigError('a chart of walk needs a walk forward; run the sweep with walk="10y/2y"')
    table = result.table("stitched")
    days = table["date"].to_pylist()
    lines = {say(f"sweep_chart.walk_{name}"): (days, table[name].to_pylist()) for name in ("equity", "own", "best")}
    return _lines(lines, theme)


def _curves(result: "SweepResult", say: Words, theme: Theme) -> go.Figure:
    """Equity of the best cells and of the plan itself."""
    if not result.request["curves"]:
        raise ConfigError("a chart of curves needs them kept; run the sweep with curves=True")
    found = ranked(result)
    shown = {row["cell"]: name_of(row, result) for row in found.rows[: MOST - 1]}
    shown[found.own["cell"]] = say("sweep_chart.own")
    table = result.table("curves")
    parts = {name: table.filter(pc.equal(table["cell"], cell)) for cell, name in shown.items()}
    return _lines({name: (of["date"].to_pylist(), of["equity"].to_pylist()) for name, of in parts.items()}, theme)


def _lines(lines: Mapping[str, tuple[Sequence[Any], Sequence[Any]]], theme: Theme) -> go.Figure:
    figure, found = go.Figure(), strokes([str(place) for place in range(len(lines))]).values()
    for (name, (x, y)), stroke in zip(lines.items(), found, strict=True):
        line = {"color": stroke.colour(theme), "dash": stroke.dash, "width": 1.8}
        figure.add_trace(go.Scatter(x=list(x), y=list(y), name=escape(name, quote=False), line=line, **marks(stroke)))
    return figure


CHARTS: dict[str, Callable[["SweepResult", Words, Theme], go.Figure]] = {
    "heat": _heat, "line": _line, "walk": _walk, "curves": _curves,
}  # fmt: skip

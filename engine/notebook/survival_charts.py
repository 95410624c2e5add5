"""Charts of a survival result as Plotly figures, for the cell in focus."""

from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from engine.notebook.charts import check_chart, dressed, marks, scale
from engine.report.palette import PAPER, SOURCES, Stroke, strokes
from engine.report.survival_heat import Grid, axis_text, grids
from engine.report.survival_rows import events_of, interval, of_cell, quantiles
from engine.results.views import Theme
from engine.survival.first_sentence import in_focus
from engine.survival.schemas import ALL
from engine.words import Words, words
from engine.words.sentence import chance, percent

if TYPE_CHECKING:
    from engine.survival.result import SurvivalResult

CHARTS = ("survival", "heat", "fan", "terminal")
WEALTH = ("fan", "terminal")
BANDS = ((0.01, 0.99, 0.13), (0.05, 0.95, 0.2), (0.25, 0.75, 0.34))
"""Quantiles between which the fan is filled, and how densely."""
ACCOUNT, FUND = SOURCES["overlay"], SOURCES["carry"]


def survival_drawn(result: "SurvivalResult", what: str, *, log: bool, theme: Theme, language: str) -> go.Figure:
    """A chart. Raises `ConfigError` for a chart, theme or language there is none of, and for a logarithmic scale of
    anything but wealth.
    """
    check_chart(what, theme, CHARTS, WEALTH if log else CHARTS)
    say = words(language)
    draw = {"survival": _survival, "heat": _heat, "fan": _fan, "terminal": _terminal}[what]
    figure = draw(result, say, theme)
    if what in WEALTH:
        figure.update_yaxes(title_text=say("survive_chart.wealth"), hoverformat=".2f", **scale(figure, log=log))
    dressed(figure, theme)
    return figure.update_layout(hovermode="closest") if what == "heat" else figure


def _survival(result: "SurvivalResult", say: Words, theme: Theme) -> go.Figure:
    """The share of paths without each event, by year."""
    rows = of_cell(result.table("by_year"), in_focus(result.tables)["cell"])
    figure = go.Figure()
    for event, stroke in strokes(events_of(result)).items():
        own = [row for row in rows if (row["event"], row["kind"]) == (event, ALL)]
        if not own:
            continue
        x, y = [0, *(row["year"] for row in own)], [1.0, *(row["share"] for row in own)]
        figure.add_trace(_line(x, y, say.told("happened", event), stroke, theme))
    figure.update_xaxes(title_text=say("survive_chart.year"))
    return figure.update_yaxes(
        title_text=say("survive_chart.share"), tickformat=".1%", hoverformat=".2%", autorangeoptions_maxallowed=1.0
    )


def _fan(result: "SurvivalResult", say: Words, theme: Theme) -> go.Figure:
    """Wealth by month: bands between quantiles, and the median."""
    rows = of_cell(result.table("fan"), in_focus(result.tables)["cell"])
    years = sorted({row["month"] / 12.0 for row in rows})
    of: dict[float, list[float]] = {}
    for row in rows:
        of.setdefault(row["quantile"], []).append(row["wealth"])
    figure, colour = go.Figure(), ACCOUNT.colour(theme)
    for low, high, density in BANDS if rows else ():
        name = say("differences.between", low=percent(low), high=percent(high))
        fill = f"rgba({','.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))},{density})"
        edge: dict[str, Any] = {"mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        figure.add_trace(go.Scatter(x=years, y=of[low], showlegend=False, **edge))
        figure.add_trace(go.Scatter(x=years, y=of[high], fill="tonexty", fillcolor=fill, name=name, **edge))
    figure.add_trace(_line(years, of.get(0.5, []), say("survive_chart.half"), ACCOUNT, theme))
    return figure.update_xaxes(title_text=say("survive_chart.year"))


def _terminal(result: "SurvivalResult", say: Words, theme: Theme) -> go.Figure:
    """Wealth at the end by quantile, of the account and of the fund alone."""
    rows = quantiles(result, in_focus(result.tables)["cell"])
    figure, names = go.Figure(), [percent(row["quantile"]) for row in rows]
    for column, word, stroke in (("wealth", "account", ACCOUNT), ("fund", "fund", FUND)):
        line = _line(names, [row[column] for row in rows], say.told("survive_chart", word), stroke, theme)
        figure.add_trace(line.update(mode="lines+markers"))
    return figure.update_xaxes(title_text=say("survive_chart.quantile"), type="category")


def _heat(result: "SurvivalResult", say: Words, theme: Theme) -> go.Figure:
    """Overlay by buffer, a map for each profile and pattern; the line between safe and not, and the user's own cell."""
    maps = grids(result, say)
    figure = make_subplots(rows=len(maps), cols=1, subplot_titles=[grid.name for grid in maps])
    for row, grid in enumerate(maps, start=1):
        figure.add_trace(_map(grid, say, theme), row=row, col=1)
        for line in _lines(grid):
            figure.add_shape(type="line", line={"width": 4, "color": "gray"}, row=row, col=1, **line)
    figure.update_xaxes(title_text=say("survive_column.overlay"), type="category")
    figure.update_yaxes(title_text=say("survive_column.buffer"), type="category", autorange="reversed")
    return figure.update_layout(height=120 + 340 * len(maps))


def _map(grid: Grid, say: Words, theme: Theme) -> go.Heatmap:
    rows = [[one and one._asdict() | {"heat": one.heat} for one in squares] for squares in grid.rows]
    text = [
        [f"{chance(one['row']['probability'])}{' ◆' if one['own'] else ''}" if one else "" for one in squares]
        for squares in rows
    ]
    told = [[interval(one["row"], say) if one else "" for one in squares] for squares in rows]
    full = SOURCES["costs"].colour(theme)
    return go.Heatmap(
        x=[axis_text(overlay) for overlay in grid.overlays],
        y=[axis_text(buffer) for buffer in grid.buffers],
        z=[[one["heat"] if one else None for one in squares] for squares in rows],
        text=text, customdata=told, texttemplate="%{text}", hovertemplate="%{text}<br>%{customdata}<extra></extra>",
        zmin=0.0, zmax=1.0, colorscale=[[0.0, PAPER.colour(theme)], [1.0, full]], showscale=False,
    )  # fmt: skip


def _lines(grid: Grid) -> list[dict[str, float]]:
    """The line between what is safe and what is not, in places of squares."""
    found = []
    for y, squares in enumerate(grid.rows):
        for x, square in enumerate(squares):
            if square and square.right:
                found.append({"x0": x + 0.5, "x1": x + 0.5, "y0": y - 0.5, "y1": y + 0.5})
            if square and square.below:
                found.append({"x0": x - 0.5, "x1": x + 0.5, "y0": y + 0.5, "y1": y + 0.5})
    return found


def _line(x: list[Any], y: list[float], name: str, stroke: Stroke, theme: Theme) -> go.Scatter:
    line = {"color": stroke.colour(theme), "dash": stroke.dash, "width": 1.8}
    return go.Scatter(x=x, y=y, name=name, cliponaxis=False, line=line, **marks(stroke))

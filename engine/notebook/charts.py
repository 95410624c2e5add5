"""Charts of runs as Plotly figures, for notebooks. Plotly is an extra: importing this module
without it raises `MissingPackage`.
"""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from data.base.errors import ConfigError, MissingPackage
from data.base.meant import hint
from engine.notebook.log_ticks import log_ticks
from engine.notebook.looked_at import runs_of
from engine.report.palette import Stroke, strokes_of
from engine.results.run import RunResult
from engine.results.views import Theme
from engine.words import Words, words

try:
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots
except ImportError:
    raise MissingPackage("a chart", "plotly") from None

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pyarrow as pa

    from engine.comparison.comparison import Comparison

    Values = list[float | None]

CHARTS = ("equity", "drawdown", "exposure", "margin")
TEMPLATES: dict[Theme, str] = {"light": "plotly_white", "dark": "plotly_dark"}
MARGINS = ("collateral", "maintenance")
ISO = "%Y-%m-%d"
"""How Plotly writes dates."""
MOST_MARKS = 12
"""Marks on the line of a run whose colour is another's too."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart looks: its words, its background, whether equity is on a logarithmic scale."""

    say: Words
    theme: Theme
    log: bool


def drawn(result: "RunResult | Comparison", what: str, *, log: bool, theme: Theme, language: str) -> go.Figure:
    """A chart of a run, money in account currency, or of several, their equity rebased to 100 on the first session.

    Raises `ConfigError` for a chart, theme or language there is none of, and for a logarithmic scale of anything but
    equity.
    """
    look, runs, several = _look(what, theme, language, log=log), runs_of(result), not isinstance(result, RunResult)
    if what == "margin":
        return _margin_of_several(runs, look) if several else _margin_of_one(runs, look)
    titles = _titles(look.say, _currency(runs))
    if several:
        titles["equity"] = look.say("plot.rebased")
    return _over_time(runs, what, titles[what], look, rebased=several)


def check_chart(what: str, theme: Theme, known: "Collection[str]", scaled: "Collection[str]") -> None:
    """Raises `ConfigError` for a chart or theme there is none of, and for a chart that is none of those on the scale
    that was asked for.
    """
    if what not in known:
        raise ConfigError(f"unknown chart {what!r}; {hint(what, known)}")
    if theme not in TEMPLATES:
        raise ConfigError(f"unknown theme {theme!r}; {hint(theme, TEMPLATES)}")
    if what not in scaled:
        of = f"log=True is for {' and '.join(scaled)}" if scaled else "leave log=True out"
        raise ConfigError(f"a chart of {what} has no logarithmic scale; {of}")


def _look(what: str, theme: Theme, language: str, *, log: bool) -> Look:
    check_chart(what, theme, CHARTS, ("equity",) if log else CHARTS)
    return Look(words(language), theme, log)


def _titles(say: Words, currency: str) -> dict[str, str]:
    """What stands at the vertical axis of each chart, with its unit."""
    return {
        "equity": say("plot.equity", currency=currency),
        "drawdown": say("plot.drawdown"),
        "exposure": say("plot.exposure"),
        "margin": say("plot.margin", currency=currency),
        "collateral": say("plot.axis_collateral", currency=currency),
        "maintenance": say("plot.axis_maintenance", currency=currency),
    }


COLUMNS = {"equity": "equity", "drawdown": "drawdown", "exposure": "total_exposure"}
FORMATS = {"equity": ",.0f", "drawdown": ".2%", "exposure": ".2f"}


def _over_time(
    runs: "Mapping[str, RunResult]", what: str, title: str, look: Look, *, rebased: bool = False
) -> go.Figure:
    drawn, figure = strokes_of(runs), go.Figure()
    for name, run in runs.items():
        table = run.table("equity")
        values = table[COLUMNS[what]].to_pylist()
        if what == "equity":
            values = _scaled(values, look, rebased=rebased)
        figure.add_trace(_line(table, values, name, drawn[name], look))
    form = ",.1f" if rebased and what == "equity" else FORMATS[what]
    figure.update_yaxes(title_text=title, hoverformat=form, **scale(figure, log=look.log))
    if what == "drawdown":
        figure.update_yaxes(tickformat=".1%", rangemode="tozero")
    return _dated(figure, look.theme)


def _scaled(values: "Values", look: Look, *, rebased: bool) -> "Values":
    """Equity as it is or as a multiple of the first session's, times 100; a logarithmic scale
    leaves out what is not positive.
    """
    first = values[0]
    if rebased and first:
        values = [None if value is None else 100.0 * value / first for value in values]
    return [value if value is not None and value > 0.0 else None for value in values] if look.log else values


def _margin_of_one(runs: "Mapping[str, RunResult]", look: Look) -> go.Figure:
    """Collateral as a line over the requirement as an area, on one scale from zero: the space
    between them is what is spare.
    """
    (run,), (stroke,) = runs.values(), strokes_of(runs).values()
    table = run.table("equity")
    figure = go.Figure()
    for column, fill in zip(MARGINS, (None, "tozeroy"), strict=True):
        name = _margin_name(column, look.say)
        figure.add_trace(_line(table, table[column].to_pylist(), name, stroke, look, fill=fill))
    title = _titles(look.say, _currency(runs))["margin"]
    figure.update_yaxes(title_text=title, hoverformat=",.0f", rangemode="tozero")
    return _dated(figure, look.theme)


def _margin_name(column: str, say: Words) -> str:
    return say("plot.collateral" if column == "collateral" else "plot.maintenance")


def _margin_of_several(runs: "Mapping[str, RunResult]", look: Look) -> go.Figure:
    """Collateral above, requirement below, each on its own scale: they differ by a factor of fifty or more."""
    drawn, titles = strokes_of(runs), _titles(look.say, _currency(runs))
    figure = make_subplots(rows=len(MARGINS), cols=1, shared_xaxes=True, vertical_spacing=0.06)
    for row, column in enumerate(MARGINS, start=1):
        for name, run in runs.items():
            table = run.table("equity")
            line = _line(table, table[column].to_pylist(), name, drawn[name], look)
            figure.add_trace(line.update(legendgroup=name, showlegend=row == 1), row=row, col=1)
        figure.update_yaxes(title_text=titles[column], hoverformat=",.0f", row=row, col=1)
    return _dated(figure, look.theme).update_layout(height=640)


def _currency(runs: "Mapping[str, RunResult]") -> str:
    return next(iter(runs.values())).config.capital.currency


def _line(table: "pa.Table", values: "Values", name: str, stroke: Stroke, look: Look, **more: Any) -> go.Scatter:
    """One run's values. Plotly reads tags in a name; escaped, it shows them as they were written."""
    line = {"color": stroke.colour(look.theme), "dash": stroke.dash, "width": 1.6}
    return go.Scatter(
        x=table["date"].to_pylist(), y=values, name=escape(name, quote=False), line=line, **marks(stroke), **more
    )


def marks(stroke: Stroke) -> dict[str, Any]:
    """How a line has the mark of its stroke, if it has one."""
    if not stroke.symbol:
        return {"mode": "lines"}
    return {"mode": "lines+markers", "marker": {"symbol": stroke.symbol, "size": 7, "maxdisplayed": MOST_MARKS}}


def scale(figure: go.Figure, *, log: bool) -> dict[str, Any]:
    """The scale of the vertical axis of what is drawn, with labels that do not overlap on a logarithmic one."""
    if not log:
        return {"type": "linear"}
    return {
        "type": "log",
        "tickmode": "array",
        "tickvals": log_ticks([value for one in figure.data for value in one.y]),
    }


def _dated(figure: go.Figure, theme: Theme) -> go.Figure:
    return dressed(figure, theme).update_xaxes(hoverformat=ISO)


def dressed(figure: go.Figure, theme: Theme) -> go.Figure:
    """What all charts have in common: background, legend above, one label for all runs of a session."""
    legend = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}
    return figure.update_layout(
        template=TEMPLATES[theme], hovermode="x unified", showlegend=True, legend=legend, margin={"t": 40}
    )

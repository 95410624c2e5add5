"""Charts of a portfolio as Plotly figures."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from engine.notebook.charts import ISO, check_chart, dressed, scale
from engine.portfolio.curves import WHATS, portfolio_curves
from engine.report.palette import strokes
from engine.report.portfolio_told import called
from engine.results.views import Theme
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.portfolio.result import PortfolioResult


def portfolio_drawn(result: "PortfolioResult", what: str, *, log: bool, theme: Theme, language: str) -> go.Figure:
    """A chart of the whole and of its accounts: `equity` or `drawdown`. Raises `ConfigError` for a chart, theme or
    language there is none of, and for a logarithmic scale of anything but equity.
    """
    check_chart(what, theme, WHATS, ("equity",) if log else WHATS)
    say, curves, figure = words(language), portfolio_curves(result, what), go.Figure()
    days = [day.isoformat() for day in curves["date"].to_pylist()]
    for name, stroke in strokes(curves.column_names[1:]).items():
        values = [value if value > 0.0 or not log else None for value in curves[name].to_pylist()]
        line = {"color": stroke.colour(theme), "width": 2}
        figure.add_trace(go.Scatter(x=days, y=values, name=called(name, say), line=line, mode="lines"))
    title, form = (say("plot.drawdown"), ".2%") if what == "drawdown" else (_money(result, say), ",.0f")
    figure.update_yaxes(title_text=title, hoverformat=form, **scale(figure, log=log))
    figure.update_xaxes(hoverformat=ISO)
    return dressed(figure, theme)


def _money(result: "PortfolioResult", say: Words) -> str:
    return say("plot.equity", currency=result.currency)

"""Charts of a result of `overlay worth` as Plotly figures: what each rule and cost does, with its interval."""

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from engine.notebook.charts import check_chart, dressed
from engine.report.palette import SOURCES
from engine.report.weighed import Weighed, weighed
from engine.report.worth_rows import label
from engine.results.views import Theme
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.weighing.result import WorthResult

CHARTS = {"worth": ("cagr", "worth_chart.effect"), "fall": ("max_drawdown", "worth_chart.fall")}
"""Charts, the figure on which each shows effects, and what it is called."""
COLOURS = {"rules": SOURCES["overlay"], "costs": SOURCES["costs"]}


def worth_drawn(result: "WorthResult", what: str, *, log: bool, theme: Theme, language: str) -> go.Figure:
    """A chart. Raises `ConfigError` for a chart, theme or language there is none of, and for a logarithmic scale."""
    check_chart(what, theme, CHARTS, () if log else CHARTS)
    say, (figure, title) = words(language), CHARTS[what]
    drawn = go.Figure()
    for group, ones in weighed(result).items():
        if group != "plan":
            drawn.add_trace(_bars(group, ones, figure, say, theme))
    drawn.update_xaxes(title_text=say(title), tickformat="+.1%", hoverformat="+.2%")
    drawn.update_yaxes(autorange="reversed")
    dressed(drawn, theme)
    return drawn.update_layout(hovermode="closest")


def _bars(group: str, ones: list[Weighed], figure: str, say: Words, theme: Theme) -> go.Bar:
    """Bars of a group, downwards, with whiskers where there are intervals."""
    effects = [one.effect(figure) or 0.0 for one in ones]
    ends = [
        (row["low"], row["high"]) if (row := one.told(figure)) else (effect, effect)
        for one, effect in zip(ones, effects, strict=True)
    ]
    above = [max(high - effect, 0.0) for (_, high), effect in zip(ends, effects, strict=True)]
    below = [max(effect - low, 0.0) for (low, _), effect in zip(ends, effects, strict=True)]
    return go.Bar(
        x=effects,
        y=[label(one, say) for one in ones],
        name=say(f"worth_group.{group}"),
        orientation="h",
        error_x={"type": "data", "symmetric": False, "array": above, "arrayminus": below},
        marker_color=COLOURS.get(group, SOURCES["carry"]).colour(theme),
    )

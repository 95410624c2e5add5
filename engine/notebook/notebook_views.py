"""What a run or a comparison is shown by: `engine.results.views.Views`."""

from typing import TYPE_CHECKING

from engine.notebook.cards import card
from engine.notebook.lines import lines

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from engine.comparison.comparison import Comparison
    from engine.results.run import RunResult
    from engine.results.views import Theme

__all__ = ["card", "figure", "lines"]


def figure(result: "RunResult | Comparison", what: str, *, log: bool, theme: "Theme", language: str) -> "go.Figure":
    """A chart. Raises `ConfigError` for one there is none of, `MissingPackage` without Plotly."""
    from engine.notebook.charts import drawn  # noqa: PLC0415  (Plotly is an extra)

    return drawn(result, what, log=log, theme=theme, language=language)

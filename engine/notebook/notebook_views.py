"""What a run, a comparison or an answer is shown by: `engine.results.views.Views`."""

from typing import TYPE_CHECKING

from engine.notebook import cards, portfolio_cards, survival_cards, sweep_cards, tonight_cards, worth_cards
from engine.notebook import lines as at_prompt
from engine.portfolio.result import PortfolioResult
from engine.results.views import Shown
from engine.survival.result import SurvivalResult
from engine.sweeps.result import SweepResult
from engine.weighing.result import WorthResult

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from engine.comparison.comparison import Comparison
    from engine.evening.tonight import Tonight
    from engine.results.run import RunResult
    from engine.results.views import Theme

    Result = RunResult | Comparison | SurvivalResult | SweepResult | WorthResult | PortfolioResult


def lines(result: "Result | Tonight") -> str:
    """Headline figures as text."""
    if not isinstance(result, Shown):
        return tonight_cards.tonight_text(result)
    if isinstance(result, PortfolioResult):
        return portfolio_cards.portfolio_lines(result)
    if isinstance(result, WorthResult):
        return worth_cards.worth_lines(result)
    if isinstance(result, SweepResult):
        return sweep_cards.sweep_lines(result)
    return survival_cards.survival_lines(result) if isinstance(result, SurvivalResult) else at_prompt.lines(result)


def card(result: "Result | Tonight") -> str:
    """The same as a table in HTML, with the notes."""
    if not isinstance(result, Shown):
        return tonight_cards.tonight_card(result)
    if isinstance(result, PortfolioResult):
        return portfolio_cards.portfolio_card(result)
    if isinstance(result, WorthResult):
        return worth_cards.worth_card(result)
    if isinstance(result, SweepResult):
        return sweep_cards.sweep_card(result)
    return survival_cards.survival_card(result) if isinstance(result, SurvivalResult) else cards.card(result)


def figure(result: "Result", what: str, *, log: bool, theme: "Theme", language: str) -> "go.Figure":
    """A chart. Raises `ConfigError` for one there is none of, `MissingPackage` without Plotly."""
    from engine.notebook.charts import drawn  # noqa: PLC0415  (Plotly is an extra)

    if isinstance(result, PortfolioResult):
        from engine.notebook.portfolio_charts import portfolio_drawn  # noqa: PLC0415

        return portfolio_drawn(result, what, log=log, theme=theme, language=language)
    if isinstance(result, WorthResult):
        from engine.notebook.worth_charts import worth_drawn  # noqa: PLC0415

        return worth_drawn(result, what, log=log, theme=theme, language=language)
    if isinstance(result, SweepResult):
        from engine.notebook.sweep_charts import sweep_drawn  # noqa: PLC0415

        return sweep_drawn(result, what, log=log, theme=theme, language=language)
    if not isinstance(result, SurvivalResult):
        return drawn(result, what, log=log, theme=theme, language=language)
    from engine.notebook.survival_charts import survival_drawn  # noqa: PLC0415

    return survival_drawn(result, what, log=log, theme=theme, language=language)

"""Charts of a page as they stand in it before anything draws them, and on paper."""

from collections.abc import Mapping

from markupsafe import Markup

from engine.report.drawing import Sheet, in_page
from engine.report.picture import Panel, drawn
from engine.report.picture_chart import Chart

WIDTH, HEIGHT = 1400, 600


def stills(charts: Mapping[str, Chart]) -> dict[str, Markup]:
    """An element for each chart, by its name."""
    return {name: in_page(Sheet(WIDTH, HEIGHT, "", "", drawn(chart, PAGE))) for name, chart in charts.items()}


PAGE = Panel(0.0, 0.0, WIDTH, HEIGHT)

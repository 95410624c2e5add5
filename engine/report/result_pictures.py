"""What a saved result is on paper: its page, and each of its charts as a drawing with a title."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from data.base.errors import ConfigError
from data.intake.benchmark_file import Benchmark
from engine.comparison.comparison import Comparison
from engine.journal.followed import Followed
from engine.portfolio.result import PortfolioResult
from engine.report import journal_pictures, survival_picture, survival_pictures, sweep_pictures
from engine.report.drawing import Shape, Sheet, Text, wide, wrapped
from engine.report.first_screen import market_of
from engine.report.headlines import period_and_capital
from engine.report.journal_page import journal_html
from engine.report.kind_pictures import all_charts
from engine.report.page import report_html
from engine.report.picture import GREY, Panel, drawn
from engine.report.picture_chart import Chart
from engine.report.survival_page import survival_html
from engine.report.sweep_page import sweep_html
from engine.report.worth_page import worth_html
from engine.survival.result import SurvivalResult
from engine.sweeps.ranking import ranked
from engine.sweeps.result import SweepResult
from engine.weighing.result import WorthResult
from engine.words import Words

Result = Comparison | SurvivalResult | SweepResult | WorthResult | PortfolioResult | Followed
WIDTH, HEIGHT, EDGE = 1400, 860, 40.0
WHOLE = "survival"
"""What the picture of a whole survival result is called."""


class Charts(NamedTuple):
    """Charts by their names, the section of words with their titles, and what is said of all of them."""

    charts: Mapping[str, Chart]
    section: str
    told: str


def page_of(result: Result, language: str, benchmark: Benchmark | None = None) -> str:
    """The page of a result, that of runs held against a benchmark (None: the index). Raises `ConfigError` for a
    language there is none of, and for a benchmark without values in the period.
    """
    if isinstance(result, Comparison):
        return report_html(result, language, benchmark)
    makers: dict[type, Callable[[Any, str], str]] = {
        SurvivalResult: survival_html, SweepResult: sweep_html, WorthResult: worth_html, Followed: journal_html,
        PortfolioResult: _portfolio,
    }  # fmt: skip
    return makers[type(result)](result, language)


def _portfolio(result: PortfolioResult, language: str) -> str:
    """The page of a portfolio."""
    from engine.report.portfolio_page import portfolio_html  # noqa: PLC0415

    return portfolio_html(result, language)


def sheet_of(result: Result, what: str, say: Words, benchmark: Benchmark | None = None) -> Sheet:
    """A chart of a result as its page first shows it, with its title and what it is of; the first one where none is
    named, of a survival result its whole picture; runs are held against a benchmark as on their page. Raises
    `ConfigError` for one that it has not, and as `page_of` does.
    """
    if isinstance(result, SurvivalResult) and what in {"", WHOLE}:
        return survival_picture.sheet(result, say)
    found = _charts(result, say, benchmark)
    known = [*found.charts, *([WHOLE] if isinstance(result, SurvivalResult) else [])]
    if not known:
        raise ConfigError("there is no chart of this result; --pdf FILE writes its page")
    what = what or known[0]
    if what not in found.charts:
        raise ConfigError(f"there is no chart {what!r} of this result; it has {', '.join(known)}")
    return _sheet(found.charts[what], _title(result, f"{found.section}.{what}", say), found.told)


def _title(result: Result, key: str, say: Words) -> str:
    """What a chart is called; one that only some runs have, or that speaks of their market, by words of its own."""
    if isinstance(result, Comparison) and (own := f"kind_{key}") in say.sentences:
        return say(own, market=market_of(next(iter(result.runs.values())), say))
    return say(key)


def _charts(result: Result, say: Words, benchmark: Benchmark | None) -> Charts:
    if isinstance(result, Comparison):
        return Charts(all_charts(result, say, benchmark), "chart", period_and_capital(result.runs, say))
    if isinstance(result, SurvivalResult):
        asked, market = result.request, result.manifest["market"]
        span = {"paths": asked["paths"], "years": asked["years"], "first": market["first"], "last": market["last"]}
        return Charts(survival_pictures.charts_of(result, say), "survive_chart", say("survive.span", **span))
    if isinstance(result, SweepResult):
        told = str(result.manifest["market"].get("index", ""))
        return Charts(sweep_pictures.charts_of(result, ranked(result), say), "sweep_chart", told)
    if isinstance(result, Followed):
        told = period_and_capital({"account": result.run}, say)
        return Charts(journal_pictures.charts_of(result, say), "journal_chart", told)
    return Charts({}, "", "")


def _sheet(chart: Chart, title: str, told: str) -> Sheet:
    """A chart below its title."""
    lines = wrapped(told, int((WIDTH - 2 * EDGE) / wide("x")))
    shapes: list[Shape] = [Text(EDGE, 70.0, title, size=40, bold=True)]
    shapes += [Text(EDGE, 112.0 + 32.0 * place, line, GREY) for place, line in enumerate(lines)]
    top = 106.0 + 32.0 * len(lines)
    shapes += drawn(chart, Panel(EDGE, top, WIDTH - 2 * EDGE, HEIGHT - top - 50.0))
    shapes.append(Text(WIDTH - EDGE, HEIGHT - 18.0, "mmf-overlay", GREY, "end", 20.0))
    return Sheet(WIDTH, HEIGHT, title, told, shapes)

"""`overlay report`: the page of a run, a comparison or an answer."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from data.base.errors import ResultError
from engine.cli.benchmark import benchmark_option, read_given
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import as_json, inside, language, named, refuse_same
from engine.cli.paper_open import JOURNALS, aside, opened
from engine.cli.printing import AskedPaper, paper_options
from engine.cli.regimes import AskedRegimes, regime_options
from engine.cli.showing import print_json, printed

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.intake.benchmark_file import Benchmark
    from engine.comparison.comparison import Comparison
    from engine.journal.followed import Followed
    from engine.portfolio.result import PortfolioResult
    from engine.report.result_pictures import Result
    from engine.survival.result import SurvivalResult
    from engine.sweeps.result import SweepResult
    from engine.weighing.result import WorthResult

HELD_AGAINST = ("equity", "drawdown", "outcomes", "recoveries")
"""Charts that show a benchmark."""


@click.command()
@named
@inside
@click.option(
    "--to", "target", type=click.Path(path_type=Path), help="File to write (default: report.html in the folder)."
)
@paper_options
@click.option("--force", is_flag=True, help="Write over files that are named and exist.")
@benchmark_option
@click.option("--open", "shown", is_flag=True, help="Open it in the browser.")
@regime_options
@market_options
@as_json
@language
def report(
    *, market_files: MarketFiles, named: str, inside: Path, target: Path | None, paper: AskedPaper, force: bool,
    shown: bool, regimes: AskedRegimes, benchmark: str | None, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Write the report of a saved run, comparison, answer or paper journal: one HTML file that needs no network.

    RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in; or the name of a
    journal, there or in paper. With --pdf or --picture only that is written, and the HTML file where --to names it.
    \f
    Raises `ResultError` for what is no result, and for a file that exists, `UsageError` for options that do nothing,
    `Refused` and `ConfigError` for a benchmark that cannot be used.
    """
    from engine.report.result_pictures import page_of  # noqa: PLC0415
    from engine.results.folders import refuse_existing, write_text  # noqa: PLC0415
    from engine.saved.listing import kind_of  # noqa: PLC0415

    folder = _folder(named, inside)
    paper.check()
    refuse_same({"--to": target, **paper.files})
    for path in (target, *paper.files.values()):
        if path:
            refuse_existing(path, force=force)
    page = target or (None if paper.files else _own_page(folder, language))
    if benchmark and kind_of(folder) not in {"run", "comparison"}:
        raise ResultError(f"{folder}: --benchmark is for the report of a run or of a comparison")
    if benchmark and paper.what and paper.what not in HELD_AGAINST and not (paper.pdf or target):
        raise click.UsageError(
            f"--benchmark is drawn in {', '.join(HELD_AGAINST)}; --what {paper.what} shows nothing of it"
        )
    result, given = _result(folder, regimes, market_files), read_given(benchmark)
    written = []
    if page:
        written.append(write_text(page, page_of(result, language, given), force=force or not target))
    written += paper.write(result, language, given, force=force)
    if as_json:
        told = {"folder": str(folder), "kind": kind_of(folder) or "journal"}
        print_json("report", {**told, "files": [str(path) for path in written]})
    else:
        printed("\n".join(map(str, written)))
    if shown:
        click.launch(written[0].resolve().as_uri())


def _result(folder: Path, regimes: AskedRegimes, market_files: MarketFiles) -> "Result":
    """What a folder holds; a run as a comparison with nothing but bills."""
    from engine.portfolio.result import load_portfolio  # noqa: PLC0415
    from engine.saved.listing import kind_of  # noqa: PLC0415
    from engine.survival.result import load_survival  # noqa: PLC0415
    from engine.sweeps.result import load_sweep  # noqa: PLC0415
    from engine.weighing.result import load_worth  # noqa: PLC0415

    kind = kind_of(folder)
    if regimes.anything and kind != "run":
        raise ResultError(f"{folder}: --regimes and --regime-rule are for the report of a run; compare again with them")
    if kind is None:
        return _journal(folder, market_files)
    answers: dict[str, Callable[[Path], Result]] = {
        "survival": load_survival, "sweep": load_sweep, "worth": load_worth, "portfolio": load_portfolio,
    }  # fmt: skip
    return answers[kind](folder) if kind in answers else _comparison(folder, regimes, market_files)


def _folder(named: str, inside: Path) -> Path:
    """The folder of a result, or of a journal where that is what is named."""
    from engine.journal.begin import is_journal, path_of  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    place = next((place for place in (inside, JOURNALS) if is_journal(named, place)), None)
    return find(named, inside) if place is None else path_of(named, place)


def _journal(folder: Path, files: MarketFiles) -> "Followed":
    """All that a journal tells. Raises `ResultError` as `followed` does."""
    from engine.journal.followed import followed  # noqa: PLC0415

    paper, market = opened(str(folder), folder.parent, files)
    with aside():
        return followed(paper, market)


def _own_page(folder: Path, language: str) -> Path:
    """The page in the folder of a result. Raises `ResultError` for a link: who made the folder would say what is
    written over.
    """
    page = folder / file_name(language)
    if page.is_symlink():
        raise ResultError(f"{page}: is a link, and a page of a folder is none; remove it, or name a file with --to")
    return page


def write_page(comparison: "Comparison", path: Path, language: str, benchmark: "Benchmark | None" = None) -> Path:
    """Write the page of a comparison, held against the index or a benchmark of one's own; its path."""
    from engine.report.page import write_report  # noqa: PLC0415

    return write_report(comparison, path, language, benchmark)


def write_survival_page(result: "SurvivalResult", path: Path, language: str) -> Path:
    """Write the page of a survival result; its path."""
    from engine.report.survival_page import write_survival_report  # noqa: PLC0415

    return write_survival_report(result, path, language)


def write_sweep_page(result: "SweepResult", path: Path, language: str) -> Path:
    """Write the page of a sweep; its path."""
    from engine.report.sweep_page import write_sweep_report  # noqa: PLC0415

    return write_sweep_report(result, path, language)


def write_worth_page(result: "WorthResult", path: Path, language: str) -> Path:
    """Write the page of a result of `overlay worth`; its path."""
    from engine.report.worth_page import write_worth_report  # noqa: PLC0415

    return write_worth_report(result, path, language)


def write_portfolio_page(result: "PortfolioResult", path: Path, language: str) -> Path:
    """Write the page of a portfolio; its path."""
    from engine.report.portfolio_page import write_portfolio_report  # noqa: PLC0415

    return write_portfolio_report(result, path, language)


def file_name(language: str) -> str:
    """What a report is called in the folder of its result."""
    return "report.html" if language == "en" else f"report.{language}.html"


def _comparison(folder: Path, regimes: AskedRegimes, market_files: MarketFiles) -> "Comparison":
    """A saved comparison, or a saved run compared with nothing but bills."""
    from engine.assembly.market_seen import market_for  # noqa: PLC0415
    from engine.comparison.compared import compare_results  # noqa: PLC0415
    from engine.results.run import RunResult  # noqa: PLC0415
    from engine.saved.run_lookup import load  # noqa: PLC0415

    saved = load(folder)
    if isinstance(saved, RunResult):
        market = market_for(saved.config, market_files.open(saved.shipped_market))
        scheme = regimes.scheme([saved.config])
        return compare_results({saved.config.called: saved}, market, scheme, as_it_is_today=True)
    return saved


COMMANDS = (report,)

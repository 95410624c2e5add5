"""`overlay paper judge` and `rehearse`: whether a month passed without an accident, and what follows from it."""

import sys
from calendar import monthrange
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.days import day_of
from data.base.errors import ConfigError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import a_plan, as_json, assignments, language, plan_asked
from engine.cli.options import pattern as a_pattern
from engine.cli.paper_open import journal, journals, opened
from engine.cli.progress import progress
from engine.cli.showing import print_json, printed
from engine.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.market.market import Market
    from engine.journal.judge import Judgement
    from engine.journal.trial import Trial
    from engine.results.run import RunResult

PATHS = "Made-up histories of each kind that the next size is put through; 0 leaves them out."
paths = click.option("--paths", type=click.IntRange(0), default=200, show_default=True, help=PATHS)
years = click.option("--years", type=click.IntRange(1, 40), default=10, show_default=True, help="Length of such a one.")


@click.command()
@journal
@click.option("--month", metavar="YYYY-MM", help="Which month (default: the last that is over).")
@journals
@click.option("--results", type=click.Path(path_type=Path), default=Path("results"), show_default=True,
    help="Where saved runs are looked for.")  # fmt: skip
@paths
@years
@market_options
@as_json
@language
def judge(
    *, name: str | None, month: str | None, inside: Path, results: Path, market_files: MarketFiles, as_json: bool,
    language: str, **asked: int,
) -> None:  # fmt: skip
    """Judge a month of a journal, or of a saved run: accident yes or no, never profit; then `again`, `one step up` or
    `stop`, with reasons. Exit status 1 where it is to stop.
    """
    from engine.journal.as_run import as_run  # noqa: PLC0415
    from engine.journal.begin import is_journal  # noqa: PLC0415
    from engine.journal.rehearsal import trial_kept, unlooked  # noqa: PLC0415
    from engine.report.paper_lines import plain_journal  # noqa: PLC0415
    from engine.report.run_plain import plain_name  # noqa: PLC0415

    if name is not None and not is_journal(name, inside):
        run = _saved(name, results)
        _tell(_of_run(run, month), words(language), as_json=as_json, of=plain_name(run))
        return
    paper, market = opened(name, inside, market_files)
    say = words(language)
    found = _judged(
        as_run(paper, market), month, trial_kept(paper), unlooked(paper), _Going(market, asked, say, as_json)
    )
    _tell(found, say, as_json=as_json, of=plain_journal(paper))


@click.command()
@a_plan
@click.option("--from", "begin", type=click.DateTime(("%Y-%m",)), required=True, metavar="YYYY-MM",
    help="Month of history on whose first session the account is opened.")  # fmt: skip
@click.option("--month", type=click.DateTime(("%Y-%m",)), metavar="YYYY-MM",
    help="The month that is judged, where it is a later one.")  # fmt: skip
@click.option("--contracts", type=click.IntRange(1), help="Size of the trial (default: the smallest).")
@click.option("--full", is_flag=True, help="At the plan's own size, in place of a trial.")
@click.option("--keep", type=click.Path(path_type=Path), metavar="FOLDER", help="Keep the journal, as this folder.")
@paths
@years
@a_pattern
@assignments
@market_options
@as_json
@language
def rehearse(
    *, begin: datetime, month: datetime | None, contracts: int | None, full: bool,
    keep: Path | None, pattern: str | None, file: Path | None, assignments: tuple[str, ...], market_files: MarketFiles,
    as_json: bool, language: str, **asked: int,
) -> None:  # fmt: skip
    """Rehearse a trial of a plan (default: pattern A) in a month of history: begin, step, judge.

    Exit status 1 where it is to stop.
    \f
    Raises `ConfigError` for a size beside --full, and what `rehearsed` raises.
    """
    from engine.journal.as_run import as_run  # noqa: PLC0415
    from engine.journal.rehearsal import Rehearsal, rehearsed  # noqa: PLC0415
    from engine.report.judge_lines import plain_trial, trial_lines  # noqa: PLC0415
    from engine.report.paper_lines import plain_journal  # noqa: PLC0415

    if full and contracts is not None:
        raise ConfigError("--contracts has no effect with --full, the plan's own size; leave one of them out")
    config, market, say = plan_asked(file, pattern, assignments), market_files.open(), words(language)
    with TemporaryDirectory() as temporary:
        ends = month or begin
        last = ends.replace(day=monthrange(ends.year, ends.month)[1])
        asked_for = Rehearsal(day_of(begin.date()), day_of(last.date()), contracts, full)
        paper, begun = rehearsed(keep or Path(temporary) / "rehearsal", config, market, asked_for)
        run = as_run(paper, market)
    found = _judged(run, f"{ends:%Y-%m}", begun.trial if begun else None, None, _Going(market, asked, say, as_json))
    if begun and not as_json:
        printed("\n".join(trial_lines(begun, say)))
    more = plain_trial(begun, say) if begun else {}
    folder = str(paper.path) if keep else None
    _tell(found, say, as_json=as_json, of={**plain_journal(paper), "folder": folder, **more})


def _saved(name: str, results: Path) -> "RunResult":
    from engine.results.run import load_run  # noqa: PLC0415
    from engine.saved.run_lookup import find  # noqa: PLC0415

    return load_run(find(name, results, ("run",)))


def _of_run(run: "RunResult", month: str | None) -> "Judgement":
    from engine.journal.judge import judged, seen_in  # noqa: PLC0415

    return judged(seen_in(run, month), None, is_trial=False)


class _Going(NamedTuple):
    """How a judgement is gone about: market, paths and years of the next size, language, and whether to be silent."""

    market: "Market"
    asked: dict[str, int]
    say: Words
    quiet: bool


def _judged(
    run: "RunResult", month: str | None, trial: "Trial | None", unlooked: "Mapping[str, int] | None", going: _Going
) -> "Judgement":
    """The judgement of a month with the next size of a trial, where it has one."""
    from engine.cli.survive import a_listener  # noqa: PLC0415
    from engine.journal.judge import judged, seen_in  # noqa: PLC0415
    from engine.journal.next_size import Paths, next_size  # noqa: PLC0415

    seen = seen_in(run, month, unlooked)
    if trial is None:
        return judged(seen, None, is_trial=False)
    with progress(going.say, quiet=going.quiet) as passing:
        listener = a_listener(None, going.say, passing, quiet=passing is None)
        following = next_size(run, trial, going.market, Paths(**going.asked), listener)
    return judged(seen, following, is_trial=True)


def _tell(found: "Judgement", say: Words, *, as_json: bool, of: "Mapping[str, Any]") -> None:
    from engine.journal.judge import Ruling  # noqa: PLC0415
    from engine.report.judge_lines import judge_lines, plain_judgement  # noqa: PLC0415

    if as_json:
        print_json("paper-judge", {**of, **plain_judgement(found, say)})
    else:
        printed("\n".join(judge_lines(found, say)))
    if found.ruling == Ruling.STOP:
        sys.exit(1)


JUDGING = (judge, rehearse)

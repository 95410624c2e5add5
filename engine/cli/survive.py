"""`overlay survive` and `overlay replay`: made-up histories through the account, and one of them in full."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli import completing
from engine.cli.cluster import scheduler_option, workers_at
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import Output, a_plan, as_json, inside, language, named, out, plan_asked, run_options
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import Tell, progress
from engine.cli.report import file_name, write_page, write_survival_page
from engine.cli.showing import print_json, printed, show_survival
from engine.cli.values import MANY, SHARE, Lengths, Word
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.survival.listener import Listener
    from engine.survival.replay import Replayed
    from engine.survival.request import SurvivalRequest, SurvivalTerms

VARY = (
    "Try values of a setting: KEY=A,B or KEY=FIRST:LAST:STEP, such as overlay.ratio=0.1:0.5:0.1; several make a grid."
)
FIND = (
    "Search the largest overlay, the smallest buffer, or the largest yearly withdrawal that is safe at --confidence, "
    "and what it costs."
)
POOR = (
    "What an account that is lived from must have left, in money of the first day, as a share of its opening capital."
)
PICTURE = "Write map, curves and fan as one picture too: FILE.svg."
CRASH = "The worst day of a year, and how often a year it comes again: 1987:0.025, an assumption of yours."

PORTFOLIO = "Accounts of a portfolio's plan (TOML) on the same histories: how often any, all, each is sold by force."
ABSENT = "Leave the account alone for so many sessions, from a random evening of each history: 0,1,2,3,5,9,14,21,42."


@click.command()
@a_plan
@a_pattern
@click.option("--portfolio", type=click.Path(path_type=Path), metavar="PLAN", help=PORTFOLIO)
@click.option("--vary", multiple=True, metavar="KEY=VALUES", help=VARY, shell_complete=completing.settings)
@click.option("--years", type=int, default=20, show_default=True, help="Length of a history.")
@click.option("--paths", type=int, default=10_000, show_default=True, help="Histories of each kind.")
@click.option(
    "--histories", type=int, default=200, show_default=True, help="Resampled sources, for an interval that is true."
)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--block", type=click.FloatRange(1.0), help="Mean length of blocks, sessions (default: from the market).")
@click.option("--crash", "crashes", multiple=True, metavar="YEAR:RATE", help=CRASH)
@click.option("--drift", type=SHARE, help="Mean growth of the index a year, logarithm (default: as it was).")
@click.option("--confidence", type=SHARE, default=0.99, show_default=True, help="What is called safe.")
@click.option("--find", type=Word(("overlay", "buffer", "withdrawal")), help=FIND)
@click.option("--poor", type=SHARE, default=0.25, show_default=True, help=POOR)
@click.option("--picture", type=click.Path(path_type=Path), help=PICTURE)
@click.option("--history", is_flag=True, help="Also run every real start date that so many years are left from.")
@click.option("--absent", type=Lengths(), default="", metavar="SESSIONS", help=ABSENT)
@click.option("--threads", type=MANY, help="Threads (default: one for each processor).")
@scheduler_option
@market_options
@run_options
def survive(
    *, file: Path | None, pattern: str | None, portfolio: Path | None, vary: tuple[str, ...], threads: int | None,
    picture: Path | None, address: str | None, market_files: MarketFiles, assignments: tuple[str, ...],
    output: Output, **terms: Any,
) -> None:  # fmt: skip
    """Will the account be thrown out? Run a plan through thousands of histories drawn from the market, and say how
    often it ends in a forced sale, and what is left.

    A command that was stopped goes on where it was when it is given again.
    \f
    Raises `ConfigError` for settings and terms that cannot be, `click.UsageError` for settings beside a portfolio.
    """
    from engine.survival.request import SurvivalTerms, request_of  # noqa: PLC0415

    asked_of = SurvivalTerms(**terms)
    if portfolio:
        if file or pattern or vary or assignments:
            raise click.UsageError(
                "a portfolio has its settings in its plan; leave CONFIG, --pattern, --set, --vary out"
            )
        asked = _of_portfolio(portfolio, asked_of)
    else:
        asked = request_of(plan_asked(file, pattern, assignments), vary, asked_of)
    survive_and_show(asked, market_files, output, (threads, address), picture)


def _of_portfolio(plan: Path, terms: "SurvivalTerms") -> "SurvivalRequest":
    from engine.portfolio.plan import load_plan  # noqa: PLC0415
    from engine.survival.accounts import portfolio_request  # noqa: PLC0415

    return portfolio_request(load_plan(plan), terms)


def survive_and_show(
    asked: "SurvivalRequest",
    files: MarketFiles,
    output: Output,
    by: tuple[int | None, str | None],
    picture: Path | None = None,
) -> None:
    """Answer a question, save the answer with its page, and its picture where one is wanted, and print it; `by` so many
    threads, or the workers of a scheduler at an address.
    """
    from engine.report.survival_picture import check_picture, write_picture  # noqa: PLC0415
    from engine.survival.survive import survived  # noqa: PLC0415

    say = words(output.language)
    if picture:
        # before the paths, not minutes after they began
        check_picture(picture, say)
    threads, address = by
    with progress(say, quiet=output.as_json) as passing, workers_at(address) as executor:
        listener = a_listener(threads, say, passing, quiet=output.as_json)._replace(executor=executor)
        result = survived(asked, files.open(), output.out, listener)
        page = write_survival_page(result, result.path / file_name(say.language), say.language) if result.path else None
    if picture:
        write_picture(result, picture, say.language)
    show_survival(result, say, as_json=output.as_json)
    if not output.as_json:
        printed(say("said.report", path=page))
    if picture and not output.as_json:
        printed(say("said.picture", path=picture))


def a_listener(threads: int | None, say: Words, passing: Tell | None, *, quiet: bool) -> "Listener":
    """What has to be known is told on standard error whoever looks; what passes over the line before it, or where there
    is no terminal once.
    """
    from engine.fast.announce import announce  # noqa: PLC0415
    from engine.survival.listener import Listener  # noqa: PLC0415
    from engine.tasks.workers import cores  # noqa: PLC0415

    unheard: Tell = lambda _text: None  # noqa: E731
    return Listener(
        threads or cores(), say, lambda text: click.echo(text, err=True), passing or (unheard if quiet else announce)
    )


@click.command()
@named
@inside
@click.option("--path", "number", type=click.IntRange(0), help="Number of the path.")
@click.option("--start", type=click.DateTime(["%Y-%m-%d"]), help="A real start date, of a result with --history.")
@click.option("--cell", type=click.IntRange(0), default=0, show_default=True, help="Number of the settings tried.")
@market_options
@out
@as_json
@language
def replay(
    *, named: str, inside: Path, number: int | None, start: datetime | None, cell: int, market_files: MarketFiles,
    out: Path, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Run one path of a survival result once more, or from one of its real start dates, with full books, report and
    audit, and save it as a run.

    RUN is a path, `latest`, or the beginning or another part of just one folder's name in --in.
    \f
    Raises `ResultError` for what is no survival result, and for a path or a start date that it has not.
    """
    from engine.saved.run_lookup import find  # noqa: PLC0415
    from engine.survival.replay import replay as replayed  # noqa: PLC0415
    from engine.survival.replay import replay_start  # noqa: PLC0415
    from engine.survival.result import load_survival  # noqa: PLC0415

    result = load_survival(find(named, inside, ("survival",)))
    market = market_files.open(str(result.manifest["market"].get("shipped", "")))
    if number is not None and start is None:
        found = replayed(result, market, number, cell)
    elif start is not None and number is None:
        found = replay_start(result, market, start.date(), cell)
    else:
        raise click.UsageError("say which: --path N, or --start DATE of a result with --history")
    _show(found, out, words(language), as_json=as_json)


def _show(found: "Replayed", out: Path, say: Words, *, as_json: bool) -> None:
    from engine.cli.show import show_run  # noqa: PLC0415
    from engine.comparison.compared import compare_results  # noqa: PLC0415
    from engine.comparison.run_figures import figures  # noqa: PLC0415
    from engine.report.run_plain import plain_run  # noqa: PLC0415

    run = found.run.save(out)
    page = None
    if run.path:
        page = write_page(
            compare_results({run.config.called: run}, found.market), run.path / file_name(say.language), say.language
        )
    if as_json:
        told = plain_run(run, figures(run, found.market))
        print_json("replay", {**told, "replay": run.manifest["replay"], "different": found.different})
        return
    show_run(run, say, as_json=False)
    agrees = "replay.agrees" if not found.different else "replay.differs"
    printed(say(agrees, columns=", ".join(found.different)))
    printed(say("said.saved", path=run.path))
    printed(say("said.report", path=page))


COMMANDS = (survive, replay)

"""`overlay paper`: a plan followed session by session, in a journal that keeps what was done."""

from datetime import date
from pathlib import Path

import click

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import a_plan, as_json, assignments, day_option, language, out, own_strategy, plan_asked
from engine.cli.options import pattern as a_pattern
from engine.cli.paper_fill import fill
from engine.cli.paper_judge import JUDGING
from engine.cli.paper_open import KEPT, aside, journal, journal_option, journals, kept, opened, tell
from engine.cli.tonight import show_tables
from engine.words import words

DAMAGED = 1
"""Exit status of `verify` where a journal is not what was written."""


@click.group()
def paper() -> None:
    """Follow a plan on paper, session by session: nothing is traded, everything is written down."""


@paper.command()
@click.argument("name")
@a_plan
@click.option(
    "--from", "begin", metavar="DATE", help="Open the account on this day, or in a month such as 2020-03, to rehearse."
)
@click.option("--trial", is_flag=True, help="In the same account at the smallest size that can follow the plan.")
@click.option("--contracts", type=click.IntRange(1), help="Of a trial: so many contracts in place of the fewest.")
@journals
@a_pattern
@own_strategy
@assignments
@market_options
@as_json
@language
def start(
    *, name: str, begin: str | None, trial: bool, contracts: int | None, inside: Path,
    pattern: str | None, file: Path | None, assignments: tuple[str, ...], market_files: MarketFiles, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Begin a journal NAME of a plan (a TOML file; default: pattern A).

    The account is opened in the evening of the market's last session, or of the first one from --from on.
    \f
    Raises `ConfigError` for a name with a folder in it, and what `Paper.start` raises.
    """
    from engine.journal.paper import Paper  # noqa: PLC0415
    from engine.journal.rehearsal import start_trial  # noqa: PLC0415
    from engine.report.judge_lines import plain_trial, trial_lines  # noqa: PLC0415
    from engine.report.paper_lines import begun_lines, plain_head, plain_journal  # noqa: PLC0415

    if not name or Path(name).name != name:
        raise ConfigError(f"journal {name!r}: should be a name without a folder; --in says where it goes")
    if contracts is not None and not trial:
        raise ConfigError("--contracts is the size of a trial; say --trial too")
    config, first, say = plan_asked(file, pattern, assignments), _first(begin), words(language)
    market, more = market_files.open(), {KEPT: kept(market_files)}
    with aside():
        if trial:
            small = start_trial(inside / name, config, market, first, contracts=contracts, more=more)
            made, terms, lines = small.paper, plain_trial(small, say), trial_lines(small, say)
        else:
            made, terms, lines = Paper.start(inside / name, config, market, first, more=more), {}, []
    told = {**plain_journal(made), "begun": iso(made.first), **plain_head(made.head()), **terms}
    tell("paper-start", told if as_json else None, [*begun_lines(made, say), *lines])


@paper.command()
@journal
@journals
@day_option("--until", explained="Go no further than this day.")
@click.option(
    "--accept-revision",
    "accept",
    metavar="WHY",
    default="",
    help="Where the market's past has been revised, write the new rows down beside the old, and why.",
)
@market_options
@as_json
@language
def step(
    *, name: str | None, inside: Path, until: date | None, accept: str, market_files: MarketFiles, as_json: bool,
    language: str,
) -> None:  # fmt: skip
    """Go on to the newest session: an entry for each; then the orders for the next one. Twice does no harm."""
    from engine.report.paper_lines import (  # noqa: PLC0415
        plain_status,
        plain_stepped,
        status_lines,
        stepped_lines,
    )

    found, market = opened(name, inside, market_files)
    with aside():
        done = found.step(market, day_of(until) if until else None, accept)
        at, say = found.status(market, levels=as_json), words(language)
    told = {"stepped": plain_stepped(done), **plain_status(found, at)}
    idle = [say("paper.not_revised")] if accept and done.revised is None else []
    tell(
        "paper-step",
        told if as_json else None,
        [*idle, *stepped_lines(done, found, say), *status_lines(found, at, say)],
    )


@paper.command("status")
@journal
@click.option("--full", is_flag=True, help="All of `overlay tonight`, by the account of the journal.")
@journals
@market_options
@as_json
@language
def shown(
    *, name: str | None, full: bool, inside: Path, market_files: MarketFiles, as_json: bool, language: str
) -> None:
    """Where a journal stands: equity, orders that are out, what was done otherwise than planned."""
    from engine.report.paper_lines import plain_status, status_lines  # noqa: PLC0415

    found, market = opened(name, inside, market_files)
    with aside():
        at = found.status(market, levels=full or as_json)
    tell("paper-status", plain_status(found, at) if as_json else None, status_lines(found, at, words(language)))
    if full and not as_json:
        show_tables(at.tonight, words(language))


@paper.command()
@click.argument("text", metavar="TEXT")
@journal_option
@day_option("--day", explained="Day that it is about (default: the last session).")
@journals
@as_json
@language
def remark(*, text: str, name: str | None, day: date | None, inside: Path, as_json: bool, language: str) -> None:
    """Write a remark into a journal."""
    from engine.journal.paper import Paper  # noqa: PLC0415
    from engine.report.paper_lines import head_line, plain_head, plain_journal  # noqa: PLC0415

    found = Paper.find(name, inside)
    about = day_of(day) if day else found.head().until
    head = found.remark(found.first if about is None else about, text)
    told = {**plain_journal(found), **plain_head(head)}
    tell("paper-remark", told if as_json else None, [head_line(head, words(language))])


@paper.command()
@journal
@journals
@as_json
@language
@click.pass_context
def verify(context: click.Context, *, name: str | None, inside: Path, as_json: bool, language: str) -> None:
    """Whether a journal is what was written, to the last byte (exit status 1 where it is not)."""
    from engine.journal.begin import path_of  # noqa: PLC0415
    from engine.journal.verify import verified  # noqa: PLC0415
    from engine.report.paper_lines import plain_verified, verified_lines  # noqa: PLC0415

    path = path_of(name, inside)
    found = verified(path)
    told = {"folder": str(path), "name": path.name, **plain_verified(found)}
    tell("paper-verify", told if as_json else None, verified_lines(found, words(language)))
    context.exit(DAMAGED if found.found else 0)


@paper.command("deviations")
@journal
@journals
@market_options
@as_json
@language
def departed(*, name: str | None, inside: Path, market_files: MarketFiles, as_json: bool, language: str) -> None:
    """What was done otherwise than planned, why, and what each has cost until now."""
    from engine.report.paper_lines import deviation_lines, plain_deviations, plain_journal  # noqa: PLC0415

    found, market = opened(name, inside, market_files)
    with aside():
        told = found.deviations(market)
    lines = deviation_lines(told, found.config.capital.currency, words(language))
    tell("paper-deviations", {**plain_journal(found), **plain_deviations(told)} if as_json else None, lines)


@paper.command()
@journal
@journals
@market_options
@out
@as_json
@language
def export(
    *, name: str | None, inside: Path, market_files: MarketFiles, out: Path, as_json: bool, language: str
) -> None:
    """Save a journal as a run folder, as `overlay run` makes them: report, compare and audit read it."""
    from engine.report.run_plain import plain_name  # noqa: PLC0415

    found, market = opened(name, inside, market_files)
    with aside():
        saved = found.result(market).save(out)
    told = {**plain_name(saved), "journal": found.path.name}
    tell("paper-export", told if as_json else None, [words(language)("paper.exported", path=saved.path)])


def _first(text: str | None) -> Day | None:
    """The first day of what a text names. Raises `ConfigError` for one that names none."""
    if text is None:
        return None
    from data.market.periods import period_of  # noqa: PLC0415

    try:
        # a month is that month, also where a crisis has its name
        return day_of(date.fromisoformat(f"{text}-01" if len(text) == len("2020-03") else text))
    except ValueError:
        begin = period_of(text)[0]
    if begin is None:
        raise ConfigError(f"--from {text}: has no first day; name a day, or a month such as 2020-03")
    return day_of(begin)


for command in (fill, *JUDGING):
    paper.add_command(command)
COMMANDS = (paper,)

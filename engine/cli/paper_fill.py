"""`overlay paper fill`: what was dealt in truth, typed or from a broker's statement."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from data.base.days import Day, day_of, iso
from data.base.errors import ConfigError
from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import as_json, language
from engine.cli.paper_open import aside, journal_option, journals, opened, tell
from engine.cli.values import AMOUNT
from engine.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.market.market import Market
    from engine.day.given import GivenFill
    from engine.journal.entry import Kind
    from engine.journal.journal import Stepped
    from engine.journal.paper import Paper
    from engine.words import Words

NONE, MODEL = "none", "model"
"""Words in place of fills: nothing was done, and all was done as modelled."""


class Dealt(NamedTuple):
    """What is told: fills by session, how they go with what was told before, and a line for each."""

    fills: "Mapping[Day, Sequence[GivenFill]]"
    kind: "Kind"
    lines: list[str]


@click.command()
@click.argument("day", required=False, type=click.DateTime(("%Y-%m-%d",)), metavar="[DAY]")
@click.argument("texts", nargs=-1, metavar="[FILL]...")
@click.option("--from", "statement", metavar="STATEMENT", help="The trades of a statement (docs/state.md), in place.")
@journal_option
@click.option("--commission", type=AMOUNT, help="Commission of the one fill, account currency (default: as modelled).")
@click.option("--why", default="", metavar="TEXT", help="Why it was done so, where it is not as ordered.")
@click.option("--replace", is_flag=True, help="In place of what was told of this session before.")
@journals
@market_options
@as_json
@language
def fill(
    *, day: date | None, texts: tuple[str, ...], statement: str | None, name: str | None, commission: float | None,
    why: str, replace: bool, inside: Path, market_files: MarketFiles, as_json: bool, language: str,
) -> None:  # fmt: skip
    """Tell what was dealt on a day: 'sell 2 MESU26 at 5432.25', `none` (nothing was done), or `model` (as modelled
    after all). What is told of a session that is there already is worked into all later ones.
    \f
    Raises `ConfigError` for what does not go together, and what `Paper.fill` raises.
    """
    from engine.report.paper_lines import stepped_lines  # noqa: PLC0415

    say = words(language)
    if (statement is None) == (day is None) or (day is not None) != bool(texts):
        raise ConfigError("fill: give a day and what was dealt on it, such as 2026-07-13 none, or --from STATEMENT")
    if statement is not None and commission is not None:
        raise ConfigError("fill: --commission goes with one fill that is typed; a statement tells its own")
    typed = None if day is None else _typed(day_of(day), texts, commission, say, replace=replace)
    found, market = opened(name, inside, market_files)
    dealt = typed or _of_statement(statement or "", found, market, say, replace=replace)
    if not dealt.fills:
        done = found.nothing()
        tell("paper-fill", _plain(found, dealt, done) if as_json else None, dealt.lines)
        return
    with aside():
        done = found.fill_days(market, dealt.fills, why, dealt.kind)
    lines = stepped_lines(done, found, say) if done.revised is not None else []
    told = _plain(found, dealt, done)
    tell("paper-fill", told if as_json else None, [*dealt.lines, *lines])


def _plain(paper: "Paper", dealt: Dealt, done: "Stepped") -> dict[str, Any]:
    from engine.report.paper_lines import plain_head, plain_journal, plain_stepped  # noqa: PLC0415

    dates = [iso(one) for one in dealt.fills]
    return {**plain_journal(paper), **plain_head(done.head), "dates": dates, "stepped": plain_stepped(done)}


def _typed(day: Day, texts: tuple[str, ...], commission: float | None, say: "Words", *, replace: bool) -> Dealt:
    from engine.journal.typed import typed_fill  # noqa: PLC0415

    alone = next((text.lower() for text in texts if text.lower() in {NONE, MODEL}), "")
    if alone and len(texts) > 1:
        raise ConfigError(f"fill of {iso(day)}: `none` and `model` stand alone; tell either that or the fills")
    if commission is not None and (alone or len(texts) > 1):
        raise ConfigError(f"fill of {iso(day)}: --commission is that of one fill; tell each by itself")
    fills = [] if alone else [typed_fill(text, commission) for text in texts]
    kind: Kind = "fill_withdrawn" if alone == MODEL else "fill_instead" if replace else "fill"
    said = {"": "paper.told", NONE: "paper.told_none", MODEL: "paper.told_model"}[alone]
    return Dealt({day: fills}, kind, [say(said, day=iso(day), count=len(fills))])


def _of_statement(file: str, paper: "Paper", market: "Market", say: "Words", *, replace: bool) -> Dealt:
    """The trades of a statement, after what of it is no such trade is told on standard error."""
    from data.base.saying import worded  # noqa: PLC0415
    from data.intake.statements.statement import read_statement  # noqa: PLC0415
    from engine.journal.imported import imported  # noqa: PLC0415

    currency = paper.config.capital.currency
    statement = read_statement(file, market.calendar, currency)
    found = imported(statement, currency, paper.first, paper.given(), replace=replace)
    others = [(one.line, worded(one.why, say.language)) for one in statement.others if not one.held]
    others += [(line, say(f"paper_left_out.{code}", currency=currency)) for line, code in found.left_out]
    for line, why in sorted(others):
        click.echo(say("account_state.left_out", file=statement.file, line=line, why=why), err=True)
    told = [say("paper.told", day=iso(day), count=len(fills)) for day, fills in found.fills.items()]
    return Dealt(found.fills, "fill_instead", told or [say("paper.told_already")])

"""`overlay rules check`: what a plan must answer before anybody follows it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import a_plan, as_json, assignments, language, plan_asked
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress
from engine.cli.showing import print_json, printed
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.audit.plan_questions import Said
    from engine.questions.plan_check import PlanCheck
    from engine.settings.run_config import RunConfig

PATHS = "Made-up histories of each kind that the plan is put through; 0 leaves them out."
TAX_FREE = "Nothing is taxed, and that is meant: the account is one that is free of tax."


@click.command()
@a_plan
@a_pattern
@click.option("--paths", type=click.IntRange(0), default=500, show_default=True, help=PATHS)
@click.option("--years", type=click.IntRange(1, 40), default=10, show_default=True, help="Length of such a history.")
@click.option("--tax-free", is_flag=True, help=TAX_FREE)
@market_options
@assignments
@as_json
@language
def check(
    *, file: Path | None, pattern: str | None, market_files: MarketFiles, assignments: tuple[str, ...], as_json: bool,
    language: str, **asked: Any,
) -> None:  # fmt: skip
    """Ask a plan of any pattern what it must answer before it is followed, with the numbers that answer it.

    A plan that lacks a required rule is refused with the line that it lacks, and so is one whose first or third
    question is answered no: exit status 1. What is left open is pointed out.
    """
    config = plan_asked(file, pattern, assignments)
    if show_check(config, market_files, words(language), as_json=as_json, **asked):
        sys.exit(1)


def show_check(config: "RunConfig", files: MarketFiles, say: Words, *, as_json: bool, **asked: Any) -> bool:
    """Check a plan, print what comes of it, and say whether it is refused. Raises as the check does."""
    from engine.report.plan_told import check_lines  # noqa: PLC0415

    found = check_of(config, files, say, quiet=as_json, **asked)
    if as_json:
        print_json("rules-check", {**config.identity, **plain(found, say)})
    else:
        printed("\n".join(check_lines(found, say)))
    return bool(found.refused)


def check_of(config: "RunConfig", files: MarketFiles, say: Words, *, quiet: bool, **asked: Any) -> "PlanCheck":
    """What comes of checking a plan. Raises as the check does."""
    from engine.cli.survive import a_listener  # noqa: PLC0415
    from engine.questions.plan_check import Asked  # noqa: PLC0415
    from engine.questions.plan_check import check as checked  # noqa: PLC0415

    with progress(say, quiet=quiet) as passing:
        return checked(config, files.open(), Asked(**asked), a_listener(None, say, passing, quiet=passing is None))


def plain(found: "PlanCheck", say: Words) -> dict[str, Any]:
    """A check as plain values, for JSON."""
    from engine.audit.plan import plain as plain_line  # noqa: PLC0415

    chapters = [
        {
            "name": one.name,
            "questions": [
                {
                    "question": answer.question.partition(".")[2],
                    "asked": say(answer.question),
                    "good": answer.good,
                    "said": [_plain_said(said, say) for said in answer.sentences],
                }
                for answer in one.answers
            ],
        }
        for one in found.chapters
    ]
    refused = [_plain_said(one, say) for one in found.refused]
    return {"refused": refused, "plan": [plain_line(line, say) for line in found.lines], "chapters": chapters}


def _plain_said(one: "Said", say: Words) -> dict[str, Any]:
    return {"code": one.key.partition(".")[2], "values": dict(one.values), "text": say(one.key, **one.values)}

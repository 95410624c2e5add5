"""`overlay rules check`: what a plan must answer before anybody follows it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from engine.cli.markets import MarketFiles, market_options
from engine.cli.options import a_plan, as_json, assignments, language, plan_asked
from engine.cli.options import pattern as a_pattern
from engine.cli.progress import progress
from engine.cli.showing import print_json
from engine.words import Words, words

if TYPE_CHECKING:
    from engine.audit.plan_questions import PlanAnswer
    from engine.questions.plan_check import PlanCheck
    from engine.settings.run_config import RunConfig

YES = "yes"
"""The chapter whose questions are answered with yes or no."""
UNSAID = "answer.living_unknown"
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
    from engine.cli.survive import a_listener  # noqa: PLC0415
    from engine.questions.plan_check import Asked  # noqa: PLC0415
    from engine.questions.plan_check import check as checked  # noqa: PLC0415

    with progress(say, quiet=as_json) as passing:
        found = checked(config, files.open(), Asked(**asked), a_listener(None, say, passing, quiet=passing is None))
    if as_json:
        print_json({"pattern": config.kind.name, **plain(found, say)})
    else:
        click.echo("\n".join(told(found, say)))
    return bool(found.refused)


def plain(found: "PlanCheck", say: Words) -> dict[str, Any]:
    """A check as plain values, for JSON."""
    from engine.audit.plan import plain as plain_line  # noqa: PLC0415

    chapters = {
        one.name: [
            {
                "question": answer.question.partition(".")[2],
                "asked": say(answer.question),
                "answer": [say(said.key, **said.values) for said in answer.sentences],
                "good": answer.good,
                "numbers": [{"says": said.key.partition(".")[2], **said.values} for said in answer.sentences],
            }
            for answer in one.answers
        ]
        for one in found.chapters
    }
    refused = [{"lacks": one.key.partition(".")[2], "text": say(one.key, **one.values)} for one in found.refused]
    return {"refused": refused, "plan": [plain_line(line, say) for line in found.lines], "chapters": chapters}


def told(found: "PlanCheck", say: Words) -> list[str]:
    """A check as lines: what it is refused for, its plan, its chapters, and how many answers are good enough."""
    from engine.report.console import plan_lines  # noqa: PLC0415

    lines = [say("questions.refused", sentence=say(one.key, **one.values)) for one in found.refused]
    if found.lines:
        lines += ["", say("chapter.lines"), *plan_lines(found.lines, say)]
    for chapter in found.chapters:
        lines += ["", say(f"chapter.{chapter.name}")]
        for number, answer in enumerate(chapter.answers, 1):
            lines += [f"{number:2}. {say(answer.question)}", *_marked(chapter.name, answer, say)]
    answers = [answer for chapter in found.chapters for answer in chapter.answers]
    good = sum(answer.good for answer in answers)
    passed = [] if found.refused else [say("questions.passed")]
    summed = [say("questions.sum", count=good, total=len(answers))] if answers else []
    return [*lines, "", *summed, *passed][0 if found.refused else 1 :]


def _verdict(answer: "PlanAnswer") -> str:
    """Yes, no, or unsaid: what is lived on is not asked of a plan without an overlay, so that its silence is no no."""
    if answer.good:
        return "questions.yes"
    return "questions.unsaid" if answer.answer == UNSAID else "questions.no"


def _marked(chapter: str, answer: "PlanAnswer", say: Words) -> list[str]:
    """The sentences of an answer, a line each: yes or no before them where that was asked, else whether it is open."""
    sentences = [say(one.key, **one.values) for one in answer.sentences]
    if chapter == YES:
        sentences[0] = say(_verdict(answer), sentence=sentences[0])
    elif not answer.good:
        sentences[-1] = f"{sentences[-1]} {say('questions.open')}"
    return [f"    {one}" for one in sentences]

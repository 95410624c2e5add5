"""`overlay rules check`: the ten questions of a plan for the cash ratio, answered from its config."""

import json
from pathlib import Path

import click

from engine.cli.options import as_json, assignments, language
from engine.words import words


@click.command()
@click.argument("file", metavar="CONFIG", type=click.Path(path_type=Path))
@assignments
@as_json
@language
def check(*, file: Path, assignments: tuple[str, ...], as_json: bool, language: str) -> None:
    """Answer the ten questions of a plan for the cash ratio.

    A plan that says when to raise cash, and not how to come back, is refused.
    """
    from engine.audit.plan_questions import check_plan  # noqa: PLC0415
    from engine.settings.run_config import load_config  # noqa: PLC0415

    say = words(language)
    answers = [
        (say(one.question), say(one.answer, **one.values), one.good)
        for one in check_plan(load_config(file, assignments))
    ]
    if as_json:
        rows = [{"question": question, "answer": answer, "good": good} for question, answer, good in answers]
        click.echo(json.dumps({"plan": rows}, indent=2, ensure_ascii=False))
        return
    unanswered = say("questions.open")
    for number, (question, answer, good) in enumerate(answers, 1):
        click.echo(f"{number:2}. {question}")
        click.echo(f"    {answer}" if good else f"    {answer} {unanswered}")
    click.echo(say("questions.sum", count=sum(good for *_, good in answers), total=len(answers)))

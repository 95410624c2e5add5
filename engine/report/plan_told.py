"""The check of a plan in lines: what it is refused for, its plan, and what it answers."""

from engine.audit.plan_questions import PlanAnswer
from engine.questions.plan_check import PlanCheck
from engine.report.console import plan_lines
from engine.words import Words

YES = "yes"
"""The chapter whose questions are answered with yes or no."""
UNSAID = "answer.living_unknown"


def check_lines(found: PlanCheck, say: Words) -> list[str]:
    """A check as lines: what it is refused for, its plan, its chapters, and how many answers are good enough."""
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


def _verdict(answer: PlanAnswer) -> str:
    """Yes, no, or unsaid: what is lived on is not asked of a plan without an overlay, so that its silence is no no."""
    if answer.good:
        return "questions.yes"
    return "questions.unsaid" if answer.answer == UNSAID else "questions.no"


def _marked(chapter: str, answer: PlanAnswer, say: Words) -> list[str]:
    """The sentences of an answer, a line each: yes or no before them where that was asked, else whether it is open."""
    sentences = [say(one.key, **one.values) for one in answer.sentences]
    if chapter == YES:
        sentences[0] = say(_verdict(answer), sentence=sentences[0])
    elif not answer.good:
        sentences[-1] = f"{sentences[-1]} {say('questions.open')}"
    return [f"    {one}" for one in sentences]

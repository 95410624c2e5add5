"""A trial, and what a month of it showed, in lines for a terminal and as plain values for other programs."""

from collections.abc import Sequence
from typing import Any

from data.base.days import iso
from engine.audit.plan_questions import Said
from engine.journal.judge import Judgement
from engine.journal.next_size import NextSize
from engine.journal.points import Point
from engine.journal.rehearsal import Begun
from engine.report.headlines import ENGLISH
from engine.words import Words


def trial_lines(begun: Begun, say: Words = ENGLISH) -> list[str]:
    """The size of a trial, and what cannot be learned at it."""
    trial = begun.trial
    share = begun.paper.config.settings()[trial.section][trial.setting.partition(".")[2]]
    values = {"contracts": trial.contracts, "contract": trial.contract, "full": trial.full, "unit": trial.unit}
    lines = [say("trial.size", **values, setting=trial.setting, share=share, planned=trial.planned)]
    if begun.lessons:
        lines += [say("trial.cannot"), *(f"  {_sentence(one, say)}" for one in begun.lessons)]
    return lines


def plain_trial(begun: Begun, say: Words = ENGLISH) -> dict[str, Any]:
    """The same as plain values."""
    return {**begun.trial.told(), "cannot": [_plain(one, say) for one in begun.lessons]}


def judge_lines(found: Judgement, say: Words = ENGLISH) -> list[str]:
    """A judgement: accident or not, each question, the next size, and what follows."""
    month = found.seen.month
    accident = say("judge.accident" if found.seen.accident else "judge.no_accident")
    span = {"first": iso(month.first), "last": iso(month.last)}
    title = say("judge.title", month=month.name, sessions=month.sessions, accident=accident, **span)
    following = [] if found.following is None else [following_line(found.following, say)]
    reasons = [f"  {one}" for one in reason_lines(found, say)]
    ruling = say("judge.ruling", ruling=say.told("ruling", found.ruling))
    return [title, *(_point(one, say) for one in found.seen.points), *following, ruling, *reasons]


def _point(one: Point, say: Words) -> str:
    return say("judge.point", sight=say.told("sight", one.standing), ask=say.told("judge_ask", one.question),
        sentences=said_line(one.said, say))  # fmt: skip


def said_line(said: Sequence[Said], say: Words = ENGLISH) -> str:
    """Sentences one after another."""
    return " ".join(_sentence(one, say) for one in said).replace("。 ", "。")


def reason_lines(found: Judgement, say: Words = ENGLISH) -> list[str]:
    """Why a judgement is what it is, a sentence each."""
    return [_sentence(one, say) for one in found.reasons]


def following_line(following: NextSize, say: Words = ENGLISH) -> str:
    """The next size of a trial, and what it asks."""
    values = following._asdict()
    if following.forced is None:
        return say("judge.next", **values)
    return say("judge.next_forced", **values)


def _sentence(one: Said, say: Words) -> str:
    return say(one.key, **one.values)


def plain_judgement(found: Judgement, say: Words = ENGLISH) -> dict[str, Any]:
    """A judgement as plain values: codes, numbers, and the sentences."""
    seen, month = found.seen, found.seen.month
    return {
        "month": month.name,
        "period": {"first": iso(month.first), "last": iso(month.last)},
        "sessions": month.sessions,
        "accident": seen.accident,
        "clean_months": seen.clean,
        "points": [
            {"question": one.question, "standing": one.standing, "said": _all(one.said, say)} for one in seen.points
        ],
        "next": None if found.following is None else _plain_next(found.following),
        "ruling": found.ruling,
        "reasons": _all(found.reasons, say),
    }


def _plain_next(following: NextSize) -> dict[str, Any]:
    return {("reason" if name == "why" else name): value for name, value in following._asdict().items()}


def _all(said: Sequence[Said], say: Words) -> list[dict[str, Any]]:
    return [_plain(one, say) for one in said]


def _plain(one: Said, say: Words) -> dict[str, Any]:
    return {"code": one.key.partition(".")[2], "values": dict(one.values), "text": _sentence(one, say)}

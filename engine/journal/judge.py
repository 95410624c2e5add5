"""Whether a month passed without an accident, and what follows from it: never whether it paid."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from data.base.days import iso
from data.base.errors import ConfigError
from engine.audit.held import days_of
from engine.audit.plan_questions import Said
from engine.journal.criteria import criterion
from engine.journal.month import Month, before, month_of
from engine.journal.next_size import NextSize
from engine.journal.points import Point, Sight, of_account
from engine.journal.practice import of_practice
from engine.results.run import RunResult

Unlooked = Mapping[str, int]
"""The most sessions in a row on which nobody looked, by month."""
WAITED_FOR = ("reductions", "dates")
"""Questions that a month is to have shown, as long as there have been few."""


class Ruling(StrEnum):
    """What follows from a month: stop, the same size again, or one step up."""

    STOP = "stop"
    AGAIN = "again"
    STEP_UP = "step_up"


class Seen(NamedTuple):
    """What a month showed: its points, how many months in a row, this one among them, showed nothing wrong, and the
    questions of `WAITED_FOR` that none of these answered.
    """

    month: Month
    points: tuple[Point, ...]
    clean: int
    unseen: tuple[str, ...]

    @property
    def accident(self) -> bool:
        """Whether there was an accident."""
        return any(one.standing == Sight.ACCIDENT for one in self.points)


class Judgement(NamedTuple):
    """What a month showed, what follows from it, and why; the next size where one was looked at."""

    seen: Seen
    ruling: Ruling
    reasons: tuple[Said, ...]
    following: NextSize | None = None


def seen_in(run: RunResult, month: str | None = None, unlooked: Unlooked | None = None) -> Seen:
    """What a month of a run showed (by its name; default: the last that is over). Raises `ConfigError` for a run
    without a plan on a fund, and as `month_of` does.
    """
    if not run.config.kind.on_a_fund:
        raise ConfigError(
            f"pattern {run.config.kind.name}: has no plan with a fund as core, and a month of it is not judged; "
            "overlay audit says what held"
        )
    chosen = month_of(run, month)
    points = _points(run, chosen, unlooked)
    clean = _clean_months(run, chosen, unlooked)
    answered = {one.question for month_of_it in clean for one in month_of_it if one.standing != Sight.UNSEEN}
    return Seen(chosen, points, len(clean), tuple(one for one in WAITED_FOR if one not in answered))


def _clean_months(run: RunResult, month: Month, unlooked: Unlooked | None) -> list[tuple[Point, ...]]:
    """The points of the months in a row that showed nothing wrong, from this one back, without those in which nothing
    was held: as many as are waited for, looked for in twice as many.
    """
    found, first = list[tuple[Point, ...]](), iso(int(days_of(run)[0]))[:7]
    patience = int(criterion("months.unseen"))
    for _ in range(2 * patience):
        points = _points(run, month, unlooked)
        if not is_whole(month) or _wrong(points):
            break
        if _was_held(points):
            found.append(points)
        if len(found) == patience or before(month) < first:
            break
        month = month_of(run, before(month))
    return found


def is_whole(month: Month) -> bool:
    """Whether a month is over and has sessions enough to be judged."""
    return month.over and month.sessions >= criterion("sessions.least")


def judged(seen: Seen, following: NextSize | None, *, is_trial: bool) -> Judgement:
    """What follows from what a month showed; `following` is the next size, None where there is none."""
    stops = [
        Said(f"judge.because_{one.question}", {}) for one in seen.points if one.ends and one.standing == Sight.ACCIDENT
    ]
    if stops:
        return Judgement(seen, Ruling.STOP, tuple(stops))
    waits = [*_not_yet(seen)] or [*_not_up(following, is_trial=is_trial)]
    if waits:
        return Judgement(seen, Ruling.AGAIN, tuple(waits), following)
    assert following is not None  # noqa: S101  (else there was a reason not to go up)
    told = Said("judge.step_up", {**following._asdict(), "months": seen.clean})
    return Judgement(seen, Ruling.STEP_UP, (told,), following)


def _points(run: RunResult, month: Month, unlooked: Unlooked | None) -> tuple[Point, ...]:
    looked = None if unlooked is None else unlooked.get(month.name, 0)
    return (*of_account(run, month), *of_practice(run, month, looked))


def _wrong(points: tuple[Point, ...]) -> list[Point]:
    return [one for one in points if one.standing in {Sight.ACCIDENT, Sight.OFF}]


def _was_held(points: tuple[Point, ...]) -> bool:
    return any(one.question == "held" and one.standing == Sight.KEPT for one in points)


def _not_yet(seen: Seen) -> Iterator[Said]:
    """Why a month is not enough to go on from."""
    yield from (Said(f"judge.because_{one.question}", {}) for one in _wrong(seen.points))
    if not is_whole(seen.month):
        yield Said("judge.short_month", {"sessions": seen.month.sessions, "least": int(criterion("sessions.least"))})
        return
    if _wrong(seen.points):
        return
    if not _was_held(seen.points):
        yield Said("judge.unseen_held", {})
        return
    least, patience = int(criterion("months.least")), int(criterion("months.unseen"))
    if seen.clean < least:
        yield Said("judge.few_months", {"months": seen.clean, "least": least})
    if seen.clean < patience:
        yield from (Said(f"judge.unseen_{one}", {"months": seen.clean, "most": patience}) for one in seen.unseen)


def _not_up(following: NextSize | None, *, is_trial: bool) -> Iterator[Said]:
    """Why there is no step up."""
    if following is None:
        yield Said("judge.full_size" if is_trial else "judge.no_trial", {})
        return
    values, most = following._asdict(), criterion("sold.most")
    if following.equity < following.up_at:
        yield Said("judge.not_borne", values)
    if following.forced is None:
        yield Said("judge.no_figure", values)
    elif following.forced > most:
        yield Said("judge.sold", {**values, "most": most})

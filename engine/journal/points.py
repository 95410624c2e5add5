"""What a month is asked: each question with how it stands and the sentences that say so."""

from enum import StrEnum
from math import fsum
from typing import Any, NamedTuple

from data.base.arrow import to_array
from data.base.days import iso
from engine.audit.calls import MET, calls_of
from engine.audit.cash_checks import spare_cash_was_held
from engine.audit.chapters import checks_of
from engine.audit.exposure_checks import NEAR, exposure_stayed_within_its_limit
from engine.audit.plan_questions import Said
from engine.audit.reduction_checks import overlay_was_halved, reductions_were_made
from engine.audit.stop_checks import overlay_was_stopped
from engine.audit.verdicts import LineStanding, Verdict
from engine.journal.month import Month, around, until, within
from engine.results.run import RunResult

REDUCING = ("halved", "range_entered", "event_ahead", "paused", "loss_stop", "voluntary_stop")
"""Events on which a rule begins to make less of the overlay."""
FORCED = ("deadline_missed", "loss_cut", "liquidation", "ruin")
"""Events after which the broker acts, or that are what it did."""


class Sight(StrEnum):
    """How a question stands: nothing wrong was seen (KEPT), the market did not ask for it (UNSEEN), it could not be
    learned at this size or in this way (CANNOT), something that is no accident yet (OFF), an ACCIDENT.
    """

    KEPT = "kept"
    UNSEEN = "unseen"
    CANNOT = "cannot"
    OFF = "off"
    ACCIDENT = "accident"


class Point(NamedTuple):
    """A question by its code, how it stands, the sentences that say so, and whether an accident of it ends a trial."""

    question: str
    standing: Sight
    said: tuple[Said, ...]
    ends: bool = False


def of_account(run: RunResult, month: Month) -> list[Point]:
    """What the account says of a month: whether anything was held; reductions, spare cash and fixed dates, as the
    document has them; then calls, forced sales and the limit.
    """
    return [
        _held(run, month),
        _reductions(run, month),
        _spare_cash(run, month),
        _dates(run, month),
        _calls(run, month),
        _forced(run, month),
        _exposure(run, month),
    ]


def point(question: str, standing: Sight, code: str, *, ends: bool = False, **values: Any) -> Point:
    """A point of one sentence, `judge.CODE`."""
    return Point(question, standing, (Said(f"judge.{code}", values),), ends)


def _held(run: RunResult, month: Month) -> Point:
    """On how many sessions there was something to learn from."""
    rows = within(run.table("positions"), month)
    sessions = len(set(to_array(rows["date"])[to_array(rows["size"]) != 0].tolist()))
    if not sessions:
        return point("held", Sight.UNSEEN, "nothing_held")
    return point("held", Sight.KEPT, "held", held=sessions, sessions=month.sessions)


def _reductions(run: RunResult, month: Month) -> Point:
    """Each rule that switched in the month, and whether the next fill made the position smaller."""
    cut = until(run, month)
    if not cut.config.reads("halving.enabled"):
        return point("reductions", Sight.CANNOT, "no_rules")
    halved = [overlay_was_halved(cut)] if cut.config.halving.enabled else []
    found = [*halved, reductions_were_made(cut), overlay_was_stopped(cut)]
    switched = [kind for kind in _events(run, month) if kind in REDUCING]
    broken, crowded = (_days(found, month, code) for code in (LineStanding.NOT_KEPT, LineStanding.COULD_NOT))
    if broken:
        return point("reductions", Sight.ACCIDENT, "reductions_broken", ends=True, days=broken[:3], count=len(broken))
    evenings = _reduced_evenings(run, month)
    if not (switched or evenings):
        return point("reductions", Sight.UNSEEN, "reductions_unseen")
    told = point("reductions", Sight.KEPT, "reductions_at_work", evenings=evenings)
    if switched:
        told = point("reductions", Sight.KEPT, "reductions_kept", times=len(switched), kinds=[*dict.fromkeys(switched)])
    more = (Said("judge.reductions_crowded", {"count": len(crowded)}),) if crowded else ()
    return told._replace(said=(*told.said, *more))


def _reduced_evenings(run: RunResult, month: Month) -> int:
    """Evenings of a month on which rules left less than the plan's own size."""
    rows = within(run.table("targets"), month)
    return int((to_array(rows["target_ratio"]) < to_array(rows["base_ratio"]) - NEAR).sum())


def _events(run: RunResult, month: Month) -> list[str]:
    kinds: list[str] = within(run.table("events"), month)["kind"].to_pylist()
    return kinds


def _days(found: list[Verdict], month: Month, standing: LineStanding) -> list[str]:
    """Days of a month on which verdicts stand so, ISO."""
    days = {day for one in found if one.standing == standing for day in one.days}
    return [iso(day) for day in sorted(days) if month.first <= day <= month.last]


def _spare_cash(run: RunResult, month: Month) -> Point:
    """Cash that was never owed (an accident where the broker lends none), nothing refused for want of money, and the
    spare cash that the plan keeps.
    """
    cut, rows = around(run, month), within(run.table("equity"), month)
    owed = [iso(day) for day, cash in _by_day(rows, "cash") if cash < -0.005]
    refused = within(run.table("orders"), month)["reason"].to_pylist().count("no_collateral")
    ledger = within(run.table("ledger"), month)
    moves = zip(*(ledger[name].to_pylist() for name in ("account", "reason", "amount")), strict=True)
    sent = fsum(
        amount for account, reason, amount in moves if (account, reason) == ("in_transit", "redemption ordered")
    )
    held = spare_cash_was_held(cut)
    if owed or refused:
        bears_debt = run.profile_on(month.last).cash_may_be_owed and not refused
        sight = Sight.OFF if bears_debt else Sight.ACCIDENT
        return point("spare_cash", sight, "cash_owed", sessions=len(owed), refused=refused, sent=sent)
    if held.standing == LineStanding.NOT_PART:
        return point("spare_cash", Sight.UNSEEN, "cash_unasked")
    values: dict[str, Any] = {"least": held.figure, "worst": _worst_draw(run, month), "sent": sent}
    if held.standing != LineStanding.NOT_KEPT:
        return point("spare_cash", Sight.KEPT, "cash_kept", **values)
    if (held.figure or 0.0) < (held.limit or 0.0):
        return point("spare_cash", Sight.OFF, "cash_short", asked=held.limit, **values)
    return point("spare_cash", Sight.OFF, "cash_idle", most=held.numbers["most"], highest=held.numbers["highest"])


def _by_day(rows: Any, name: str) -> list[tuple[int, float]]:
    return [*zip(to_array(rows["date"]).tolist(), to_array(rows[name]).tolist(), strict=True)]


def _worst_draw(run: RunResult, month: Month) -> float:
    """The most that futures took in a session of a month, account currency >= 0."""
    rows, taken = within(run.table("attribution"), month), dict[int, float]()
    for day, amount, category in zip(
        to_array(rows["date"]).tolist(), to_array(rows["amount"]).tolist(), rows["category"].to_pylist(), strict=True
    ):
        if category in {"futures_price", "futures_carry"}:
            taken[day] = taken.get(day, 0.0) - amount
    return max([0.0, *taken.values()])


def _dates(run: RunResult, month: Month) -> Point:
    """Whether what has fixed dates was done on them."""
    cut = until(run, month)
    found = [one.judge(cut) for one in checks_of(cut.config, "dates")]
    late = _days(found, month, LineStanding.NOT_KEPT)
    if late:
        return point("dates", Sight.ACCIDENT, "dates_missed", ends=True, days=late[:3], count=len(late))
    done = sum(_events(run, month).count(kind) for kind in ("roll", "premium", "insurance"))
    return (
        point("dates", Sight.KEPT, "dates_kept", count=done) if done else point("dates", Sight.UNSEEN, "dates_unseen")
    )


def _calls(run: RunResult, month: Month) -> Point:
    calls = [one for one in calls_of(until(run, month)) if month.first <= one.day <= month.last]
    if not calls:
        return point("calls", Sight.KEPT, "no_calls")
    met = [one for one in calls if one.came == MET]
    amount, first = fsum(one.amount for one in calls), iso(calls[0].day)
    return point("calls", Sight.ACCIDENT, "called", count=len(calls), met=len(met), amount=amount, first=first)


def _forced(run: RunResult, month: Month) -> Point:
    happened = [kind for kind in _events(run, month) if kind in FORCED]
    if not happened:
        return point("forced", Sight.KEPT, "no_forced")
    return point("forced", Sight.ACCIDENT, "forced", ends=True, kinds=[*dict.fromkeys(happened)])


def _exposure(run: RunResult, month: Month) -> Point:
    found = exposure_stayed_within_its_limit(around(run, month))
    if found.standing == LineStanding.NOT_PART:
        return point("exposure", Sight.UNSEEN, "no_limit")
    values: dict[str, Any] = {"highest": found.figure, "limit": found.limit}
    if days := _days([found], month, LineStanding.NOT_KEPT):
        return point("exposure", Sight.ACCIDENT, "exposed", ends=True, days=days[:3], **values)
    return point("exposure", Sight.KEPT, "exposure_kept", **values)

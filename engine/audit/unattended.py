"""What of a broken line falls to the days on which nobody was there."""

from bisect import bisect_left

from data.base.arrow import to_array
from data.base.days import Day
from engine.audit.verdicts import Verdict
from engine.results.run import RunResult

BEGINS, ENDS = "absence_begins", "absence_ends"


def with_unattended(verdict: Verdict, run: RunResult) -> Verdict:
    """A verdict that tells (`unattended`) on how many of the sessions beyond nobody had decided the evening before."""
    if not verdict.days or run.config.absence.none:
        return verdict
    absences = _absences(run)
    ends = [last for _, last in absences]
    count = 0
    for day in verdict.days:
        place = bisect_left(ends, day)
        count += place < len(absences) and absences[place][0] < day
    return verdict._replace(shown={**verdict.shown, "unattended": float(count)}) if count else verdict


def _absences(run: RunResult) -> list[tuple[Day, Day]]:
    """(first evening without anybody, first with somebody again, or the last of the run)."""
    events, last = run.table("events"), int(to_array(run.table("equity")["date"])[-1])
    told = zip(to_array(events["date"]).tolist(), events["kind"].to_pylist(), strict=True)
    found: list[tuple[Day, Day]] = []
    for day, kind in told:
        if kind == BEGINS:
            found.append((day, last))
        elif kind == ENDS:
            found[-1] = (found[-1][0], day)
    return found

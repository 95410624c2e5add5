"""The first screen of a report: for each run what it earned, what it risked and whether its plan was kept, as a
sentence and as a row of figures; and whether the runs differ by more than chance.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.investor import investor_tables
from engine.analysis.record import life_of
from engine.analysis.returns import total_return
from engine.audit.chapters import audit
from engine.audit.verdicts import LineStanding, Verdict
from engine.comparison.comparison import Comparison
from engine.report.audit_words import summary
from engine.report.chance import Row, between_runs, beyond_chance, excludes_zero, looks, over_riskless
from engine.report.flowed import flowed
from engine.report.headlines import formatted
from engine.report.nearest_call import Nearest, nearest
from engine.report.survived import survival_of
from engine.results.run import RunResult
from engine.words import Words
from engine.words.notes import spoken

WORST_FIRST = (LineStanding.NOT_KEPT, LineStanding.COULD_NOT, LineStanding.DRIFTED, LineStanding.KEPT)


class FirstRow(NamedTuple):
    """A run on the first screen: its name, its sentence, whether its plan was kept in words, and the cells of its row.
    A line break in a cell parts a figure from its date.
    """

    run: str
    told: str
    kept: str
    growth: str
    final: str
    over: str
    interval: str
    worst: str
    call: str
    plan: str
    survival: str
    cost: str


def first_rows(comparison: Comparison, say: Words) -> list[FirstRow]:
    """The runs on the first screen, in the order of the comparison."""
    rows = over_riskless(comparison)
    survived = survival_of(comparison, say)
    return [_row(comparison, name, rows.get(name), survived.get(name, ""), say) for name in comparison.runs]


def _row(comparison: Comparison, name: str, over: Row | None, survival: str, say: Words) -> FirstRow:
    run, figures = comparison.runs[name], comparison.metrics()[name]
    near, calls = nearest(run), _calls(run)
    earned = _earned(run, figures, over, say)
    whole = comparison.whole[name]
    verdicts = audit(whole)
    kept = summary(whole, say, verdicts)
    flow = flowed(run, figures, say)
    earned = say("verdict.flowed", earned=earned, flow=flow) if flow else earned
    told = say("verdict.told", earned=earned, fall=_fall(run, say), call=_call(run, near, calls, say), plan=kept)
    excess, worst = figures["excess_return"], figures["max_drawdown"] or 0.0
    return FirstRow(
        name, told, kept, _growth(run, figures["cagr"], say), say.amount(_last(run), run.currency),
        "–" if excess is None else f"{excess:+.2%}",  # noqa: RUF001
        "–" if over is None else say("differences.between", low=f"{over['low']:+.2%}", high=f"{over['high']:+.2%}"),  # noqa: RUF001
        f"{worst:.2%}\n{_low(run)}" if worst else f"{0.0:.2%}",
        _call_cell(near, calls, say), say(f"standing.{_standing(verdicts)}"), survival,
        "–" if figures["cost_drag"] is None else f"{figures['cost_drag']:.2%}",  # noqa: RUF001
    )  # fmt: skip


def _last(run: RunResult) -> float:
    return float(to_array(investor_tables(run.tables)["equity"]["equity"])[-1])


def _growth(run: RunResult, cagr: float | None, say: Words) -> str:
    """Growth a year; of less than a year the return in all, which is said."""
    if cagr is not None:
        return f"{cagr:.2%}"
    size = formatted(total_return(life_of(investor_tables(run.tables)).worth), "{:.2%}", say)
    return say("report.in_all", size=size)


def lost_on(run: RunResult) -> str:
    """The day on which the account of a run was gone, ISO; empty where it never was."""
    equity = run.table("equity")
    gone = np.flatnonzero(to_array(equity["equity"]) <= 0.0)
    return _day(run, int(gone[0])) if len(gone) else ""


def _earned(run: RunResult, figures: dict[str, float | None], over: Row | None, say: Words) -> str:
    if lost := lost_on(run):
        return say("verdict.lost", date=lost)
    money = {
        "equity": say.amount(_last(run), run.currency), "currency": say.told("money", run.currency),
        "bills": say(f"riskless.{run.currency}"),
    }  # fmt: skip
    if (excess := figures["excess_return"]) is None:
        life = life_of(investor_tables(run.tables))
        size, other = (
            formatted(value, "{:+.2%}", say)
            for value in (total_return(life.worth), float(np.prod(1.0 + life.bills) - 1.0))
        )
        return say("verdict.too_short", size=size, other=other, **money)
    return say(
        "verdict.earned", rate=formatted(figures["cagr"], "{:.2%}", say), over=f"{excess:+.2%}",
        chance=_chance(over, say), **money,
    )  # fmt: skip


def _chance(row: Row | None, say: Words) -> str:
    if row is None:
        return say("verdict.no_interval")
    alone = "verdict.one_look" if excludes_zero(row) else "verdict.unsure"
    return say("verdict.sure" if beyond_chance(row) else alone)


def _fall(run: RunResult, say: Words) -> str:
    worst = float(to_array(investor_tables(run.tables)["equity"]["drawdown"]).min())
    return say("verdict.fall", size=f"{-worst:.1%}", date=_low(run)) if worst else say("verdict.no_fall")


def _low(run: RunResult) -> str:
    return _day(run, int(to_array(investor_tables(run.tables)["equity"]["drawdown"]).argmin()))


def _calls(run: RunResult) -> list[str]:
    """Days of the margin calls, ISO."""
    events = run.table("events")
    days, kinds = to_array(events["date"]).tolist(), events["kind"].to_pylist()
    return [iso(day) for day, kind in zip(days, kinds, strict=True) if kind == "margin_call"]


def market_of(run: RunResult, say: Words) -> str:
    """What a run's market is called within a sentence."""
    return run.config.pair or say("verdict.index")


def _call(run: RunResult, near: Nearest | None, calls: list[str], say: Words) -> str:
    if calls:
        return say("verdict.called", count=len(calls), date=calls[0])
    if near is None:
        return say("verdict.no_futures")
    if near.never:
        return say("verdict.unreachable", market=market_of(run, say))
    key = "verdict.near_rise" if near.rise else "verdict.near"
    key = key if near.move >= 0.0 else "verdict.short"
    return say(key, market=market_of(run, say), size=f"{abs(near.move):.0%}", date=near.date)


def _call_cell(near: Nearest | None, calls: list[str], say: Words) -> str:
    if calls:
        return f"{say('report.calls', count=len(calls))}\n{calls[0]}"
    if near is None or near.never:
        return say("report.no_futures" if near is None else "report.never")
    size = f"{near.move if near.rise else -near.move:+.0%}"
    return f"{size if near.move >= 0.0 else say('report.short')}\n{near.date}"


def _standing(verdicts: Sequence[Verdict]) -> str:
    found = {one.standing for one in verdicts}
    return next((one.value for one in WORST_FIRST if one in found), LineStanding.KEPT.value)


def between(comparison: Comparison, say: Words) -> list[str]:
    """What is more than chance between the runs, or why that was not tested; nothing of a single run."""
    if len(comparison.runs) < 2:
        return []
    rows = between_runs(comparison)
    if not rows:
        why = _why_untested(comparison, say)
        return [say("verdict.untested", why=why) if why else say("verdict.untested_then")]
    told = [
        say("verdict.difference", run=row["run"], other=row["against"], size=f"{row['difference']:+.2%}")
        for row in rows
        if beyond_chance(row)
    ]
    if not told and any(map(lost_on, comparison.runs.values())):
        return [say("verdict.until_lost")]
    if not told:
        return [say("verdict.no_difference", looks=looks(rows, say))]
    return [say("verdict.differences", which=say("verdict.and").join(told), looks=looks(rows, say))]


def _why_untested(comparison: Comparison, say: Words) -> str | None:
    """The reason that the comparison noted, in the reader's language; None of one that an earlier version noted in a
    sentence, which stands among the notes.
    """
    noted = (note for note in comparison.manifest["notes"] if not isinstance(note, str))
    reasons = (note["values"]["why"] for note in noted if note["code"] == "no_intervals")
    return next((spoken(why, say) for why in reasons), None)


def _day(run: RunResult, row: int) -> str:
    return iso(int(to_array(run.table("equity")["date"])[row]))

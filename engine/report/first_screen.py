"""The first screen of a report: what the comparison says in words, and five numbers for each run."""

from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.investor import investor_tables
from engine.analysis.record import life_of
from engine.analysis.returns import total_return
from engine.analysis.sides import net_short
from engine.audit.held import tolerable_falls
from engine.comparison.comparison import Comparison
from engine.report.audit_words import of_plans
from engine.report.chance import Row, between_runs, beyond_chance, excludes_zero, looks, over_riskless
from engine.report.headlines import at_account, formatted
from engine.report.luck import luck_lines
from engine.words import Words
from engine.words.notes import spoken


class FiveNumbers(NamedTuple):
    """A run in five numbers, decimals and a count of margin calls; None where one is not defined. The interval is that
    of the return over the riskless; `worst` is the deepest fall, <= 0; `cost_drag` is what trading cost, >= 0.
    """

    run: str
    over_bills: float | None
    interval: tuple[float, float] | None
    worst: float | None
    closest_call: float | None
    cost_drag: float | None
    calls: int


def five_numbers(comparison: Comparison) -> list[FiveNumbers]:
    """The five numbers of each run, in the order of the comparison."""
    figures, rows = comparison.metrics(), over_riskless(comparison)
    intervals = {name: (row["low"], row["high"]) for name, row in rows.items()}
    return [
        FiveNumbers(
            name, of["excess_return"], intervals.get(name), of["max_drawdown"], of["closest_call"], of["cost_drag"],
            int(of["margin_calls"] or 0),
        )
        for name, of in figures.items()
    ]  # fmt: skip


def verdict(comparison: Comparison, say: Words) -> list[str]:
    """The comparison in a few sentences: return, differences, worst fall, margin calls, costs, and whether its runs are
    beyond luck.
    """
    numbers = five_numbers(comparison)
    return [
        *_all_earned(comparison, numbers, say),
        *([_between(comparison, say)] if len(numbers) > 1 else []),
        _deepest(comparison, numbers, say),
        _calls(comparison, numbers, say),
        *of_plans(comparison.whole, say),
        *luck_lines(comparison.whole, say),
    ]


def _all_earned(comparison: Comparison, numbers: list[FiveNumbers], say: Words) -> list[str]:
    rows = over_riskless(comparison)
    clause, bills = looks(list(rows.values()), say) if rows else "", say(f"riskless.{_currency(comparison)}")
    ends = {one.run: lost_on(comparison, one.run) for one in numbers}
    return [
        say("verdict.lost", run=one.run, date=ends[one.run])
        if ends[one.run]
        else _in_the_period(comparison, one.run, say)
        if one.over_bills is None
        else _earned(one, rows.get(one.run), clause, bills, say)
        for one in numbers
    ]


def lost_on(comparison: Comparison, run: str) -> str:
    """The day on which the account of a run was gone, ISO; empty where it never was."""
    equity = comparison.runs[run].table("equity")
    gone = np.flatnonzero(to_array(equity["equity"]) <= 0.0)
    return _day(equity, int(gone[0])) if len(gone) else ""


def _in_the_period(comparison: Comparison, run: str, say: Words) -> str:
    """What a run of less than a year brought, and what the riskless did."""
    life = life_of(investor_tables(comparison.runs[run].tables))
    size, other = (
        formatted(value, "{:+.2%}", say)
        for value in (total_return(life.equity), float(np.prod(1.0 + life.bills) - 1.0))
    )
    return say("verdict.too_short", run=run, size=size, bills=say(f"riskless.{_currency(comparison)}"), other=other)


def _earned(one: FiveNumbers, row: Row | None, clause: str, bills: str, say: Words) -> str:
    over = one.over_bills or 0.0
    told = say("verdict.more" if over >= 0.0 else "verdict.less", run=one.run, size=f"{abs(over):.2%}", bills=bills)
    if row is None:
        return told + say("verdict.no_interval")
    alone = "verdict.one_look" if excludes_zero(row) else "verdict.unsure"
    key = "verdict.sure" if beyond_chance(row) else alone
    return told + say(key, low=f"{row['low']:+.2%}", high=f"{row['high']:+.2%}", looks=clause)


def _currency(comparison: Comparison) -> str:
    """The currency in which the runs are told."""
    return next(iter(comparison.runs.values())).currency


def _between(comparison: Comparison, say: Words) -> str:
    rows = between_runs(comparison)
    if not rows:
        why = _why_untested(comparison, say)
        return say("verdict.untested", why=why) if why else say("verdict.untested_then")
    told = [
        say("verdict.difference", run=row["run"], other=row["against"], size=f"{row['difference']:+.2%}")
        for row in rows
        if beyond_chance(row)
    ]
    if not told and any(lost_on(comparison, run) for run in comparison.runs):
        return say("verdict.until_lost")
    if not told:
        return say("verdict.no_difference", looks=looks(rows, say))
    return say("verdict.differences", which=say("verdict.and").join(told), looks=looks(rows, say))


def _why_untested(comparison: Comparison, say: Words) -> str | None:
    """The reason that the comparison noted, in the reader's language; None of one that an earlier version noted in a
    sentence, which stands among the notes.
    """
    noted = (note for note in comparison.manifest["notes"] if not isinstance(note, str))
    reasons = (note["values"]["why"] for note in noted if note["code"] == "no_intervals")
    return next((spoken(why, say) for why in reasons), None)


def _deepest(comparison: Comparison, numbers: list[FiveNumbers], say: Words) -> str:
    worst = min(numbers, key=lambda one: one.worst or 0.0)
    if not worst.worst:
        return say("verdict.no_fall")
    equity = investor_tables(comparison.runs[worst.run].tables)["equity"]
    trough = int(to_array(equity["drawdown"]).argmin())
    return say("verdict.fall", run=worst.run, size=f"{-worst.worst:.1%}", date=_day(equity, trough))


def _calls(comparison: Comparison, numbers: list[FiveNumbers], say: Words) -> str:
    runs = comparison.runs
    called = [one for one in numbers if one.calls]
    if called:
        told = (f"{at_account(one.run, runs, say)} ({one.calls})" for one in called)
        return say("verdict.called", which=", ".join(told))
    held = [one for one in numbers if one.closest_call is not None]
    if not held:
        return say("verdict.no_futures")
    near = min(held, key=lambda one: one.closest_call or 0.0)
    run = runs[near.run]
    market = run.config.pair or say("verdict.index")
    if near.closest_call is None or near.closest_call >= 1.0:
        return say("verdict.unreachable", market=market)
    falls = tolerable_falls(run)
    place = int((falls == falls[falls == falls].min()).argmax())  # noqa: PLR0124  (NaN is not itself)
    key = "verdict.near_rise" if net_short(run.tables)[place] else "verdict.near"
    key, size = (key, near.closest_call) if near.closest_call >= 0.0 else ("verdict.short", -near.closest_call)
    return say(
        key,
        run=at_account(near.run, runs, say),
        market=market,
        size=f"{size:.0%}",
        date=_day(run.table("equity"), place),
    )


def _day(table: Any, row: int) -> str:
    return iso(int(to_array(table["date"])[row]))

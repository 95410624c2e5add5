"""What a stress test looks like: tables for a terminal, heat tables for the page."""

from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

import numpy as np
from rich.table import Table

from data.base.arrow import to_array
from data.base.days import Day, iso
from engine.analysis.exposure import nearest_place
from engine.analysis.sides import net_short
from engine.audit.held import tolerable_falls
from engine.comparison.comparison import Comparison
from engine.report.console import plain
from engine.report.heat import Heat, HeatCell
from engine.results.run import RunResult
from engine.stress.account_state import KINDS, Kind, Outcome
from engine.stress.from_run import Known, state_on
from engine.stress.grid import Cell, GridSheet, axes_of, first_fatal, grid, sheets
from engine.stress.of_run import StressTest, date_of_outcome, terms_of
from engine.stress.replays import Replay
from engine.words import Words

HEATS: dict[Kind, tuple[str, float]] = {
    "no_call": ("gain", 0.6), "call_met": ("gain", 0.2), "call_missed": ("loss", 0.4), "liquidated": ("loss", 0.7),
    "ruined": ("loss", 1.0),
}  # fmt: skip
"""Side and strength of the colour behind the word."""


def state_line(test: StressTest, name: str, currency: str, say: Words) -> str:
    """The account that is put under stress, in one sentence."""
    state = test.state
    equity, notional = state.equity, abs(state.contracts) * state.unit
    return say(
        "stress.title", run=name, date=iso(test.day), equity=f"{equity:,.0f}", currency=currency,
        notional=f"{notional:,.0f}",
        margin=f"{state.margin_share:.1%}", hedge=f"{state.hedge:,.0f}",
    )  # fmt: skip


def idle_line(test: StressTest, say: Words) -> str:
    """That the account held nothing at the end, and which day was taken instead; empty where it did."""
    return say("stress.idle", last=iso(test.idle_since), date=iso(test.day)) if test.idle_since else ""


def unattended_line(test: StressTest, say: Words) -> str:
    """What goes wrong besides, and whether that changes anything; empty where nothing does."""
    asked = test.unattended._asdict().items()
    told = [say(f"stress_unattended.{name}", sessions=sessions) for name, sessions in asked if sessions]
    if test.unattended.faults:
        key = "stress_unattended.changed" if test.changed else "stress_unattended.unchanged"
        told.append(say(key, changed=test.changed, count=len(test.cells)))
    return " ".join(told)


def grid_tables(test: StressTest, say: Words) -> list[Table]:
    """A table of letters for each move of the currency that changes anything."""
    return [_letters(sheet, len(test.axes.currencies), test.axes.sessions, say) for sheet in sheets(test.cells)]


def _letters(sheet: GridSheet, moves: int, sessions: int, say: Words) -> Table:
    title = say("stress.spread", sessions=sessions, moves=_moves(sheet, moves, say))
    table = plain(title)
    table.add_column(say("stress.fall"), justify="right")
    for margin, delay in sheet.columns:
        table.add_column(say("stress.column", margin=f"{margin:g}", delay=delay), justify="center")
    for fall, cells in sheet.rows:
        table.add_row(f"{-fall:+.0%}", *(say(f"letter.{cell.outcome.kind}") for cell in cells))
    return table


def _moves(sheet: GridSheet, moves: int, say: Words) -> str:
    if len(sheet.currencies) == moves:
        return say("stress.any")
    return say("stress.moves", moves=", ".join(f"{move:+.0%}" for move in sorted(sheet.currencies)))


def legend(say: Words) -> str:
    """What the letters mean."""
    return ", ".join(
        say("stress.legend", letter=say(f"letter.{kind}"), outcome=say(f"outcome.{kind}")) for kind in KINDS
    )


def fatal_line(cells: Sequence[Cell], say: Words) -> str:
    """The first combination in which the broker closes positions, or that there is none."""
    fatal = first_fatal(cells)
    if fatal is None:
        return say("stress.never")
    return say(
        "stress.first", fall=f"{-fatal.fall:+.0%}", margin=f"{fatal.margin:g}", delay=fatal.delay,
        move=f"{fatal.currency:+.0%}",
        outcome=say(f"outcome.{fatal.outcome.kind}"), session=fatal.outcome.session,
    )  # fmt: skip


def replay_table(test: StressTest, currency: str, say: Words) -> Table:
    """History laid over the account: a row for each window that the market has."""
    table = plain(say("stress.replays"))
    table.add_column(say("stress.window"))
    for key in ("stress.index", "stress.usdjpy", "stress.margin"):
        table.add_column(say(key), justify="right")
    for delay in test.axes.delays:
        table.add_column(say("stress.delayed", delay=delay))
    for money in (currency, "JPY"):
        table.add_column(say("stress.equity", currency=money), justify="right")
    for one in test.replays:
        if one.covered:
            table.add_row(*_replay_row(one, currency, say))
    return table


def not_covered(test: StressTest, say: Words) -> str:
    """The windows that the market has not; empty where it has all."""
    missing = [one.window.name for one in test.replays if not one.covered]
    return say("stress.not_covered", windows=", ".join(missing)) if missing else ""


def _replay_row(one: Replay, currency: str, say: Words) -> list[str]:
    prompt = one.outcomes[0][1]
    moves = [f"{one.index_return:+.1%}", _told(one.currency_return, "+.1%"), f"x{one.margin:.2f}"]
    told = [_with_date(one, outcome, say) for _, outcome in one.outcomes]
    own, yen = prompt.equity, prompt.investor_equity
    return [one.window.name, *moves, *told, say.amount(own, currency), "–" if isnan(yen) else say.amount(yen, "JPY")]  # noqa: RUF001


def _told(value: float, form: str) -> str:
    return "–" if isnan(value) else format(value, form)  # noqa: RUF001


def _with_date(one: Replay, outcome: Outcome, say: Words) -> str:
    """The letter of an outcome with month and day, or with the sessions that went by after the window."""
    letter, day = say(f"letter.{outcome.kind}"), date_of_outcome(one, outcome)
    if not outcome.session:
        return letter
    return (
        f"{letter} {day[5:]}" if day else say("stress.later", letter=letter, sessions=outcome.session - len(one.days))
    )


class Stressed(NamedTuple):
    """A day of a run on the page: the date (ISO), why it was chosen, heat tables, and the first combination that
    kills.
    """

    date: str
    why: str
    heats: list[Heat]
    first: str


def stressed_days(comparison: Comparison, say: Words) -> dict[str, list[Stressed]]:
    """For each run the day on which the index could fall least, and its last with futures; none
    where it never held any.
    """
    index = to_array(comparison.table("sessions")["index"])
    return {
        name: [_stressed(run, place, float(index[place]), why, say) for place, why in _places(run, say)]
        if run.config.kind.on_a_fund
        else []
        for name, run in comparison.runs.items()
    }


def _places(run: RunResult, say: Words) -> list[tuple[int, str]]:
    falls = tolerable_falls(run)
    nearest = nearest_place(falls, net_short(run.tables))
    if nearest is None:
        return []
    last = int(np.flatnonzero(~np.isnan(falls))[-1])
    ended = say("report.stress_last" if last == len(falls) - 1 else "report.stress_last_held")
    return list({nearest: say("report.stress_nearest"), last: ended}.items())


def _stressed(run: RunResult, place: int, index: float, why: str, say: Words) -> Stressed:
    terms = terms_of(run, int(to_array(run.table("equity")["date"])[place]), index)
    state = state_on(run.tables, place, terms, Known(index))
    axes = axes_of(state)
    cells = grid(state, terms, axes)
    heats = [_heat(sheet, len(axes.currencies), say) for sheet in sheets(cells)]
    return Stressed(_date(run, place), why, heats, fatal_line(cells, say))


def _date(run: RunResult, place: int) -> str:
    day: Day = int(to_array(run.table("equity")["date"])[place])
    return iso(day)


def _heat(sheet: GridSheet, moves: int, say: Words) -> Heat:
    kinds = {cell.outcome.kind for _, cells in sheet.rows for cell in cells}
    if len(kinds) == 1:
        count = len(sheet.rows) * len(sheet.columns) * len(sheet.currencies)
        told = say(
            "report.stress_same", moves=_moves(sheet, moves, say), count=count, outcome=say(f"outcome.{kinds.pop()}")
        )
        return Heat(told, [], [])
    titles = [say("stress.column", margin=f"{margin:g}", delay=delay) for margin, delay in sheet.columns]
    rows = [(f"{-fall:+.0%}", [_shown(cell, say) for cell in cells]) for fall, cells in sheet.rows]
    return Heat(_moves(sheet, moves, say), titles, rows)


def _shown(cell: Cell, say: Words) -> HeatCell:
    return HeatCell(say(f"outcome.{cell.outcome.kind}"), *HEATS[cell.outcome.kind])

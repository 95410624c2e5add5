"""The grid: falls of the index, rises of margin, later redemptions and moves of the currency, each with each other."""

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from data.facts import facts
from engine.stress.account_state import AccountState, Outcome, StressTerms
from engine.stress.shocks import evenly
from engine.stress.walk import walk


class Axes(NamedTuple):
    """Falls (positive decimals; of what is sold, rises: negative), multiples of margin, sessions of delay, moves of the
    account's currency (decimals, negative: it fell), each from mild to hard, and sessions over which the shock is
    spread.
    """

    falls: tuple[float, ...]
    margins: tuple[float, ...]
    delays: tuple[int, ...]
    currencies: tuple[float, ...]
    sessions: int


class Cell(NamedTuple):
    """One combination and what became of the account; units are those of `Axes`."""

    fall: float
    margin: float
    delay: int
    currency: float
    outcome: Outcome


Grid = tuple[Cell, ...]


def default_axes() -> Axes:
    """Those of `data/facts/stress_grid.csv`."""
    table = facts("stress_grid")
    axes = {
        name: tuple(fact.value or 0.0 for fact in table.group(name).values()) for name in ("fall", "margin", "currency")
    }
    delays = tuple(int(fact.value or 0) for fact in table.group("delay").values())
    return Axes(axes["fall"], axes["margin"], delays, axes["currency"], int(table.latest("sessions").value or 1))


def axes_of(state: AccountState) -> Axes:
    """Those for an account: rises where its futures are sold."""
    axes = default_axes()
    return axes._replace(falls=tuple(-fall for fall in axes.falls)) if state.contracts < 0 else axes


def grid(state: AccountState, terms: StressTerms, axes: Axes) -> Grid:
    """Every combination, ordered by fall, then margin, then delay, then currency.

    Without a currency hedge, and with a core in the account's currency, the currency changes what the equity is worth
    to the investor, and nothing else.
    """
    return tuple(
        cell
        for fall, margin, delay in product(axes.falls, axes.margins, axes.delays)
        for cell in _row(state, terms, Cell(fall, margin, delay, 0.0, Outcome("no_call", 0, 0.0, 0.0)), axes)
    )


def _row(state: AccountState, terms: StressTerms, cell: Cell, axes: Axes) -> list[Cell]:
    if state.hedge or terms.core:
        return [
            cell._replace(currency=move, outcome=_outcome(state, terms, cell, move, axes.sessions))
            for move in axes.currencies
        ]
    outcome = _outcome(state, terms, cell, 0.0, axes.sessions)
    told = [outcome._replace(investor_equity=outcome.investor_equity * (1.0 + move)) for move in axes.currencies]
    return [cell._replace(currency=move, outcome=one) for move, one in zip(axes.currencies, told, strict=True)]


def _outcome(state: AccountState, terms: StressTerms, cell: Cell, currency: float, sessions: int) -> Outcome:
    return walk(state, terms, evenly(cell.fall, currency, cell.margin, sessions), cell.delay)


def first_fatal(cells: Sequence[Cell]) -> Cell | None:
    """The first combination, in the order of the grid, in which the broker closes positions; None
    where there is none.
    """
    return next((cell for cell in cells if cell.outcome.fatal), None)


class GridSheet(NamedTuple):
    """The cells of moves of the currency that end alike: by fall, then by (margin, delay)."""

    currencies: tuple[float, ...]
    columns: tuple[tuple[float, int], ...]
    rows: tuple[tuple[float, tuple[Cell, ...]], ...]


def sheets(cells: Sequence[Cell]) -> list[GridSheet]:
    """The grid as tables of fall by margin and delay; moves of the currency with the same outcomes share one."""
    by_move: dict[float, list[Cell]] = {}
    for cell in cells:
        by_move.setdefault(cell.currency, []).append(cell)
    alike: dict[tuple[str, ...], list[float]] = {}
    for move, found in by_move.items():
        alike.setdefault(tuple(cell.outcome.kind for cell in found), []).append(move)
    return [_sheet(tuple(moves), by_move[moves[0]]) for moves in alike.values()]


def _sheet(moves: tuple[float, ...], cells: Sequence[Cell]) -> GridSheet:
    columns = tuple(dict.fromkeys((cell.margin, cell.delay) for cell in cells))
    falls = dict.fromkeys(cell.fall for cell in cells)
    rows = tuple((fall, tuple(cell for cell in cells if cell.fall == fall)) for fall in falls)
    return GridSheet(moves, columns, rows)

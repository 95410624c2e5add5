"""The grid and its tables: what stands first, what is merged, and that facts give the axes."""

import pytest

from engine.account.profiles import AccountProfile
from engine.day.terms import CashPolicy
from engine.stress.account_state import FATAL, AccountState, StressTerms
from engine.stress.grid import Axes, axes_of, default_axes, first_fatal, grid, sheets
from engine.stress.shocks import evenly
from engine.stress.walk import walk

TERMS = StressTerms(AccountProfile.named("jp_retail_futures", 15_707), CashPolicy(0.0, 0.3, 0.5), hedge_margin=0.04)
PLAIN = AccountState(71_000.0, 929_000.0, 40, 5_000.0, 0.05, 1.1, rate=100.0)
HEDGED = PLAIN._replace(hedge=300_000.0)
AXES = Axes((0.1, 0.2, 0.3, 0.4), (1.0, 2.0), (0, 2), (0.0, -0.1, 0.1), 5)


def test_every_combination_is_there_once_in_the_stated_order():
    cells = grid(HEDGED, TERMS, AXES)
    places = [(cell.fall, cell.margin, cell.delay, AXES.currencies.index(cell.currency)) for cell in cells]
    assert places == sorted(places)
    assert len(set(places)) == 4 * 2 * 2 * 3


def test_a_cell_is_the_walk_through_its_combination():
    cell = grid(HEDGED, TERMS, AXES)[-1]
    assert (cell.fall, cell.margin, cell.delay, cell.currency) == (0.4, 2.0, 2, 0.1)
    assert cell.outcome == walk(HEDGED, TERMS, evenly(0.4, 0.1, 2.0, 5), 2)


def test_without_a_hedge_the_currency_moves_only_what_equity_is_worth_in_yen():
    for cell in grid(PLAIN, TERMS, AXES):
        told = walk(PLAIN, TERMS, evenly(cell.fall, cell.currency, cell.margin, 5), cell.delay)
        assert cell.outcome.events == told.events
        assert cell.outcome.investor_equity == pytest.approx(told.investor_equity, rel=1e-12)


def test_the_first_fatal_combination_is_the_smallest_fall_then_margin_then_delay():
    cells = grid(HEDGED, TERMS, AXES)
    fatal = first_fatal(cells)
    before = cells[: cells.index(fatal)]
    assert fatal.outcome.kind in FATAL
    assert not any(cell.outcome.fatal for cell in before)
    assert (fatal.fall, fatal.margin, fatal.delay, fatal.currency) == (0.1, 2.0, 2, 0.1)
    assert first_fatal(grid(PLAIN._replace(contracts=0), TERMS, AXES)) is None


def test_moves_of_the_currency_that_end_alike_share_a_table():
    (only,) = sheets(grid(PLAIN, TERMS, AXES))
    assert only.currencies == AXES.currencies
    assert only.columns == ((1.0, 0), (1.0, 2), (2.0, 0), (2.0, 2))
    assert [fall for fall, _ in only.rows] == list(AXES.falls)
    several = sheets(grid(HEDGED, TERMS, AXES))
    assert len(several) > 1
    assert sorted(move for sheet in several for move in sheet.currencies) == sorted(AXES.currencies)


def test_what_is_sold_is_laid_under_rises_and_loses_by_them():
    short = PLAIN._replace(contracts=-40)
    axes = axes_of(short)
    assert axes.falls == tuple(-fall for fall in default_axes().falls)
    assert axes._replace(falls=default_axes().falls) == default_axes() == axes_of(PLAIN)
    cells = grid(short, TERMS, axes)
    for cell in (one for one in cells if one.outcome.kind == "no_call" and one.margin == 1.0):
        lost = -40 * 5_000.0 * cell.fall
        assert cell.outcome.equity == pytest.approx(1_000_000.0 - lost, abs=0.02 * lost)
    fatal = first_fatal(cells)
    assert fatal.fall < 0.0
    assert first_fatal(grid(short, TERMS, default_axes())) is None


def test_the_axes_are_facts_from_mild_to_hard():
    axes = default_axes()
    assert axes.falls == (0.05, 0.10, 0.15, 0.20, 0.30, 0.40, 0.50)
    assert (axes.margins, axes.delays, axes.sessions) == ((1.0, 1.5, 2.0), (0, 1, 3), 5)
    assert axes.currencies == (0.0, -0.10, 0.10, -0.20)

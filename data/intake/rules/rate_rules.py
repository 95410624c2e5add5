"""Rules about rates: units, bounds and jumps."""

from collections.abc import Iterator
from datetime import date

import numpy as np

from data.base.arrays import Floats
from data.base.days import day_of
from data.base.saying import Saying, said
from data.intake.frequency import frequency, neighbours
from data.intake.history import History
from data.intake.rules.neighbours import patience, stays
from data.intake.rules.price_rules import SHOWN, hit
from data.intake.rules.rule import Context, Hit, Rule, kinds
from data.intake.source import KINDS
from data.sessions.quality import LARGEST_RATE, SMALLEST_RATE

JUMP, FAR = 0.03, 0.015
DOUBLED = 2.0
LOWEST_BILL, HIGHEST_BILL = -0.2, 18.0
LOWEST_YEN, HIGHEST_YEN, HIGHEST_YEN_LATE = -0.3, 13.0, 1.0
YEN_LOW, YEN_KNOWN = day_of(date(1996, 1, 1)), day_of(date(2026, 8, 1))
HIGHEST_DIVIDENDS = 15.0
NEAR_ZERO = (
    (day_of(date(2008, 11, 5)), day_of(date(2015, 12, 4))),
    (day_of(date(2020, 4, 13)), day_of(date(2022, 3, 11))),
)
"""Rates in percent; the days between which yen rates were always low; and those on which bills
in dollars were mostly below 0.2."""
SMALL = 0.2


def rate_not_in_unit(history: History, _context: Context) -> Iterator[Hit]:
    """A rate is too large or too small for its unit."""
    if not history.unit:
        return
    scale = 100.0 if history.unit == "percent" else 1.0
    rates = history.values["rate"]
    problem = said(
        "rates.unit", low=SMALLEST_RATE * scale, high=LARGEST_RATE * scale, unit=said(f"unit.{history.unit}")
    )
    wrong = (rates < SMALLEST_RATE * scale) | (rates > LARGEST_RATE * scale)
    for row in np.flatnonzero(wrong):
        yield Hit(int(row), history.names.get("rate", "rate"), f"{rates[row]:.10g}", problem)


def rates_look_decimal(history: History, _context: Context) -> Iterator[Hit]:
    """Rates in percent are all below 0.2 and finer than the hundredths in which bills are quoted, and not all of
    years in which such rates were usual.
    """
    known = np.isfinite(history.values["rate"])
    rates, days = history.values["rate"][known], history.days[known]
    if len(days) and any(first <= days.min() and days.max() <= last for first, last in NEAR_ZERO):
        return
    # less than that is noise of floats: 0.07 times 100 is not 7
    fine = np.abs(rates * 100.0 - np.round(rates * 100.0)) > 1e-6
    if history.unit == "percent" and len(rates) and rates.max() < SMALL and fine.any():
        yield Hit(None, history.names["rate"], said("rates.up_to", largest=rates.max()), said("rates.as_percent"))


def rate_jump(history: History, _context: Context) -> Iterator[Hit]:
    """A rate moved by more than three percentage points from one value to the next (weekly and rarer ones by more),
    unless a long gap is between them.
    """
    for row, move in _moves(history, 100.0 * JUMP, np.inf):
        yield hit(history, row, "rate", said("rates.jump" if abs(move) < SHOWN else "rates.jump_far", move=move))


def bill_moves_far(history: History, _context: Context) -> Iterator[Hit]:
    """A bill yield moved by 1.5 to 3 percentage points and did not come back: the most
    since 1954 was 1.34, on 1981-05-04.
    """
    for row, move in _moves(history, 100.0 * FAR, 100.0 * JUMP, alone=False):
        if points(history)[row] <= 100.0 * LARGEST_RATE:
            problem = said("rates.bill_moved", move=move)
            yield hit(history, row, "rate", problem)


def dividends_jump(history: History, _context: Context) -> Iterator[Hit]:
    """A dividend yield more than doubled or halved, from one value to the next of days, weeks or months."""
    rates = np.where(history.values["rate"] > 0.0, history.values["rate"], np.nan)
    rows = np.flatnonzero(np.isfinite(rates))
    if frequency(history.days[rows]).name in {"quarterly", "yearly"}:
        return
    moves = np.diff(np.log(rates[rows]))
    for place in np.flatnonzero((np.abs(moves) > np.log(DOUBLED)) & neighbours(history.days[rows])):
        seen = said("rates.seen_dividends_move")
        yield hit(history, int(rows[place + 1]), "rate", said("rates.times", times=np.exp(moves[place]), seen=seen))


def bill_never_seen(history: History, _context: Context) -> Iterator[Hit]:
    """A bill yield is below or above all that were seen in dollars."""
    return _outside(history, LOWEST_BILL, HIGHEST_BILL, said("rates.seen_bills"))


def overnight_rate_never_seen(history: History, _context: Context) -> Iterator[Hit]:
    """A yen rate is below or above all that were seen."""
    late = (history.days >= YEN_LOW) & (history.days < YEN_KNOWN)
    seen = said("rates.seen_yen")
    return _outside(history, LOWEST_YEN, np.where(late, HIGHEST_YEN_LATE, HIGHEST_YEN), seen)


def dividends_impossible(history: History, _context: Context) -> Iterator[Hit]:
    """A dividend yield of an index is negative, or above 15 %."""
    return _outside(history, 0.0, HIGHEST_DIVIDENDS, said("rates.seen_dividends"))


def points(history: History) -> Floats:
    """Rates in percent, shape (rows,); NaN where the unit is not known."""
    scale = {"percent": 1.0, "decimal": 100.0}.get(history.unit, np.nan)
    return np.asarray(history.values["rate"] * scale)


def no_value(history: History, _context: Context) -> Iterator[Hit]:
    """Not one row has a value."""
    if not np.isfinite(history.values[history.main]).any():
        yield Hit(None, history.names.get(history.main, history.main), "", said("cell.column_empty"))


def _moves(history: History, least: float, most: float, *, alone: bool = True) -> list[tuple[int, float]]:
    """(row, move in percentage points from the value before) of the moves within the bounds of daily values; those
    to and from one value alone if wanted.
    """
    rates = points(history)
    rows = np.flatnonzero(np.isfinite(rates))
    if not len(rows):
        return []
    moves, slow = np.diff(rates[rows]), patience(history.days[rows])
    far = (np.abs(moves) > least * slow) & (np.abs(moves) <= most * slow) & neighbours(history.days[rows])
    wanted = far if alone else far & stays(moves)
    return [(int(rows[place + 1]), float(moves[place])) for place in np.flatnonzero(wanted)]


def _outside(history: History, lowest: float, highest: float | Floats, seen: Saying) -> Iterator[Hit]:
    """One hit for all rates in percent outside the bounds, but for those that are in no unit."""
    rates = points(history)
    possible = (rates >= 100.0 * SMALLEST_RATE) & (rates <= 100.0 * LARGEST_RATE)
    rows = np.flatnonzero(possible & ((rates < lowest) | (rates > highest)))
    if len(rows):
        others = said("rates.as_rows", rows=len(rows)) if len(rows) > 1 else ""
        yield hit(history, int(rows[0]), "rate", said("rates.never_seen", others=others, seen=seen))


_RATES = kinds("bills", "bills-1m", "dividends", "jpy-rate", "yields")
RATE_RULES = (
    Rule(rate_not_in_unit, _RATES, "error"),
    Rule(rates_look_decimal, kinds("bills", "bills-1m"), "warning"),
    Rule(rate_jump, kinds("bills", "bills-1m", "jpy-rate", "yields"), "error"),
    Rule(bill_moves_far, kinds("bills", "bills-1m"), "warning"),
    Rule(dividends_jump, kinds("dividends"), "error"),
    Rule(bill_never_seen, kinds("bills", "bills-1m"), "warning"),
    Rule(overnight_rate_never_seen, kinds("jpy-rate"), "warning"),
    Rule(dividends_impossible, kinds("dividends"), "error"),
    Rule(no_value, frozenset(KINDS), "error"),
)

"""Rules about rates: units and jumps."""

from collections.abc import Iterator

import numpy as np

from data.intake.frequency import neighbours
from data.intake.history import History
from data.intake.rule import Context, Hit, Rule, kinds
from data.intake.source import KINDS
from data.quality import LARGEST_RATE, SMALLEST_RATE

_UNITS = {"percent": "percent", "decimal": "decimals", "": ""}
JUMP = 0.03
SMALL = 0.2


def rate_not_in_unit(history: History, _context: Context) -> Iterator[Hit]:
    """A rate is too large or too small for its unit."""
    scale = 100.0 if history.unit == "percent" else 1.0
    rates = history.values["rate"]
    problem = (
        f"is not between {SMALLEST_RATE * scale:g} and {LARGEST_RATE * scale:g}, as rates in {_UNITS[history.unit]} are"
    )
    wrong = (rates < SMALLEST_RATE * scale) | (rates > LARGEST_RATE * scale)
    for row in np.flatnonzero(wrong) if history.unit else ():
        yield Hit(int(row), history.names.get("rate", "rate"), f"{rates[row]:.10g}", problem)


def rates_look_decimal(history: History, _context: Context) -> Iterator[Hit]:
    """Rates in percent are all below 0.2 and finer than the hundredths in which bills are quoted."""
    rates = history.values["rate"][np.isfinite(history.values["rate"])]
    fine = np.abs(rates * 100.0 - np.round(rates * 100.0)) > 1e-6
    if history.unit == "percent" and len(rates) and rates.max() < SMALL and fine.any():
        yield Hit(None, history.names["rate"], f"up to {rates.max():g}", "is read as percent")


def rate_jump(history: History, _context: Context) -> Iterator[Hit]:
    """A rate moved by more than three percentage points from one value to the next, unless a long gap is between them."""
    rates = history.values["rate"] / (100.0 if history.unit == "percent" else 1.0)
    rows = np.flatnonzero(np.isfinite(rates))
    moves = np.diff(rates[rows])
    for place in np.flatnonzero((np.abs(moves) > JUMP) & neighbours(history.days[rows])) if history.unit else ():
        row = int(rows[place + 1])
        value = f"{history.values['rate'][row]:.10g}"
        yield Hit(
            row,
            history.names.get("rate", "rate"),
            value,
            f"is {moves[place] * 100.0:+.2f} points from the value before",
        )


def no_value(history: History, _context: Context) -> Iterator[Hit]:
    """Not one row has a value."""
    if not np.isfinite(history.values[history.main]).any():
        yield Hit(None, history.names.get(history.main, history.main), "", "has no value on any row")


_RATES = kinds("bills", "bills-1m", "dividends", "jpy-rate")
RATE_RULES = (
    Rule(rate_not_in_unit, _RATES, "error", "percent, decimals and basis points differ by a factor of 100: say :percent or :decimal"),
    Rule(rates_look_decimal, kinds("bills", "bills-1m"), "warning", "if they are decimals, yields are a hundred times too small: say :decimal"),
    Rule(rate_jump, kinds("bills", "bills-1m", "jpy-rate"), "error", "a wrong digit, or another unit from there on"),
    Rule(no_value, frozenset(KINDS), "error", "the wrong column, or an empty download"),
)  # fmt: skip

"""What is wrong with a market table: every finding at once, each with row, column and value. Nothing is repaired."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from data.base.arrays import Flags, Floats, Ints
from data.base.arrow import to_array
from data.base.days import day_of, iso
from data.base.saying import Saying, said
from data.contracts.calendars import SessionCalendar
from data.sessions.market_table import FILLED_BY

PRICES = ("open", "high", "low", "close", "vix", "usdjpy")
RATES = ("dividend_yield", "bill_yield", "jpy_rate", "bill_yield_1m")
SMALLEST_RATE, LARGEST_RATE = -0.05, 0.50
FARTHEST = {
    **dict.fromkeys(("open", "high", "low", "close"), (0.01, 1e9)),
    "vix": (0.01, 1e4),
    "usdjpy": (1e-3, 1e9),
}
"""Between which no price of any market is absurd, not even of a made-up one; what a real one can be is narrower
(`data.intake.rules.price_rules`)."""
SHOWN = 20
_FIRST_DAY, _LAST_DAY = day_of(date(1000, 1, 1)), day_of(date(9999, 12, 31))


@dataclass(frozen=True, slots=True)
class TableFinding:
    """One thing wrong: `row` counts from 1 (None: between rows), `problem` completes the sentence."""

    row: int | None
    column: str
    value: str
    problem: Saying

    def __str__(self) -> str:
        where = "" if self.row is None else f"row {self.row}, "
        return f"{where}column {self.column}: {self.value} {self.problem}"


NOISE = 1e-9
"""Relative difference under which two prices are the same: arithmetic on floats leaves it, no market does."""
TableCheck = Callable[[pa.Table, SessionCalendar], list[TableFinding]]


def findings(table: pa.Table, calendar: SessionCalendar) -> list[TableFinding]:
    """All findings of all checks, in the order of `CHECKS`; nothing more is asked of a table that is `unreadable`."""
    return unreadable(table) or [finding for check in CHECKS for finding in check(table, calendar)]


def unreadable(table: pa.Table) -> list[TableFinding]:
    """What keeps a table from being looked at any further: empty cells, or else dates that are none."""
    return values_are_present(table) or dates_are_days(table)


def report(what: str, found: list[TableFinding]) -> str:
    """The findings as lines of text, the first `SHOWN` of them."""
    count = f"{len(found)} finding{'s' if len(found) > 1 else ''}"
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "\n  ".join([f"{what} has {count}:", *map(str, found[:SHOWN]), *more])


def alike(one: Floats, other: Floats) -> Flags:
    """Where values are the same but for noise; NaN is like nothing. Shapes as numpy broadcasts them."""
    return np.asarray(np.abs(one - other) <= NOISE * np.maximum(np.abs(one), np.abs(other)))


def above(one: Floats, other: Floats) -> Flags:
    """Where values are greater than others by more than noise. Shapes as numpy broadcasts them."""
    return np.asarray((one > other) & ~alike(one, other))


def values_are_present(table: pa.Table, _calendar: SessionCalendar | None = None) -> list[TableFinding]:
    """Every cell has a value."""
    holes = (name for name in table.column_names if table[name].null_count)
    return [
        TableFinding(row + 1, name, said("cell.empty"), said("cell.not_a_value"))
        for name in holes
        for row in _rows(to_array(table[name].is_null()))
    ]


def dates_are_days(table: pa.Table) -> list[TableFinding]:
    """Each date is in a year of four digits."""
    days = _days(table)
    wrong = _rows((days < _FIRST_DAY) | (days > _LAST_DAY))
    return [
        TableFinding(row + 1, "date", said("table.days_after", days=days[row]), said("table.no_year")) for row in wrong
    ]


def dates_increase(table: pa.Table, _calendar: SessionCalendar) -> list[TableFinding]:
    """Dates are strictly increasing."""
    days = _days(table)
    late = [row + 1 for row in _rows(np.diff(days) <= 0)]
    return [
        TableFinding(row + 1, "date", iso(days[row]), said("table.not_after", date=iso(days[row - 1]))) for row in late
    ]


def dates_are_sessions(table: pa.Table, calendar: SessionCalendar) -> list[TableFinding]:
    """Each date is a session of the exchange; days that its calendar does not reach are one finding."""
    first, last = calendar.sessions[0], calendar.sessions[-1]
    days = _days(table)
    beyond = _rows((days < first) | (days > last))
    span = {"first": iso(first), "last": iso(last), "calendar": calendar.name}
    return [
        *(
            TableFinding(row + 1, "date", iso(days[row]), said("table.not_within", rows=len(beyond), **span))
            for row in beyond[:1]
        ),
        *(
            TableFinding(row, "date", iso(day), said("table.no_session", calendar=calendar.name))
            for row, day in enumerate(days.tolist(), start=1)
            if first <= day <= last and day not in calendar
        ),
    ]


def no_session_is_missing(table: pa.Table, calendar: SessionCalendar) -> list[TableFinding]:
    """Each session of the exchange between the first and the last date is there; a missing one has no row to name."""
    days = _days(table)
    missing = sorted(set(calendar.between(days.min(), days.max())) - set(days.tolist()))
    return [TableFinding(None, "date", iso(day), said("table.without_row", calendar=calendar.name)) for day in missing]


def prices_are_positive(table: pa.Table, _calendar: SessionCalendar) -> list[TableFinding]:
    """Prices are finite and above zero."""
    return _outside(
        table, PRICES, lambda values: ~(np.isfinite(values) & (values > 0.0)), lambda: said("futures.not_a_price")
    )


def prices_are_possible(table: pa.Table, _calendar: SessionCalendar) -> list[TableFinding]:
    """Prices are not absurd, whatever the market (see `FARTHEST`)."""
    return [
        _finding(row, name, values, said("table.absurd", low=lowest, high=highest))
        for name, (lowest, highest) in FARTHEST.items()
        for values in (to_array(table[name]),)
        for row in _rows(np.isfinite(values) & (values > 0.0) & ((values < lowest) | (values > highest)))
    ]


def rates_are_decimals(table: pa.Table, _calendar: SessionCalendar) -> list[TableFinding]:
    """Rates are annual decimals (0.05, not 5); negative ones down to `SMALLEST_RATE`."""
    return _outside(
        table,
        RATES,
        lambda values: ~((values >= SMALLEST_RATE) & (values <= LARGEST_RATE)),
        lambda: said("table.rate", low=SMALLEST_RATE, high=LARGEST_RATE),
    )


def high_and_low_bound_the_day(table: pa.Table, _calendar: SessionCalendar) -> list[TableFinding]:
    """High is the highest price of the session, low the lowest, but for noise (the open counts where it is real)."""
    opens, high, low, close = (to_array(table[name]) for name in ("open", "high", "low", "close"))
    real = to_array(table["open_is_real"])
    top = np.maximum(close, np.where(real, opens, close))
    bottom = np.minimum(close, np.where(real, opens, close))
    return [
        *(_finding(row, "high", high, said("table.below_top", price=top[row])) for row in _rows(above(top, high))),
        *(
            _finding(row, "low", low, said("table.above_bottom", price=bottom[row]))
            for row in _rows(above(low, bottom))
        ),
    ]


CHECKS: tuple[TableCheck, ...] = (
    dates_increase,
    dates_are_sessions,
    no_session_is_missing,
    prices_are_positive,
    prices_are_possible,
    rates_are_decimals,
    high_and_low_bound_the_day,
)


def _days(table: pa.Table) -> Ints:
    return to_array(table["date"]).astype(np.int64)


def _outside(
    table: pa.Table, columns: Iterable[str], wrong: Callable[[Floats], Flags], tell: Callable[[], Saying]
) -> list[TableFinding]:
    """Values that are wrong; what to tell of them is only asked for if there are any."""
    arrays = {name: to_array(table[name]) for name in columns}
    return [
        _finding(row, name, values, tell())
        for name, values in arrays.items()
        for row in _rows(wrong(values) & ~_unknown(name, values))
    ]


def _unknown(name: str, values: Floats) -> Flags:
    return np.isnan(values) & (name in FILLED_BY)


def _rows(wrong: Flags) -> list[int]:
    return [int(row) for row in np.flatnonzero(wrong)]


def _finding(row: int, column: str, values: Floats, problem: Saying) -> TableFinding:
    return TableFinding(row + 1, column, str(values[row]), problem)

"""Repairs that the user asks for by name; each touches only rows that a finding names, and says how many."""

from collections.abc import Callable, Sequence

import numpy as np

from data.base.arrays import Flags, Floats
from data.base.errors import ConfigError
from data.base.meant import hint
from data.intake.history import History
from data.intake.rules.day_rules import DAY_RULES
from data.intake.rules.price_rules import real_opens
from data.intake.rules.rule import Context
from data.intake.rules.shifted_dates import unsortable
from data.intake.rules.weekday_rules import misdated
from data.sessions.quality import alike

Fix = Callable[[History, Context], tuple[History, int]]
"""(the repaired history, how many rows were dropped, moved or changed)."""


def sort(history: History, _context: Context) -> tuple[History, int]:
    """Rows into the order of their dates; not where dates go back and forth, as those do that are not what they say."""
    if unsortable(history.days):
        return history, 0
    order = np.argsort(history.days, kind="stable")
    moved = int((order != np.arange(len(history))).sum())
    return (history.take(order), moved) if moved else (history, 0)


def drop_duplicates(history: History, _context: Context) -> tuple[History, int]:
    """Rows out that repeat an earlier row of their date with all its values; others with the
    same date stay, and stop the build.
    """
    table = np.column_stack([history.days, *history.values.values()])
    first, of_day = dict[bytes, int](), dict[int, int]()
    kept = []
    for place, day in enumerate(history.days.tolist()):
        known = of_day.setdefault(day, place)
        new = first.setdefault(table[place].tobytes(), place) == place
        kept.append(new and (known == place or not history.repeats(place, known)))
    return _kept(history, np.array(kept, dtype=bool))


def keep_last(history: History, _context: Context) -> tuple[History, int]:
    """All rows of a date out but the last one in the file."""
    last = {day: row for row, day in enumerate(history.days.tolist())}
    return _kept(history, np.array([last[day] == row for row, day in enumerate(history.days.tolist())], dtype=bool))


def drop_non_sessions(history: History, context: Context) -> tuple[History, int]:
    """Rows of an index out whose date is not a session; not where all its dates are off."""
    if history.kind != "index" or misdated(history, context):
        return history, 0
    return _kept(history, np.array([day in context.calendar for day in history.days.tolist()], dtype=bool))


def drop_last(history: History, context: Context) -> tuple[History, int]:
    """The last row out, where a finding says that its session is not finished."""
    doubtful = any(True for rule in DAY_RULES if rule.fix == "drop-last" for _ in rule.findings(history, context))
    return (history.take(slice(0, -1)), 1) if doubtful else (history, 0)


def high_low(history: History, _context: Context) -> tuple[History, int]:
    """High and low of an index moved out to the open (where it is real) and the close."""
    if history.kind != "index" or not {"high", "low"} <= set(history.values):
        return history, 0
    inner = [history.values["close"], history.values["high"], history.values["low"]]
    if "open" in history.values:
        inner.append(np.where(real_opens(history), history.values["open"], history.values["close"]))
    high: Floats = np.max(inner, axis=0)
    low: Floats = np.min(inner, axis=0)
    moved = ~(alike(high, history.values["high"]) & alike(low, history.values["low"]))
    high, low = np.where(moved, high, history.values["high"]), np.where(moved, low, history.values["low"])
    return history.with_values({**history.values, "high": high, "low": low}), int(moved.sum())


FIXES: dict[str, Fix] = {
    "sort": sort,
    "drop-duplicates": drop_duplicates,
    "keep-last": keep_last,
    "drop-non-sessions": drop_non_sessions,
    "drop-last": drop_last,
    "high-low": high_low,
}
"""In the order in which they are made."""
IN_FILE = frozenset(("sort", "drop-duplicates", "keep-last"))
"""Those that put a file's dates in order: of several files of one series each is mended by itself, and
the others are made on the whole."""


def check_fixes(names: Sequence[str]) -> None:
    """Raises `ConfigError` for a name that is no fix."""
    unknown = [name for name in names if name not in FIXES]
    if unknown:
        raise ConfigError(f"--fix {unknown[0]}: unknown repair; {hint(unknown[0], FIXES)}")


def repair(history: History, names: Sequence[str], context: Context) -> tuple[History, dict[str, int]]:
    """(the history after the fixes of these names, rows touched by each)."""
    touched: dict[str, int] = {}
    for name, fix in FIXES.items():
        if name in names and len(history):
            history, touched[name] = fix(history, context)
    return history, touched


def _kept(history: History, rows: Flags) -> tuple[History, int]:
    dropped = int((~rows).sum())
    return (history.take(rows), dropped) if dropped else (history, 0)

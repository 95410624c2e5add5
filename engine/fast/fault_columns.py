"""What goes wrong by session, as the loop takes it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from data.base.days import Day
from engine.day.fault_rows import FaultTerms, fault_rows, forgotten
from engine.fast.calendar import Columns


def fault_columns(terms: FaultTerms | None, days: Sequence[Day], leads: Sequence[int], path: int = 0) -> Columns:
    """Columns of `Faults` over some days, on one of many paths; zeros where nothing goes wrong. `leads` are the futures
    to be in at the close after each, by their last days, 0 where there are none.
    """
    if terms is None:
        none = dict.fromkeys(("away", "cut_off", "stale", "forgets"), [False] * len(days))
        return {**none, "late": [0] * len(days)}
    rows = fault_rows(terms, days, path)
    forgets = forgotten(terms, _before(leads), path) if terms.missed_rolls else [False] * len(days)
    return {**rows._asdict(), "forgets": forgets}


def _before(leads: Sequence[int]) -> list[int]:
    """Of each future to be in, the one before; 0 where there was none."""
    found = np.asarray(leads)
    changes = np.flatnonzero(found[1:] != found[:-1])
    latest = np.searchsorted(changes, np.arange(len(found)), side="left") - 1
    return [int(found[changes[place]]) if place >= 0 else 0 for place in latest.tolist()]


def set_faults(rows: Any, columns: Columns, *, compiled: bool) -> None:
    """Put what goes wrong by session into sessions; `rows` are compiled records, or plain ones."""
    for name, values in columns.items():
        if compiled:
            rows["faults"][name] = values
        else:
            for row, value in zip(rows, values, strict=True):
                setattr(row.faults, name, value)

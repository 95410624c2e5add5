"""What a sweep has to say of itself: why settings were refused, and which made no difference."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from engine.words.notes import Note, note

Row = Mapping[str, Any]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
MOST = 8
"""Reasons that are told one by one."""


def sweep_notes(rows: Sequence[Row], names: Sequence[str], unknown: Sequence[str] = ()) -> list[Note]:
    """Notes on the rows of `runs`, with the names of the settings that were varied, and of the patterns for which full
    books were chosen.
    """
    return [*(note("full_books", pattern=one) for one in unknown), *_refused(rows), *idle(rows, names)]


def reasons(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows that were refused by reason, the most frequent first; what differs in its numbers alone is one reason."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("refused"):
            groups.setdefault(NUMBER.sub("0", row["refused"]), []).append(row)
    return sorted(groups.values(), key=len, reverse=True)


def _refused(rows: Sequence[Row]) -> list[Note]:
    """A note for each reason."""
    told = reasons(rows)
    notes = [note("cells_refused", count=len(of), why=of[0]["refused"]) for of in told[:MOST]]
    further = sum(map(len, told[MOST:]))
    return [*notes, note("cells_refused_else", count=further)] if further else notes


def idle(rows: Sequence[Row], names: Sequence[str]) -> list[Note]:
    """Notes on settings that made no difference: every two cells that differ in one of them alone had the same returns,
    among all cells, or among those that hold some value of another setting.
    """
    ran = [row for row in rows if row.get("refused") is None]
    outcomes = {row["cell"]: hash((row["final_equity"], np.asarray(row["months"]).tobytes())) for row in ran}
    return [one for name in names for one in _idle(name, ran, outcomes, names)]


def _idle(name: str, rows: Sequence[Row], outcomes: Mapping[int, int], names: Sequence[str]) -> Iterator[Note]:
    others = [other for other in names if other != name]
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[other] for other in others), []).append(row)
    alike = {
        held: len({outcomes[row["cell"]] for row in of}) == 1
        for held, of in groups.items()
        if len({row[name] for row in of}) > 1
    }
    if alike and all(alike.values()):
        yield note("setting_idle", setting=name)
        return
    for place, other in enumerate(others):
        for value in dict.fromkeys(held[place] for held in alike):
            if all(same for held, same in alike.items() if held[place] == value):
                yield note("setting_idle_with", setting=name, other=other, value=value)

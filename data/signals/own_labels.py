"""Labels of somebody's own: dated by hand or by another program, and when a rule may know them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from data.base.days import Day, day_of, iso
from data.signals.regimes import AsOfLabels, Codes, ExPostLabels

OTHER = "other"
"""The label of sessions that have none."""


@dataclass(frozen=True)
class OwnLabels:
    """From each of `days`, ascending, the label at its place in `labels` holds until the next of them; before the
    first, and where it says so, it is `other`.
    """

    days: tuple[Day, ...]
    labels: tuple[str, ...]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Its labels in the order in which they first come, `other` last."""
        return (*(name for name in dict.fromkeys(self.labels) if name != OTHER), OTHER)

    def given(self, sessions: Sequence[Day]) -> ExPostLabels:
        """For a report: the label of each session as it was given, shape (sessions,)."""
        return ExPostLabels(self.names, self._codes(self._places(sessions)))

    def known(self, sessions: Sequence[Day], lag_days: int = 0) -> AsOfLabels:
        """For a rule: the label of each session's close, or with a lag the one of so many calendar days before it,
        shape (sessions,).
        """
        return AsOfLabels(self.names, self._codes(self._places(np.asarray(sessions, dtype=np.int64) - lag_days)))

    def idle(self, sessions: Sequence[Day]) -> int:
        """How many of its labels no session has, `other` not counted."""
        held = set(self._places(sessions).tolist())
        return sum(place not in held for place, label in enumerate(self.labels) if label != OTHER)

    def told(self) -> list[tuple[str, str]]:
        """(day, label) as a manifest keeps them; `own_labels_of` reads them back."""
        return [(iso(day), label) for day, label in zip(self.days, self.labels, strict=True)]

    def _places(self, days: "Sequence[Day] | Codes") -> Codes:
        """The place that holds on each day, -1 before the first."""
        return np.searchsorted(np.array(self.days, dtype=np.int64), days, side="right") - 1

    def _codes(self, places: Codes) -> Codes:
        codes = np.array([*map(self.names.index, self.labels), len(self.names) - 1], dtype=np.int64)
        return codes[places]


def own_labels(dated: Iterable[tuple[Day, str]]) -> OwnLabels:
    """Labels from (day, label), ascending: what says nothing new is left out.

    >>> own_labels([(10, "bull"), (12, "bull"), (15, "other")])
    OwnLabels(days=(10, 15), labels=('bull', 'other'))
    """
    kept: list[tuple[Day, str]] = []
    for day, label in dated:
        if label != (kept[-1][1] if kept else OTHER):
            kept.append((day, label))
    return OwnLabels(tuple(day for day, _ in kept), tuple(label for _, label in kept))


def own_labels_of(told: Iterable[tuple[str, str]]) -> OwnLabels:
    """Labels as a manifest keeps them."""
    return own_labels((day_of(date.fromisoformat(day)), label) for day, label in told)

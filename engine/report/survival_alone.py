"""Accounts left alone, of a survival result: what is sold, by length of absence and by the evening it begins on."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup

from data.base.arrays import Floats
from engine.report import palette
from engine.report.drawing import Ink
from engine.report.picture_chart import Across, Axis, Band, Chart, Curve
from engine.report.picture_scale import dashes
from engine.report.pictures import stills
from engine.survival.absence_rows import Row, high_of, low_of, of_begins
from engine.survival.result import SurvivalResult
from engine.survival.schemas import BEGINS, EVENTS
from engine.words import Words
from engine.words.sentence import chance

TITLES = ("sessions", "sold", "probability", "interval", "attended")
_EVENTS = list(EVENTS)
LINES = (
    (Ink("account", palette.SOURCES["overlay"]), ""),
    *(
        (Ink(f"event-{_EVENTS.index(event)}", palette.strokes(EVENTS)[event]), dashes(dash))
        for event, dash in (("forced_sale", "dash"), ("margin_call", "dot"))
    ),
)
"""How the curve of each kind of evening is drawn."""
BAR = 12
"""Characters of the longest bar."""


class AloneTable(NamedTuple):
    """Evenings of a kind: a title, and a row for each length of absence."""

    title: str
    rows: list["AloneRow"]


class AloneRow(NamedTuple):
    """Texts in the order of `TITLES`, and the bar: `share` of its width is the probability, `most` the upper end of the
    interval (decimals of the highest of its table).
    """

    texts: list[str]
    share: float
    most: float

    @property
    def bar(self) -> str:
        """The bar in characters."""
        full = round(BAR * self.share)
        return "#" * full + "-" * (round(BAR * self.most) - full)


def alone_rows(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Titles (`alone_titles`) tables (`absences`) and a drawing (`alone_drawn`) for a page; no tables where nobody
    was asked to be absent.
    """
    return {"alone_titles": titles(say), "absences": alone_tables(result, say), "alone_drawn": _drawn(result, say)}


def _drawn(result: SurvivalResult, say: Words) -> Markup:
    """The curves of all kinds of evening, with the interval of the first; nothing where there are none."""
    if "absence" not in result.tables:
        return Markup()
    told = {begins: rows for begins in BEGINS if (rows := of_begins(result.table("absence"), begins))}
    first = next(iter(told.values()))
    curves = [
        Curve(say(f"absence_begins.{begins}"), ink, _places(rows), _shares(rows, lambda row: row["probability"]), dash)
        for (begins, rows), (ink, dash) in zip(told.items(), LINES, strict=False)
    ]
    low, high = (_shares(first, end) for end in (low_of, high_of))
    band = Band(say("absence_column.interval"), LINES[0][0], _places(first), low, high, 0.2)
    highest = max(float(curve.ys.max()) for curve in curves)
    axis = Axis(say("absence_column.probability"), chance, low=0.0, high=max(highest, float(high.max())) or 1.0)
    across = Across("names", 0.0, 0.0, [f"{row['sessions']}" for row in first], say("absence_column.sessions"))
    return stills({"alone": Chart(axis, across, curves=curves, bands=[band])})["alone"]


def _places(rows: Sequence[Row]) -> Floats:
    return np.arange(len(rows), dtype=float)


def _shares(rows: Sequence[Row], of: Callable[[Row], float]) -> Floats:
    return np.array([of(row) for row in rows], dtype=float)


def titles(say: Words) -> list[str]:
    """Titles of the columns."""
    return [say(f"absence_column.{name}") for name in TITLES]


def alone_tables(result: SurvivalResult, say: Words) -> list[AloneTable]:
    """A table for each kind of evening that there was."""
    if "absence" not in result.tables:
        return []
    told = ((begins, of_begins(result.table("absence"), begins)) for begins in BEGINS)
    return [AloneTable(say(f"absence_begins.{begins}"), _rows(rows, say)) for begins, rows in told if rows]


def _rows(rows: Sequence[Row], say: Words) -> list[AloneRow]:
    highest = max(high_of(row) for row in rows) or 1.0
    return [AloneRow(_texts(row, say), row["probability"] / highest, min(high_of(row) / highest, 1.0)) for row in rows]


def _texts(row: Row, say: Words) -> list[str]:
    return [
        f"{row['sessions']}",
        say("survive.alone_sold", sold=row["sold"], starts=row["starts"]),
        chance(row["probability"]),
        say("survive.between", low=low_of(row), high=high_of(row)),
        chance(row["attended"]),
    ]

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
from engine.report.survival_rows import NOTHING, cells_in_full
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
Line = tuple[str, Sequence[Row], Ink, str]
"""A name, the rows of a curve, its colour and its dashes."""
BAR = 12
"""Characters of the longest bar."""


class AloneTable(NamedTuple):
    """Evenings of a kind: a title, those of the columns, and a row for each length of absence; of several cells a
    column each, without bars. `drawn` is the curve of each cell where there are several.
    """

    title: str
    titles: list[str]
    rows: list["AloneRow"]
    drawn: Markup = Markup()


class AloneRow(NamedTuple):
    """Texts in the order of `TITLES`, and the bar: `share` of its width is the probability, `most` the upper end of the
    interval (decimals of the highest of its table).
    """

    texts: list[str]
    share: float = 0.0
    most: float = 0.0

    @property
    def bar(self) -> str:
        """The bar in characters."""
        full = round(BAR * self.share)
        return "#" * full + "-" * (round(BAR * self.most) - full)


def alone_rows(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Tables (`absences`), the settings they are of (`absences_of`, "" for several) and where these are one a drawing
    (`absences_drawn`) for a page; no tables where nobody was asked to be absent.
    """
    tables, cells = alone_tables(result, say), cells_alone(result)
    own = cells[0]["name"] if len(cells) == 1 else ""
    return {"absences": tables, "absences_of": own, "absences_drawn": _drawn(result, say) if own else Markup()}


def cells_alone(result: SurvivalResult) -> list[Row]:
    """The cells that were left alone, the one in focus first; none where nobody was asked to be absent."""
    if "absence" not in result.tables:
        return []
    left = set(result.table("absence")["cell"].to_pylist())
    return [cell for cell in cells_in_full(result) if cell["cell"] in left]


def _drawn(result: SurvivalResult, say: Words) -> Markup:
    """The curves of all kinds of evening of one cell, with the interval of the first."""
    (cell,) = (one["cell"] for one in cells_alone(result))
    told = {begins: rows for begins in BEGINS if (rows := of_begins(result.table("absence"), begins, cell))}
    lines = [
        (say(f"absence_begins.{begins}"), rows, *line)
        for (begins, rows), line in zip(told.items(), LINES, strict=False)
    ]
    return _picture(lines, lines[:1], say)


def _picture(lines: Sequence[Line], banded: Sequence[Line], say: Words) -> Markup:
    """Curves by sessions alone, some of them with their intervals."""
    curves = [
        Curve(name, ink, _places(rows), _shares(rows, lambda row: row["probability"]), dash)
        for name, rows, ink, dash in lines
    ]
    interval = say("absence_column.interval")
    bands = [
        Band(
            interval if len(banded) == 1 else f"{name}: {interval}",
            ink,
            _places(rows),
            _shares(rows, low_of),
            _shares(rows, high_of),
            0.2 / len(banded) ** 0.5,
        )
        for name, rows, ink, _ in banded
    ]
    highest = max(float(one.max()) for one in (*(curve.ys for curve in curves), *(band.high for band in bands)))
    axis = Axis(say("absence_column.probability"), chance, low=0.0, high=highest or 1.0)
    names = [f"{row['sessions']}" for row in lines[0][1]]
    across = Across("names", 0.0, 0.0, names, say("absence_column.sessions"))
    return stills({"alone": Chart(axis, across, curves=curves, bands=bands)})["alone"]


def _places(rows: Sequence[Row]) -> Floats:
    return np.arange(len(rows), dtype=float)


def _shares(rows: Sequence[Row], of: Callable[[Row], float]) -> Floats:
    return np.array([of(row) for row in rows], dtype=float)


def titles(say: Words) -> list[str]:
    """Titles of the columns."""
    return [say(f"absence_column.{name}") for name in TITLES]


def alone_tables(result: SurvivalResult, say: Words) -> list[AloneTable]:
    """A table for each kind of evening that there was."""
    cells = cells_alone(result)
    found = []
    for begins in BEGINS if cells else ():
        told = [(_called(cell["name"]), of_begins(result.table("absence"), begins, cell["cell"])) for cell in cells]
        if any(rows for _, rows in told):
            found.append(_table(say(f"absence_begins.{begins}"), told, say))
    return found


def _called(name: str) -> str:
    """The settings of a cell; of one the value alone."""
    return name if " " in name else name.partition("=")[2] or name


def _table(title: str, told: Sequence[tuple[str, list[Row]]], say: Words) -> AloneTable:
    """Evenings of a kind, of one cell or of several by name."""
    if len(told) == 1:
        ((_, rows),) = told
        return AloneTable(title, titles(say), _rows(rows, say))
    strokes = palette.strokes(EVENTS).values()
    lines = [
        (name, rows, Ink(f"event-{place}", stroke), dashes(stroke.dash))
        for place, ((name, rows), stroke) in enumerate(zip(told, strokes, strict=False))
        if rows
    ]
    lengths = [row["sessions"] for row in lines[0][1]]
    of = [{row["sessions"]: _short(row, say) for row in rows} for _, rows in told]
    texts = [AloneRow([f"{length}", *(one.get(length, NOTHING) for one in of)]) for length in lengths]
    return AloneTable(title, [titles(say)[0], *(name for name, _ in told)], texts, _picture(lines, lines, say))


def _short(row: Row, say: Words) -> str:
    return say("survive.alone_cell", share=row["probability"], high=high_of(row))


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

"""Margins of Nikkei 225 futures: the model against every amount that is known to have been published.

python -m validation.ose_margin [FILE]        writes docs/ose_margin.md and docs/ose_margin.ja.md

The closes of the index are not part of this project: FILE is a CSV of them with the columns date and value, by default
nikkei225_daily.csv in a folder of public data beside this one.
"""

import csv
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from data.base.days import Day, day_of, iso
from data.margin.margins import modelled_schedule
from data.margin.methods import SHORTFALL, Since, methods_of, stress_moves
from data.margin.shortfall import LONG, SHORT
from validation.markdown import table
from validation.public_data import file
from validation.two_languages import pages, template, write

PUBLISHED = Path(__file__).parent / "published" / "ose_margin.csv"
FAMILY, LARGE = "NK225M", 10
"""The mini, for which margin is modelled, and how many of it make the large contract."""
SIDES = {"long": LONG, "short": SHORT, "": LONG}
NEAR = 0.10
PAGES = pages("ose_margin")
HEADS = {
    "en": ("session", "side", "index", "published, yen", "model, yen", "gap", "confidence", "source"),
    "ja": ("日付", "売買", "日経平均", "公表額、円", "モデル、円", "差", "確度", "出典"),
}
WORDS = {
    "en": {"long": "long", "short": "short", "": "both", "none": "no close at hand"},
    "ja": {"long": "買い", "short": "売り", "": "共通", "none": "終値が手元にない"},
}


class Point(NamedTuple):
    """An amount in force in the evening of a session: yen for one large contract, and for which side (empty: both)."""

    day: Day
    side: str
    maintenance: float
    confidence: str
    source: str


class Held(NamedTuple):
    """A point, the index at the close, and the model's amount; yen for one large contract."""

    point: Point
    close: float
    model: float

    @property
    def gap(self) -> float:
        """How far the model is off, a decimal."""
        return self.model / self.point.maintenance - 1.0


@cache
def points() -> tuple[Point, ...]:
    """What is known to have been published, in order of date."""
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Point(day_of(date.fromisoformat(row["date"])), row["side"], float(row["maintenance"]), *_by(row))
        for row in rows
    )


def _by(row: dict[str, str]) -> tuple[str, str]:
    return row["confidence"], row["source"]


def closes(path: Path) -> dict[Day, float]:
    """Closes of the index by day."""
    with path.open(encoding="utf-8", newline="") as lines:
        return {day_of(date.fromisoformat(row["date"])): float(row["value"]) for row in csv.DictReader(lines)}


def held(known: dict[Day, float]) -> list[Held]:
    """The points whose sessions have a close."""
    days, values = list(known), list(known.values())
    paths = {side: modelled_schedule(days, values, FAMILY, side=side) for side in (LONG, SHORT)}
    rows = {day: row for row, day in enumerate(days)}
    return [
        Held(point, known[point.day], LARGE * paths[SIDES[point.side]][rows[point.day]])
        for point in points()
        if point.day in rows
    ]


def page(known: dict[Day, float], language: str) -> str:
    """The page in a language."""
    found = held(known)
    daily = _since().first_of(SHORTFALL)
    weekly = [one for one in found if one.point.day < daily]
    of_day = [one for one in found if one.point.day >= daily]
    stress = stress_moves(FAMILY)
    return template("ose_margin", language).format(
        daily="\n".join(table(HEADS[language], _rows(of_day, language))),
        weekly="\n".join(table(HEADS[language], _rows(weekly, language))),
        others="\n".join(table(HEADS[language], _others(known, language))),
        first=iso(min(known)),
        last=iso(max(known)),
        near=sum(abs(one.gap) <= NEAR for one in weekly),
        count=len(weekly),
        stress=len(stress[0]),
        **_revision(of_day),
    )


def _since() -> Since:
    since = methods_of(FAMILY)
    if since is None:
        raise LookupError(FAMILY)
    return since


def _revision(found: Sequence[Held]) -> dict[str, str]:
    """How far the amount rose in the evening of the extraordinary revision: published, and by the model."""
    before, after = found[-2:]
    return {
        "rose": f"{after.point.maintenance / before.point.maintenance - 1.0:.1%}",
        "model_rose": f"{after.model / before.model - 1.0:.1%}",
    }


def _rows(found: Sequence[Held], language: str) -> Iterator[tuple[str, ...]]:
    for point, close, model in found:
        gap = f"{model / point.maintenance - 1.0:+.1%}"
        told = f"{point.maintenance:,.0f}", f"{model:,.0f}", gap, point.confidence, point.source
        yield iso(point.day), WORDS[language][point.side], f"{close:,.0f}", *told


def _others(known: dict[Day, float], language: str) -> Iterator[tuple[str, ...]]:
    for point in points():
        if point.day not in known:
            words = WORDS[language]
            told = f"{point.maintenance:,.0f}", "", "", point.confidence, point.source
            yield iso(point.day), words[point.side], words["none"], *told


if __name__ == "__main__":
    write(PAGES, partial(page, closes(Path(sys.argv[1]) if len(sys.argv) > 1 else file("nikkei225_daily.csv"))))

"""The model of exchange margins against the published table of ES and against what is known outside it.

python -m validation.margins        writes docs/margins.md
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, date_of, day_of
from data.facts import facts
from data.margin.margins import maintenance_schedule, modelled_schedule
from data.market.embedded import embedded_market

PAGE = Path(__file__).parents[1] / "docs" / "margins.md"
PUBLISHED = Path(__file__).parent / "published" / "margins.csv"
FAMILY, MULTIPLIER = "ES", 50.0
NEWSPAPERS = day_of(date(1987, 1, 28)), day_of(date(1992, 6, 22))
FIRST, END = day_of(date(2012, 3, 26)), day_of(date(2022, 7, 1))
"""The days of the table that the model is fitted to."""
HALF = day_of(date(2018, 1, 1))
FITTED_FIRST, FITTED_SECOND = 0.155, 0.087
"""Error on the second half of a fit to the first, and the other way round: `python -m
validation.margin_fit`, seed 0.
"""


class Known(NamedTuple):
    """A figure of maintenance margin, USD per contract, with its confidence and source."""

    day: Day
    maintenance: float
    confidence: str
    source: str


@cache
def known() -> tuple[Known, ...]:
    """What is known outside the table that the model is fitted to, in order of date."""
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Known(day_of(date.fromisoformat(row["date"])), float(row["maintenance"]), row["confidence"], row["source"])
        for row in rows
    )


@cache
def paths() -> tuple[Floats, Floats]:
    """Maintenance by the model alone, and what a run is asked (the table where it reaches), each of shape
    (sessions,).
    """
    market = embedded_market()
    closes = market.values("close")
    asked = maintenance_schedule(market.days, closes, FAMILY)
    return np.array(modelled_schedule(market.days, closes, FAMILY)), np.array(asked)


def errors() -> tuple[list[Day], Floats]:
    """Sessions of the table, and log(model / table) on each."""
    market, table = embedded_market(), facts("exchange_margin")
    places = range(market.row_from(FIRST), market.row_from(END))
    days = [market.days[place] for place in places]
    published = np.array([table.value(f"{FAMILY}.maintenance", day) for day in days])
    return days, np.log(paths()[0][places.start : places.stop] / published)


def rms(found: Floats) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(found * found)))


def on(day: Day) -> tuple[float, float, float]:
    """On a session: the model, what a run is asked, and the value of a contract; USD."""
    place = embedded_market().row_from(day)
    modelled, asked = paths()
    return float(modelled[place]), float(asked[place]), MULTIPLIER * embedded_market().values("close")[place]


def year_table() -> Iterator[str]:
    """By year of the table: sessions, mean error, root mean square, and the furthest below."""
    days, found = errors()
    years = np.array([date_of(day).year for day in days])
    for year in sorted(set(years.tolist())):
        yield _error_row(str(year), found[years == year])
    yield _error_row("all", found)


def known_table() -> Iterator[str]:
    """Each known figure, the model, and what a run is asked."""
    for one in known():
        modelled, asked, value = on(one.day)
        yield (
            f"| {date_of(one.day)} | {one.maintenance:,.0f} | {one.maintenance / value:.1%} | {modelled:,.0f} "
            f"| {modelled / one.maintenance - 1.0:+.0%} "
            f"| {asked:,.0f} | {asked / one.maintenance - 1.0:+.0%} | {one.confidence} | {one.source} |"
        )


def decade_table() -> Iterator[str]:
    """By decade: lowest, median and highest share of value that a run is asked, and moves of a day beyond it."""
    market, asked = embedded_market(), paths()[1]
    closes = market.floats("close")
    shares, moves = asked / (MULTIPLIER * closes), np.abs(np.diff(closes)) * MULTIPLIER
    decades = np.array([date_of(day).year // 10 * 10 for day in market.days])
    for decade in sorted(set(decades.tolist())):
        rows = decades == decade
        beyond = int((moves > asked[:-1])[rows[1:]].sum())
        low, middle, high = np.quantile(shares[rows], (0.0, 0.5, 1.0))
        yield f"| {decade}s | {low:.1%} | {middle:.1%} | {high:.1%} | {beyond} | {beyond / rows.sum():.2%} |"


def join_table() -> Iterator[str]:
    """The sessions on which what is published begins and ends: newspapers of 1987 to 1992, the exchange's table of 2012
    to 2022.
    """
    market = embedded_market()
    for day in (*NEWSPAPERS, FIRST, END):
        place = market.row_from(day)
        before, after = (float(paths()[1][at]) for at in (place - 1, place))
        yield f"| {date_of(day)} | {before:,.0f} | {after:,.0f} | {after / before - 1.0:+.1%} |"


def _error_row(name: str, found: Floats) -> str:
    return f"| {name} | {len(found)} | {found.mean():+.1%} | {rms(found):.1%} | {found.min():+.1%} |"


def page() -> str:
    """The whole page."""
    days, found = errors()
    halves = [found[np.array(days) < HALF], found[np.array(days) >= HALF]]
    tables = {"years": year_table(), "known": known_table(), "decades": decade_table(), "joins": join_table()}
    return (
        Path(__file__)
        .with_name("margins.template.md")
        .read_text(encoding="utf-8")
        .format(
            **{name: "\n".join(rows) for name, rows in tables.items()},
            **_numbers(found, halves),
        )
    )


def _numbers(found: Floats, halves: Sequence[Floats]) -> dict[str, str]:
    return {
        "rms": f"{rms(found):.1%}",
        "below": f"{-found.min():.1%}",
        "first_half": f"{rms(halves[0]):.1%}",
        "second_half": f"{rms(halves[1]):.1%}",
        "fitted_first": f"{FITTED_FIRST:.1%}",
        "fitted_second": f"{FITTED_SECOND:.1%}",
    }


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

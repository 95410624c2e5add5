"""Valuations of an index in a file: read, and held against what any can be and was."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.base.arrays import Flags, Floats, Ints
from data.base.days import Day
from data.base.finding import Finding
from data.base.saying import UNSAID, Saying, said
from data.facts import facts
from data.intake.build import this_day
from data.intake.dated_tables import dated, path_and_words, read_dated, refuse
from data.intake.reading.column_names import DATES, plain
from data.intake.reading.fields import Fields, WantedColumn
from data.intake.reading.sheet import read_sheet
from data.intake.valuation_moves import NEAR, Moved, misfits

MEASURES = {
    "cape": ("cape", "caperatio", "pe10", "shillerpe", "shillerperatio", "cyclicallyadjustedpe",
        "cyclicallyadjustedpriceearningsratio"),
    "pe": ("pe", "per", "peratio", "trailingpe", "forwardpe", "priceearnings", "pricetoearnings", "priceearningsratio",
        "株価収益率"),
    "pb": ("pb", "pbr", "pbratio", "pricebook", "pricetobook", "pricetobookvalue", "株価純資産倍率"),
    "ps": ("ps", "psr", "psratio", "pricesales", "pricetosales", "株価売上高倍率"),
}  # fmt: skip
"""What a column of a measure is called, in plain form."""
NAMES = {"cape": "CAPE", "pe": "P/E", "pb": "P/B", "ps": "P/S"}
OTHER = "any"
JUMP = 3.0
BEYOND = 1.02
"""How far values of days go beyond those seen of months, as a factor: with its earnings of the month the
CAPE stood at 45.6 on 2000-03-23."""
STAYS, FEWEST, AHEAD = 400, 3, 31
"""Calendar days of one value that stays, and its rows at least; from today to the end of a month."""


@dataclass(frozen=True, slots=True)
class Valuations:
    """Values by the day they are of, ascending; unknown ones are left out. `findings` are warnings."""

    days: Ints
    values: Floats
    findings: Sequence[Finding]


def measure_of(column: str) -> str:
    """The measure that a column's name says; `any` where it says none.

    >>> measure_of("Shiller PE"), measure_of("P/B"), measure_of("Q")
    ('cape', 'pb', 'any')
    """
    return next((one for one, names in MEASURES.items() if plain(column) in names), OTHER)


def valued(file: Path | str) -> str:
    """The column of a file that holds its valuations: the first whose name is one of a
    measure, else the one besides the dates.
    """
    header = [
        name.strip() for name in read_sheet(path_and_words(file)[0]).header if plain(name) not in DATES and name.strip()
    ]
    measures = [name for name in header if measure_of(name) != OTHER]
    return next(iter(measures or (header if len(header) == 1 else [])), "cape")


def read_valuations(file: Path | str, column: str, today: Day | None = None) -> Valuations:
    """The valuations of a column of `FILE[:mdy|dmy][:point|comma]`; empty cells, and zeros before the first or
    after the last value, are not known.

    Raises `Refused` with everything that is wrong where there is an error.
    """
    measure = measure_of(column)
    fields = read_dated(file, [WantedColumn(column, "number", MEASURES.get(measure, ()))])
    days, values = fields.dates["date"], fields.numbers.get(column, np.empty(0))
    if not len(days) or len(values) != len(days):
        refuse(fields)
    found = [
        *ahead(fields, this_day() if today is None else today),
        *_signs(fields, column, values),
        *_range(fields, column, measure, values),
        *_moves(fields, column, measure, values),
        *_misfits(fields, column, measure, values),
        *_stays(fields, column, values),
    ]
    told = refuse(fields, found)
    known = values > 0.0
    return Valuations(days[known], values[known], told)


def ahead(fields: Fields, today: Day) -> Iterator[Finding]:
    """Findings of rows of a day, in days since 1970-01-01, that cannot be known today."""
    for row in np.flatnonzero(fields.dates["date"] > today + AHEAD).tolist():
        yield dated("after-this-month", fields, row, said("valuations.ahead"))


def _signs(fields: Fields, column: str, values: Floats) -> Iterator[Finding]:
    known = np.flatnonzero(values > 0.0)
    if not len(known):
        yield dated("no-valuation", fields, None, said("valuations.none"), column=column)
    for row in np.flatnonzero(values < 0.0).tolist():
        yield dated(
            "valuation-not-positive", fields, row, said("chains.not_above_0"), column=column, value=f"{values[row]:g}"
        )
    for row in np.flatnonzero(values == 0.0).tolist():
        if len(known) and known[0] < row < known[-1]:
            yield dated(
                "valuation-zero",
                fields,
                row,
                said("valuations.zero"),
                column=column,
                value="0",
            )


def _range(fields: Fields, column: str, measure: str, values: Floats) -> Iterator[Finding]:
    """Values that no such measure can have, and those that none had."""
    bounds = _bounds(measure)
    low, high = bounds["possible_low"], bounds["possible_high"]
    seen_low, seen_high = bounds.get("seen_low", low), bounds.get("seen_high", high)
    what = (
        said("valuations.seen", name=NAMES[measure], low=seen_low, high=seen_high, since=_since(measure))
        if measure in NAMES
        else ""
    )
    unseen = (values > 0.0) & ((values < seen_low / BEYOND) | (values > seen_high * BEYOND))
    cause = _other_measure(measure, values, unseen)
    for row in np.flatnonzero(unseen).tolist():
        impossible = not low <= values[row] <= high
        problem = (
            said("valuations.not_between", low=low, high=high, seen=what)
            if impossible
            else said("valuations.unseen", seen=what)
        )
        check = "valuation-impossible" if impossible else "valuation-unseen"
        yield dated(check, fields, row, problem, column=column, value=f"{values[row]:.10g}", cause=cause)


def _bounds(measure: str) -> dict[str, float]:
    return {name: fact.value for name, fact in facts("valuations").group(measure).items() if fact.value is not None}


def _since(measure: str) -> str:
    return str(np.datetime64(facts("valuations").latest(f"{measure}.seen_low").valid_from, "D"))[:4]


def _other_measure(measure: str, values: Floats, unseen: np.ndarray) -> Saying:
    """What the values look like, where most of them were never seen in the measure of the column."""
    known = values[values > 0.0]
    if measure not in NAMES or unseen.sum() <= len(known) / 2:
        return UNSAID
    for other, name in NAMES.items():
        bounds = _bounds(other)
        if other != measure and ((known >= bounds["seen_low"]) & (known <= bounds["seen_high"])).mean() > 0.9:
            return said("valuations.look_like", name=name)
    return said("valuations.out_of_range")


def _moves(fields: Fields, column: str, measure: str, values: Floats) -> Iterator[Finding]:
    """Values that tripled or fell to a third; an impossible one is told already."""
    rows, possible = np.flatnonzero(values > 0.0), _possible(measure, values)
    days = fields.dates["date"][rows]
    ratios, apart, possible = values[rows[1:]] / values[rows[:-1]], np.diff(days), possible[rows]
    for place in np.flatnonzero(((ratios >= JUMP) | (ratios <= 1.0 / JUMP)) & possible[1:] & possible[:-1]).tolist():
        row = int(rows[place + 1])
        check = "valuation-jump" if measure in NAMES and apart[place] <= NEAR else "valuation-shift"
        problem = said("valuations.times", times=ratios[place], before=values[rows[place]])
        yield dated(check, fields, row, problem, column=column, value=f"{values[row]:.10g}")


def _misfits(fields: Fields, column: str, measure: str, values: Floats) -> Iterator[Finding]:
    """Values that do not fit those beside them and the index; one that tripled is told already."""
    rows = np.flatnonzero(_possible(measure, values))
    days = fields.dates["date"][rows]
    for one in misfits(measure, days, values[rows]) if measure in NAMES and np.all(np.diff(days) > 0) else ():
        if abs(one.logs) < np.log(JUMP):
            row, before = int(rows[one.place]), float(values[rows[one.place - 1]])
            check = "valuation-alone" if one.alone else "valuation-against-index"
            yield dated(check, fields, row, _moved(one, before), column=column, value=f"{values[row]:.10g}")


def _moved(one: Moved, before: float) -> Saying:
    back = said("valuations.back") if one.alone else UNSAID
    index = UNSAID if np.isnan(one.of_index) else said("valuations.index_moved", moved=np.expm1(one.of_index))
    return said("valuations.moved", size=np.expm1(one.logs), before=before, back=back, index=index)


def _possible(measure: str, values: Floats) -> Flags:
    bounds = _bounds(measure)
    return np.asarray((values >= bounds["possible_low"]) & (values <= bounds["possible_high"]))


def _stays(fields: Fields, column: str, values: Floats) -> Iterator[Finding]:
    rows = np.flatnonzero(values > 0.0)
    days = fields.dates["date"][rows]
    starts = np.flatnonzero(np.concatenate([[True], np.diff(values[rows]) != 0.0])) if len(rows) else rows
    for start, end in zip(starts.tolist(), [*(starts[1:] - 1).tolist(), len(rows) - 1], strict=False):
        span = int(days[end] - days[start])
        if span > STAYS and end - start + 1 >= FEWEST:
            row, problem = int(rows[start]), said("valuations.stays", rows=end - start + 1, days=span)
            yield dated("valuation-stays", fields, row, problem, column=column, value=f"{values[row]:.10g}")

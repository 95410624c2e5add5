"""Tables of the user's with a row for each date, in ascending order: valuations, events,
deviations that were written down.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from data.base.days import iso
from data.base.errors import ConfigError
from data.base.finding import Finding, Refused, checks, errors, until_many
from data.base.saying import UNSAID, Saying, said
from data.intake.reading.column_names import DATES, plain
from data.intake.reading.encoding import decoded
from data.intake.reading.fields import Fields, WantedColumn, fields_of
from data.intake.reading.head import read_whole
from data.intake.reading.sheet import read_sheet
from data.intake.source import WORDS, split_words

DATED = checks(
    {
        "not-ascending": ("error", "a date does not come after the one before it"),
        "after-this-month": ("error", "a valuation, or a value of a series, is of a day more than a month ahead"),
        "no-valuation": ("error", "not one valuation is there"),
        "valuation-not-positive": ("error", "a valuation is below 0"),
        "valuation-zero": ("error", "a valuation is 0 and others stand before and after it"),
        "valuation-impossible": ("error", "a valuation is out of any range (`data/facts/valuations.csv`)"),
        "valuation-unseen": (
            "warning",
            "a valuation is out of the range that was ever seen (`data/facts/valuations.csv`)",
        ),
        "valuation-jump": ("error", "a CAPE, P/E, P/B or P/S tripled or fell to a third within two months"),
        "valuation-shift": ("warning", "another valuation, or one of quarters or years, tripled or fell to a third"),
        "valuation-alone": (
            "warning",
            (
                "a CAPE, P/E, P/B or P/S stands from the values of the months before and after it, both on one "
                "side, by 15 to 25 % or more, as its usual moves are, and the S&P 500 did not move so"
            ),
        ),
        "valuation-against-index": (
            "warning",
            (
                "a CAPE, P/B or P/S moved within two months by more than 57 % (or fell by 36 %) beyond the S&P "
                "500, a P/E by more than a factor 2.2"
            ),
        ),
        "valuation-stays": ("warning", "a valuation stays the same for more than a year"),
        "no-number": ("error", "a column of numbers has none"),
        "no-ratio": ("error", "a deviation has no cash ratio"),
        "ratio-not-a-share": ("error", "a cash ratio is not between 0 and 1"),
        "no-why": ("error", "a deviation says no why"),
        "no-label": ("error", "a date or range of one's own regimes has no label"),
        "label-unfit": ("error", "a label is longer than 40 characters, or has one of < > [ ] { } \\ `"),
        "too-many-labels": ("error", "a file of regimes has more than 20 different labels"),
        "range-turned": ("error", "a range of dates ends before it begins"),
        "range-overlaps": ("error", "a range of dates begins before the one above it has ended"),
        "fund-impossible": (
            "error",
            "a share of a fund of one's own is worth nothing, or a yield is below -2 % or above 25 % a year",
        ),
        "fund-far-jump": ("error", "a share moved by more than 10 % between two values"),
        "fund-jump": ("warning", "a share moved by more than 1 % between two values"),
        "fund-gap": ("warning", "more than ten calendar days lie between two values of a fund"),
        "benchmark-impossible": ("error", "a benchmark's level is 0 or less, or its return is -100 % or less"),
        "benchmark-jump": ("error", "a benchmark tripled or fell to a third between two values"),
        "not-a-calendar": ("error", "it is no whole iCalendar file"),
        "event-without-day": (
            "error",
            "an event of a calendar has no day, or one that cannot be read",
        ),
        "event-repeats": ("error", "an event of a calendar repeats by a rule"),
        "zone-unknown": ("error", "an event of a calendar is at a time in a zone that is not known"),
    }
)
_OTHERWISE = {"column-missing", "field-count"}
"""Checks for which the reason of a series does not hold."""


def dated(
    check: str,
    fields: Fields,
    row: int | None,
    problem: Saying,
    *,
    column: str = "",
    value: str = "",
    cause: Saying = UNSAID,
) -> Finding:
    """A finding about a row of a table (None: about the table)."""
    severity, why = DATED[check].severity, said(f"why.{check}")
    line, date = (None, "") if row is None else (int(fields.lines[row]), iso(int(fields.dates["date"][row])))
    return Finding(check, severity, fields.file, line, column, value, problem, why, date=date, cause=cause)


def read_dated(
    file: Path | str,
    wanted: Sequence[WantedColumn] = (),
    *,
    may_be_empty: bool = False,
    further: Sequence[str] = (),
    percent: bool = False,
) -> Fields:
    """The dates and wanted columns of `FILE[:mdy|dmy][:point|comma]`, all that is wrong with
    dates and figures among the findings; `further` are names, in plain form, that its column of dates may have besides
    the usual ones; percent signs after numbers are read only where `percent` says so, and 1.5% is 1.5.

    A table without rows is one where it `may_be_empty`. Raises `Refused` where there is no such
    table, `ConfigError` for another word.
    """
    path, words = path_and_words(file)
    columns = (WantedColumn("date", "date", (*DATES, *further)), *wanted)
    try:
        fields = fields_of(read_sheet(path, further), columns, {}, words, percent=percent)
    except Refused as refused:
        if may_be_empty and {one.check for one in refused.findings} == {"no-rows"} and _names(path) >= _plain(wanted):
            return _without_rows(path.name, wanted)
        causes = [one for one in refused.findings if one.check != "no-rows"] or refused.findings
        raise Refused([_said(one) for one in causes]) from None
    return replace(fields, findings=(*map(_said, fields.findings), *until_many(_order(fields))))


def path_and_words(file: Path | str) -> tuple[Path, dict[str, str]]:
    """(path, words by group) of a file with the words after its name. Raises `ConfigError` for a word that is none."""
    path, told = split_words(str(file))
    groups = {word: group for group, known in WORDS["index"].items() for word in known}
    unknown = [word for word in told if word not in groups]
    if unknown:
        raise ConfigError(f"{file}: unknown word {unknown[0]!r} after the file's name; known: {', '.join(groups)}")
    return Path(path), {groups[word]: word for word in told}


def refuse(fields: Fields, found: Iterable[Finding] = ()) -> list[Finding]:
    """The warnings of a table and of what was found in it. Raises `Refused` where there is an error."""
    every = [*fields.findings, *sorted(until_many(found), key=lambda one: one.line or 0)]
    if errors(every):
        raise Refused(every)
    return every


def _said(finding: Finding) -> Finding:
    return replace(finding, why=said(f"why_dated.{finding.check}")) if finding.check in _OTHERWISE else finding


def _order(fields: Fields) -> Iterator[Finding]:
    days = fields.dates["date"]
    if len(days) > 2 and (np.diff(days) < 0).all():
        problem = said("days.newest_first", date=iso(int(days[0])))
        yield dated("not-ascending", fields, 1, problem, cause=said("days.newest_first_cause"))
        return
    for row in np.flatnonzero(np.diff(days) <= 0).tolist():
        before = iso(int(days[row]))
        yield dated("not-ascending", fields, row + 1, said("dated.after", date=before, line=fields.lines[row]))


def _names(path: Path) -> frozenset[str]:
    """Names in the header of a text without rows, in plain form."""
    text = decoded(read_whole(path)[1], path.name)[0]
    return frozenset(map(plain, re.split(r"[,;\t|]", text.strip().splitlines()[-1])))


def _plain(wanted: Sequence[WantedColumn]) -> frozenset[str]:
    return frozenset(plain(one.name) for one in wanted)


def _without_rows(name: str, wanted: Sequence[WantedColumn]) -> Fields:
    empty: Mapping[str, Any] = {"date": np.empty(0, np.int64), "number": np.empty(0), "word": np.empty(0, object)}
    columns = {holds: {one.name: empty[holds] for one in wanted if one.holds == holds} for holds in ("number", "word")}
    return Fields(name, "", empty["date"], {"date": empty["date"]}, columns["number"], columns["word"])

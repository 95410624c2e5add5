"""Tables of the user's with a row for each date, in ascending order: valuations, events,
deviations that were written down.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from data.base.days import iso
from data.base.errors import ConfigError
from data.base.finding import Finding, Refused, checks, errors
from data.intake.reading.column_names import DATES, plain
from data.intake.reading.fields import Fields, WantedColumn, read_fields
from data.intake.source import WORDS, split_words

DATED = checks({
    "not-ascending": ("error", "a date does not come after the one before it",
        "give each date once, in ascending order"),
    "after-this-month": ("error", "a valuation is of a day more than a month ahead",
        "it cannot be known yet; day and month may be exchanged"),
    "no-valuation": ("error", "not one valuation is there", "the wrong column, or an empty download"),
    "valuation-not-positive": ("error", "a valuation is below 0",
        "where earnings are negative there is no ratio; leave the cell empty"),
    "valuation-zero": ("error", "a valuation is 0 and others stand before and after it",
        ("0 at either end stands for what is not known yet, between values it would be passed over; leave "
         "the cell empty")),
    "valuation-impossible": ("error", "a valuation is out of any range (`data/facts/valuations.csv`)",
        "a wrong digit, another unit or another measure; cash_valuation.column names the measure"),
    "valuation-unseen": ("warning", "a valuation is out of the range that was ever seen (`data/facts/valuations.csv`)",
        "a wrong digit, or another measure than the name of its column says"),
    "valuation-jump": ("error", "a CAPE, P/E, P/B or P/S tripled or fell to a third within two months",
        "since 1871 none of the S&P 500 did: a wrong digit, or another measure from there on"),
    "valuation-shift": ("warning", "another valuation, or one of quarters or years, tripled or fell to a third",
        "a wrong digit, or another measure from there on"),
    "valuation-alone": ("warning",
        ("a CAPE, P/E, P/B or P/S stands from the values of the months before and after it, both on one "
         "side, by 15 to 25 % or more, as its usual moves are, and the S&P 500 did not move so"),
         "no CAPE or P/E of the S&P 500 since 1871 stood alone by more than 12 %: a wrong digit"),
    "valuation-against-index": ("warning",
        ("a CAPE, P/B or P/S moved within two months by more than 57 % (or fell by 36 %) beyond the S&P "
         "500, a P/E by more than a factor 2.2"),
         ("a wrong digit, or another measure from there on; prices move it from month to month, and those "
          "of the S&P 500 did not")),
    "valuation-stays": ("warning", "a valuation stays the same for more than a year",
        "an old value may have been carried on"),
    "no-ratio": ("error", "a deviation has no cash ratio", "say which share was in cash, from 0 to 1"),
    "ratio-not-a-share": ("error", "a cash ratio is not between 0 and 1", "a half is 0.5, not 50"),
    "no-why": ("error", "a deviation says no why", "a deviation without a reason teaches nothing"),
})  # fmt: skip
_SAY = {
    "column-missing": "set the name of the column (for valuations cash_valuation.column), or give the file that column",
    "field-count": "its values would stand under wrong names; a text with commas needs quotation marks",
}
"""Why, where the reason of a series does not hold."""


def dated(
    check: str, fields: Fields, row: int | None, problem: str, *, column: str = "", value: str = "", cause: str = ""
) -> Finding:
    """A finding about a row of a table (None: about the table)."""
    severity, _, why = DATED[check]
    line, date = (None, "") if row is None else (int(fields.lines[row]), iso(int(fields.dates["date"][row])))
    return Finding(check, severity, fields.file, line, column, value, problem, why, date=date, cause=cause)


def read_dated(file: Path | str, wanted: Sequence[WantedColumn] = (), *, may_be_empty: bool = False) -> Fields:
    """The dates and wanted columns of `FILE[:mdy|dmy][:point|comma]`, all that is wrong with
    dates and figures among the findings.

    A table without rows is one where it `may_be_empty`. Raises `Refused` where there is no such
    table, `ConfigError` for another word.
    """
    path, words = path_and_words(file)
    columns = (WantedColumn("date", "date", tuple(DATES)), *wanted)
    try:
        fields = read_fields(path, columns, words=words)
    except Refused as refused:
        if may_be_empty and {one.check for one in refused.findings} == {"no-rows"} and _names(path) >= _plain(wanted):
            return _without_rows(path.name, wanted)
        causes = [one for one in refused.findings if one.check != "no-rows"] or refused.findings
        raise Refused([_said(one) for one in causes]) from None
    return replace(fields, findings=(*map(_said, fields.findings), *_order(fields)))


def path_and_words(file: Path | str) -> tuple[Path, dict[str, str]]:
    """(path, words by group) of a file with the words after its name. Raises `ConfigError` for a word that is none."""
    path, told = split_words(str(file))
    groups = {word: group for group, known in WORDS["index"].items() for word in known}
    unknown = [word for word in told if word not in groups]
    if unknown:
        raise ConfigError(f"{file}: unknown word {unknown[0]!r} after the file's name; known: {', '.join(groups)}")
    return Path(path), {groups[word]: word for word in told}


def refuse(fields: Fields, found: Sequence[Finding] = ()) -> list[Finding]:
    """The warnings of a table and of what was found in it. Raises `Refused` where there is an error."""
    every = [*fields.findings, *sorted(found, key=lambda one: one.line or 0)]
    if errors(every):
        raise Refused(every)
    return every


def _said(finding: Finding) -> Finding:
    return replace(finding, why=_SAY.get(finding.check, finding.why))


def _order(fields: Fields) -> Iterator[Finding]:
    days = fields.dates["date"]
    for row in np.flatnonzero(np.diff(days) <= 0).tolist():
        before = iso(int(days[row]))
        yield dated("not-ascending", fields, row + 1, f"comes after {before} on line {fields.lines[row]}")


def _names(path: Path) -> frozenset[str]:
    """Names in the header of a text without rows, in plain form."""
    lines = path.read_text(encoding="utf-8-sig", errors="replace").strip().splitlines()
    return frozenset(map(plain, re.split(r"[,;\t|]", lines[-1])))


def _plain(wanted: Sequence[WantedColumn]) -> frozenset[str]:
    return frozenset(plain(one.name) for one in wanted)


def _without_rows(name: str, wanted: Sequence[WantedColumn]) -> Fields:
    empty: Mapping[str, Any] = {"date": np.empty(0, np.int64), "number": np.empty(0), "word": np.empty(0, object)}
    columns = {holds: {one.name: empty[holds] for one in wanted if one.holds == holds} for holds in ("number", "word")}
    return Fields(name, "", empty["date"], {"date": empty["date"]}, columns["number"], columns["word"])

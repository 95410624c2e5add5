"""What can be wrong while a file is read, and how such a finding is made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.base.finding import Finding, checks
from data.base.saying import Saying, said

READING = checks(
    {
        "damaged": ("error", "it cannot be opened as what it claims to be"),
        "wrong-encoding": ("error", "it is not UTF-8"),
        "too-many-cells": ("error", "it has more rows or columns than a daily history"),
        "many-errors": ("error", "more errors were found than are looked for"),
        "unclosed-quote": ("error", "a quotation mark is never closed"),
        "no-header": ("error", "no line names the columns"),
        "row-above-header": ("error", "a row of values stands above the header"),
        "no-rows": ("error", "there is no row under the header"),
        "field-count": ("error", "a line has more or fewer fields than the header"),
        "several-sheets": ("error", "several sheets of a workbook have dates"),
        "several-tickers": ("error", "several tickers share the file"),
        "several-files": ("error", "a zip holds several files or none"),
        "column-missing": ("error", "a column that is needed is not there"),
        "only-adjusted": ("error", "only adjusted closes are there"),
        "two-quotes-a-row": ("error", "a row quotes a call and a put"),
        "column-repeats": ("error", "two columns have one name"),
        "column-ambiguous": ("error", "two columns could be the one needed"),
        "date-unreadable": ("error", "a date cannot be read, or not like the others"),
        "date-ambiguous": ("error", "day and month could be exchanged"),
        "contract-unreadable": ("error", "a name of a future says no contract"),
        "time-of-day": (
            "error",
            "dates have times that could belong to the next or the previous session",
        ),
        "quotes-empty": ("warning", "rows of options have no bid or no offer"),
        "text-in-number": ("error", "text stands where a number should"),
        "column-empty": ("warning", "a column of opens, highs or lows has no value on any row"),
        "number-ambiguous": (
            "error",
            "a comma or point could part decimals or thousands",
        ),
        "unit-unknown": ("error", "rates may be percent or decimals"),
        "unit-mixed": ("error", "some cells have a percent sign and some have none"),
        "basis-unknown": (
            "error",
            "bill rates may be discounts or yields, of one tenor or another",
        ),
        "tenor": (
            "warning",
            "bills are of a term that is not said, or longer than a quarter",
        ),
        "kind-unknown": ("error", "the file's shape does not say what it holds"),
        "no-market": ("error", "it is no market file"),
        "outside-period": ("error", "no row is within --start and --end"),
        "not-covered": (
            "error",
            "bill yields are not known on every session",
        ),
        "no-high-low": ("warning", "an index has no high and low"),
        "files-differ": (
            "error",
            "two files of one series have different values of one day",
        ),
        "not-one-series": ("error", "files given as one series cannot be joined"),
        "part-without-column": (
            "warning",
            "one file of an index has opens, highs or lows and another has none",
        ),
        "part-outside-period": ("warning", "one of several files has no row within --start and --end"),
        "unknown-there": (
            "warning",
            "exchange rates, yen rates or one-month bills are not known on every session",
        ),
        "facts-stand-in": (
            "warning",
            "a file of dividends says nothing of some sessions",
        ),
        "facts-end": (
            "warning",
            "dividend yields are needed on sessions for which the facts have none",
        ),
        "facts-of-another-index": (
            "warning",
            "dividend yields are those of another index",
        ),
        "zero-yields": ("warning", "some dividend yields are 0 and others are not"),
        "only-zero-yields": (
            "warning",
            "all dividend yields are 0",
        ),
        "sources-unclear": ("warning", "a column of sources is empty, or says something else on each row"),
        "series-unsuitable": ("error", "the provider's name of the series says that it is something else"),
    }
)

_FEW_CELLS = 3


def reading(
    check: str, file: str, problem: Saying, *, line: int | None = None, column: str = "", value: str = ""
) -> Finding:
    """A finding made while reading. A long value is cut."""
    shown = repr(value if len(value) <= 40 else value[:40] + "…") if value else ""
    severity, why = READING[check].severity, said(f"why.{check}")
    return Finding(check, severity, file, line, column, shown, problem, why)


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as text: its file, its name there, and for each row the cell and its line."""

    file: str
    name: str
    texts: Sequence[str]
    lines: Sequence[int]

    def finding(self, check: str, place: int, problem: Saying, value: str = "") -> Finding:
        """A finding about one cell; `value` is what is shown of it where that is not the cell."""
        value = value or self.texts[place]
        return reading(check, self.file, problem, line=self.lines[place], column=self.name, value=value)


def gathered(findings: Sequence[Finding], cells: int) -> list[Finding]:
    """The findings about a column of so many cells; one that more than half of them share is told
    once, with how many more there are.
    """
    counts = Counter((one.check, one.problem) for one in findings)
    kept, told = list[Finding](), set[tuple[str, str]]()
    for one in findings:
        cause = one.check, one.problem
        common = counts[cause] > max(cells / 2, _FEW_CELLS)
        if not common:
            kept.append(one)
        elif cause not in told:
            told.add(cause)
            kept.append(replace(one, problem=said("reading.likewise", problem=one.problem, more=counts[cause] - 1)))
    return kept

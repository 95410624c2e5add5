"""What can be wrong while a file is read, each with why it matters; and how such a finding is made."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.base.finding import Finding, checks

READING = checks({
    "damaged": ("error", "it cannot be opened as what it claims to be", "download or save it again"),
    "wrong-encoding": ("error", "it is not UTF-8", "letters and signs would be read as others; save it as UTF-8 CSV"),
    "too-many-cells": ("error", "it has more rows or columns than a daily history",
        "cut it to the series it is to give"),
    "unclosed-quote": ("error", "a quotation mark is never closed", "everything after it would be one cell"),
    "no-header": ("error", "no line names the columns", "without names a price cannot be told from a volume"),
    "row-above-header": ("error", "a row of values stands above the header", "it would be passed over as a heading"),
    "no-rows": ("error", "there is no row under the header", "the download or the export left nothing"),
    "field-count": ("error", "a line has more or fewer fields than the header",
        "its values would stand under wrong names; a comma in a number parts it too"),
    "several-sheets": ("error", "several sheets of a workbook have dates",
        "which is meant cannot be known; save one alone"),
    "several-tickers": ("error", "several tickers share the file",
        "whose prices are meant cannot be known; save one alone"),
    "several-files": ("error", "a zip holds several files or none", "which is meant cannot be known; unpack the one"),
    "column-missing": ("error", "a column that is needed is not there", "name it with --columns"),
    "only-adjusted": ("error", "only adjusted closes are there", "dividends in them would be counted twice"),
    "two-quotes-a-row": ("error", "a row quotes a call and a put", "one would be left out, or taken for the other"),
    "column-repeats": ("error", "two columns have one name", "which is meant cannot be known; delete one"),
    "column-ambiguous": ("error", "two columns could be the one needed", "choose with --columns"),
    "date-unreadable": ("error", "a date cannot be read, or not like the others",
        "its row would be left out or misplaced"),
    "date-ambiguous": ("error", "day and month could be exchanged",
        "say which comes first: add :mdy or :dmy to the file's name"),
    "contract-unreadable": ("error", "a name of a future says no contract", "its prices would be found for none"),
    "time-of-day": (
        "error",
        "dates have times that could belong to the next or the previous session",
        "in another time zone it is another day; write dates without times",
    ),
    "quotes-empty": ("warning", "rows of options have no bid or no offer",
        "they are left out: the price there is that of the model"),
    "text-in-number": ("error", "text stands where a number should", "no value can be made from it"),
    "column-empty": ("warning", "a column of opens, highs or lows has no value on any row",
        "it is left out, as if it were not there"),
    "number-ambiguous": (
        "error",
        "a comma or point could part decimals or thousands",
        "the value would be a thousand times too large or small; add :point or :comma to the file's name",
    ),
    "unit-unknown": ("error", "rates may be percent or decimals", "yields would be wrong by a factor of 100"),
    "unit-mixed": ("error", "some cells have a percent sign and some have none",
        "their values differ by a factor of 100"),
    "basis-unknown": (
        "error",
        "bill rates may be discounts or yields, of one tenor or another",
        "a discount is lower than the yield it stands for",
    ),
    "tenor": (
        "warning",
        "bills are of a term that is not said, or longer than a quarter",
        "they are taken for three-month bills",
    ),
    "kind-unknown": ("error", "the file's shape does not say what it holds",
        "columns do not tell an index from the VIX, or one rate from another"),
    "no-market": ("error", "it is no market file", "a run on it would be refused"),
    "outside-period": ("error", "no row is within --start and --end", "choose a period within it"),
    "not-covered": (
        "error",
        "bill yields are not known on every session",
        ("choose that period with --start and --end, or bring a file that covers the whole; means of months "
         "are known from the next on"),
    ),
    "no-high-low": ("warning", "an index has no high and low", "margin is then tested at closes only"),
    "files-differ": (
        "error",
        "two files of one series have different values of one day",
        "which is right cannot be known; keep one file, or take the later-named one where they differ",
    ),
    "not-one-series": ("error", "files given as one series cannot be joined", "build from one of them"),
    "part-without-column": (
        "warning",
        "one file of an index has opens, highs or lows and another has none",
        "the column is left out of the whole",
    ),
    "part-outside-period": ("warning", "one of several files has no row within --start and --end", "it is left out"),
    "unknown-there": (
        "warning",
        "exchange rates, yen rates or one-month bills are not known on every session",
        ("what needs yen there is refused; a fund of bills takes the three-month yield, or keeps the last "
         "known distance from it"),
    ),
    "facts-stand-in": (
        "warning",
        "a file of dividends says nothing of some sessions",
        "its column `source` says what they are",
    ),
    "facts-end": (
        "warning",
        "dividend yields are needed on sessions for which the facts have none",
        "bring them with --dividends",
    ),
    "facts-of-another-index": (
        "warning",
        "dividend yields are those of another index",
        "income and forwards lean on them; bring those of the index with --dividends",
    ),
    "zero-yields": ("warning", "some dividend yields are 0 and others are not", "0 is taken for no value"),
    "only-zero-yields": (
        "warning",
        "all dividend yields are 0",
        "they are taken as they are: right for an index with its dividends in it, and for no other",
    ),
    "sources-unclear": ("warning", "a column of sources is empty, or says something else on each row",
        "it is left out"),
    "series-unsuitable": ("error", "the provider's name of the series says that it is something else",
        "choose another"),
})  # fmt: skip

_FEW_CELLS = 3


def reading(
    check: str, file: str, problem: str, *, line: int | None = None, column: str = "", value: str = ""
) -> Finding:
    """A finding made while reading. A long value is cut."""
    severity, _, why = READING[check]
    shown = repr(value if len(value) <= 40 else value[:40] + "…") if value else ""
    return Finding(check, severity, file, line, column, shown, problem, why)


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as text: its file, its name there, and for each row the cell and its line."""

    file: str
    name: str
    texts: Sequence[str]
    lines: Sequence[int]

    def finding(self, check: str, place: int, problem: str, value: str = "") -> Finding:
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
            kept.append(replace(one, problem=f"{one.problem} ({counts[cause] - 1:,} more likewise)"))
    return kept

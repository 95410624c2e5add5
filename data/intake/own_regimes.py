"""A file of regimes of somebody's own: a label for each date on which it begins, or for ranges of dates."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from data.base.days import Day, iso
from data.base.finding import Finding
from data.base.saying import said
from data.intake.dated_tables import dated, read_dated, refuse
from data.intake.reading.fields import Fields, WantedColumn
from data.signals.own_labels import OTHER, OwnLabels, own_labels

FIRST = ("first", "start", "startdate", "from", "begin", "開始", "開始日", "自")
LAST = ("last", "end", "enddate", "to", "until", "終了", "終了日", "至")
LABEL = (
    "label", "regime", "phase", "state", "name",
    "ラベル", "レジーム", "局面", "相場局面", "相場", "区分", "相場区分",
)  # fmt: skip
"""What the columns are called, in plain form."""
MOST_LABELS, LONGEST = 20, 40
"""Different labels in a file, and characters of one."""
UNFIT = frozenset("<>[]{}\\`")
"""Signs that a label may not have: they mean something to a terminal or a page."""


def own_regimes(file: Path | str) -> OwnLabels:
    """The labels of `FILE[:mdy|dmy]`, with the columns date and label (each holds until the next), or first, last and
    label (both days included; the days between are `other`). Raises `Refused` with all that is wrong.
    """
    wanted = (WantedColumn("last", "date", LAST, optional=True), WantedColumn("label", "word", LABEL))
    fields = read_dated(file, wanted, further=FIRST)
    refuse(fields, chain(_of_labels(fields), _of_ranges(fields)))
    labels = [label.strip() for label in fields.words["label"]]
    firsts = fields.dates["date"].tolist()
    if "last" not in fields.dates:
        return own_labels(zip(firsts, labels, strict=True))
    return own_labels(_with_gaps(firsts, fields.dates["last"].tolist(), labels))


def _with_gaps(firsts: list[Day], lasts: list[Day], labels: list[str]) -> Iterator[tuple[Day, str]]:
    for first, last, label, following in zip(firsts, lasts, labels, [*firsts[1:], None], strict=True):
        yield first, label
        if following != last + 1:
            yield last + 1, OTHER


def _of_labels(fields: Fields) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for row, label in enumerate(str(one).strip() for one in fields.words["label"]):
        if not label:
            yield dated("no-label", fields, row, said("cell.missing"), column="label")
        elif len(label) > LONGEST or not label.isprintable() or UNFIT.intersection(label):
            yield dated("label-unfit", fields, row, said("dated.label_unfit", most=LONGEST), column="label")
        else:
            seen.setdefault(label, row)
    if len(seen) > MOST_LABELS:
        problem = said("dated.labels", count=len(seen), most=MOST_LABELS)
        yield dated("too-many-labels", fields, list(seen.values())[MOST_LABELS], problem, column="label")


def _of_ranges(fields: Fields) -> Iterator[Finding]:
    if "last" not in fields.dates:
        return
    firsts, lasts = fields.dates["date"].tolist(), fields.dates["last"].tolist()
    for row, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        if last < first:
            yield dated("range-turned", fields, row, said("dated.turned", last=iso(last)), column="last")
        elif row + 1 < len(firsts) and first < firsts[row + 1] <= last:
            problem = said("dated.overlaps", last=iso(last), line=int(fields.lines[row]))
            yield dated("range-overlaps", fields, row + 1, problem)

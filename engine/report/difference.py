"""Two runs set against each other, on a terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.table import Table

from data.base.days import iso
from engine.comparison.diff import Difference, FigureDifference, KeyDifference
from engine.report.console import plain, with_columns
from engine.report.formats import figure, place
from engine.report.headlines import ENGLISH
from engine.words import Words

SIDES = ("diff.one", "diff.other")


def difference_parts(found: Difference, say: Words = ENGLISH) -> Iterator[Table | str]:
    """Tables and sentences, in the order in which they are shown."""
    yield changes_table(found.settings, "diff.setting", say) if found.settings else say("diff.same_settings")
    yield changes_table(found.made, "diff.made", say) if found.made else say("diff.same_made")
    yield metrics_table(found.metrics, say)
    yield "\n".join(remarks(found, say))


def changes_table(changes: Sequence[KeyDifference], title: str, say: Words = ENGLISH) -> Table:
    """Keys that differ, and both values."""
    table = with_columns(plain(), say(title), *map(say, SIDES))
    for change in changes:
        table.add_row(change.key, _value(change.left, say), _value(change.right, say))
    return table


def metrics_table(rows: Sequence[FigureDifference], say: Words = ENGLISH) -> Table:
    """Figures side by side."""
    table = with_columns(plain(), *map(say, ("summary.figure", *SIDES, "diff.difference")), right=3)
    for row in sorted(rows, key=lambda row: place(row.name)):
        less = figure(row.name, row.difference, say, signed=True) if row.difference else _nothing(row)
        table.add_row(row.name, figure(row.name, row.left, say), figure(row.name, row.right, say), less)
    return table


def remarks(found: Difference, say: Words = ENGLISH) -> list[str]:
    """What keeps the two from being set against each other, and where their equity parts."""
    parting, (left, right) = found.parting, found.capital
    said = [say("diff.capital", left=f"{left:,.0f}", right=f"{right:,.0f}")] if left != right else []
    said += [say("diff.flows")] if any(one.key.startswith("flows.") for one in found.settings) else []
    if not parting.left == parting.right == parting.both:
        said.append(say("diff.period", left=parting.left, right=parting.right, both=parting.both))
    if not parting.both:
        return [*said, say("diff.apart")]
    said += [say("diff.relative")] if parting.relative else []
    parts = parting.first is not None
    return [
        *said,
        say("diff.parts", date=iso(parting.first)) if parts else say("diff.same", count=parting.both),  # type: ignore[arg-type]
    ]


def _nothing(row: FigureDifference) -> str:
    return "0" if row.difference == 0.0 else ""


def _value(value: Any, say: Words) -> str:
    return say("diff.unset") if value is None else str(value)

"""Tables for a terminal."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from data.base.days import iso
from data.base.visible import visible
from engine.report.chance import against, between_runs, beyond_chance, excess_of, only_added, regime_titles
from engine.report.crisis_rows import crises_of, points
from engine.report.fitted import Fitted
from engine.report.headlines import ENGLISH, formatted
from engine.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.contracts.rolls import Roll
    from engine.audit.plan import PlanLine
    from engine.comparison.comparison import Comparison
    from engine.report.apart import AcrossTable, OtherwiseTable


class Screen(Console):
    """A terminal, or a file in its place: what would steer it is shown as it would be typed, but for colours and the
    line that changes, which are ours.
    """

    def render_str(self, text: str, **more: Any) -> Text:
        """A text, before `rich` takes out what would steer."""
        return super().render_str(visible(text), **more)

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Pieces of text with their styles."""
        for one in super().render(renderable, options):
            yield one if one.control else Segment(visible(one.text), one.style)


def console(*, stderr: bool = False) -> Console:
    """Standard output (or error); styles only where it is a terminal and `NO_COLOR` is not set,
    and never more than it can show.
    """
    plain_text = bool(os.environ.get("NO_COLOR"))
    return Screen(
        highlight=False, markup=False, emoji=False, safe_box=True, stderr=stderr,
        color_system=None if plain_text else "auto"
    )  # fmt: skip


def plain(title: str | None = None) -> Table:
    """A table with one line, below its header."""
    return Fitted(title)


def with_columns(table: Table, *titles: str, right: int = 0) -> Table:
    """The table with columns, the last `right` of them aligned to the right; text too long for one is folded."""
    for place, title in enumerate(titles):
        table.add_column(title, justify="right" if place >= len(titles) - right else "left", overflow="fold")
    return table


def across_table(found: "AcrossTable") -> Table:
    """Figures of all runs of a comparison, of which some stand apart: a row for each figure, a column for each run."""
    table = with_columns(plain(found.title), "", *found.runs, right=len(found.runs))
    for name, called, values in found.rows:
        table.add_row(called or name, *values)
    return table


HINDSIGHT = {"trend": "trend_known", "bull_bear": "bull_bear_known", "own": "own_known"}
"""Schemes that know the future, and what was known of them at the time."""


def compared_tables(comparison: "Comparison", say: Words = ENGLISH) -> list[Table]:
    """What a comparison shows on a terminal, figures that are told otherwise first."""
    from engine.report.accounts_compared import accounts_of  # noqa: PLC0415  (a list of runs is shown without figures)
    from engine.report.apart import otherwise_of  # noqa: PLC0415

    return [
        *(otherwise_table(told, say) for told in (*accounts_of(comparison, say), *otherwise_of(comparison, say))),
        *comparison_tables(comparison, say),
    ]


def otherwise_table(told: "OtherwiseTable", say: Words = ENGLISH) -> Table:
    """Runs told otherwise than they are: a row for each."""
    table = with_columns(plain(told.title), say("headline.run"), *told.titles, right=len(told.titles))
    for name, cells in told.rows:
        table.add_row(name, *cells)
    return table


def comparison_tables(comparison: "Comparison", say: Words = ENGLISH) -> list[Table]:
    """What a comparison shows on a terminal: runs over each crisis, by regime, and their differences with intervals."""
    scheme = comparison.manifest["regimes"]
    schemes = [scheme, HINDSIGHT[scheme]] if scheme in HINDSIGHT else [scheme]
    tables = [crisis_table(comparison, say)] if crises_of(comparison) else []
    schemes = [one for one in schemes if one != "crises" or not tables]
    tables += [regime_table(comparison, one, say) for one in schemes]
    return [*tables, difference_table(comparison, say)] if between_runs(comparison) else tables


def crisis_table(comparison: "Comparison", say: Words = ENGLISH) -> Table:
    """Return of the index, and return and worst fall of each run, over each crisis that the runs cover."""
    table = plain(say("crises.title"))
    table.add_column(say("crises.crisis"))
    for title in (say("crises.index"), *comparison.runs):
        table.add_column(title, justify="right", overflow="fold")
    for index, *runs in crises_of(comparison):
        told = (say("crises.cell", gained=points(one.gained), fall=points(one.fall)) for one in runs)
        table.add_row(index.crisis.name, points(index.gained), *told)
    return table


def regime_table(comparison: "Comparison", scheme: str, say: Words = ENGLISH) -> Table:
    """Return over bills by run and regime of a scheme, of those that there were."""
    rows = [row for row in comparison.tables["regimes"].to_pylist() if row["scheme"] == scheme and row["sessions"]]
    bills = say(f"bills.{next(iter(comparison.runs.values())).currency}")
    table = plain(say("regimes.title", bills=bills, scheme=say(f"scheme.{scheme}"), seen=seen(scheme, say)))
    table.add_column(say("headline.run"), overflow="fold")
    for title in regime_titles(rows, say):
        table.add_column(title, justify="right")
    for run in comparison.runs:
        table.add_row(run, *(formatted(excess_of(row), "{:+.2%}", say) for row in rows if row["run"] == run))
    if any(map(only_added, rows)):
        table.caption, table.caption_justify = say("regimes.short"), "left"
    return table


def seen(scheme: str, say: Words) -> str:
    """Whether a scheme labels sessions in hindsight, as known, or as somebody gave the labels."""
    if not knows_the_future(scheme):
        return say("regimes.known")
    return say("regimes.given" if scheme == "own" else "regimes.hindsight")


def knows_the_future(scheme: str) -> bool:
    """Whether a scheme labels sessions by what came after them."""
    return scheme in {*HINDSIGHT, "pagan_sossounov", "crises"}


def difference_table(comparison: "Comparison", say: Words = ENGLISH) -> Table:
    """Differences of annual return over bills, each with its own interval; which are more than
    chance after all these looks.
    """
    rows = between_runs(comparison)
    level, count, looks = rows[0]["level"], rows[0]["count"], rows[0].get("looks", 1)
    table = plain(say("differences.title", level=f"{level:.0%}", count=f"{count:,}"))
    table.add_column(say("differences.runs"))
    for title in ("difference", "interval"):
        table.add_column(say(f"differences.{title}"), justify="right")
    table.add_column(say("differences.looks", count=looks) if looks > 1 else "")
    for row in rows:
        verdict = say("differences.beyond_chance") if beyond_chance(row) else ""
        interval = say("differences.between", low=f"{row['low']:+.2%}", high=f"{row['high']:+.2%}")
        names = say("differences.less", run=row["run"], other=row["against"])
        table.add_row(names, f"{row['difference']:+.2%}", interval, verdict)
    table.caption, table.caption_justify = against(comparison, say) or None, "left"
    return table


def roll_table(root: str, rolls: "Sequence[Roll]", last_trades: "Sequence[str]", say: Words = ENGLISH) -> Table:
    """The roll schedule, with the last day on which each contract that is left trades."""
    table = plain(say("calendar.rolls", root=root))
    for title in ("roll_date", "out_of", "last_trade", "settles", "into", "next_settles"):
        table.add_column(say(f"calendar_column.{title}"))
    for roll, last_trade in zip(rolls, last_trades, strict=True):
        old, new = roll.months()
        table.add_row(iso(roll.day), root + old, last_trade, iso(roll.expiry), root + new, iso(roll.next_expiry))
    return table


def option_table(rolls: "Sequence[Roll]", say: Words = ENGLISH) -> Table:
    """The dates on which options are bought."""
    table = plain(say("calendar.options"))
    for title in ("date", "out_of", "into", "days_left"):
        table.add_column(say(f"calendar_column.{title}"))
    for roll in rolls:
        table.add_row(iso(roll.day), iso(roll.expiry), iso(roll.next_expiry), str(roll.next_expiry - roll.day))
    return table


def row_table(title: str, titles: "Sequence[str]", rows: "Sequence[Sequence[str]]", *, right: int = 0) -> Table:
    """Rows as they stand, the last `right` columns aligned to the right."""
    table = with_columns(plain(title), *titles, right=right)
    for row in rows:
        table.add_row(*row)
    return table


def profile_table(rows: "Sequence[Mapping[str, object]]") -> Table:
    """Account profiles side by side: a row for each field, numbers as they are, nothing where a profile lacks it."""
    table = with_columns(plain(), "", *(str(row["name"]) for row in rows))
    for field in dict.fromkeys(name for row in rows for name in row if name != "name"):
        told = (row.get(field, "") for row in rows)
        table.add_row(field, *(f"{value:.10g}" if isinstance(value, float) else str(value) for value in told))
    return table


def plan_lines(lines: "Sequence[PlanLine]", say: Words = ENGLISH) -> list[str]:
    """The plan of a config, a line for each of its five."""
    return [f"{line.number}. {line.text(say)}" for line in lines]

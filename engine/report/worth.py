"""What each line of a run's plan cost and bought, as a table: on a terminal and on the page of a report."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.table import Table

from engine.analysis.fall_price import fall_price
from engine.report.console import plain
from engine.report.headlines import ENGLISH, HEADLINES, formatted, shown, unsigned
from engine.words import Words
from engine.words.notes import spoken

if TYPE_CHECKING:
    from engine.results.run import RunResult

SHOWN = ("cagr", "total_return", "max_drawdown", "worst_month", "margin_calls")


class Worth(NamedTuple):
    """Titles of the columns, rows of cells (what is left out, then figures), sentences on lines that have no such run,
    and one on what a point of fall cost that lines avoided, or nothing.
    """

    titles: list[str]
    rows: list[list[str]]
    refused: list[str]
    prices: str


def worth_of(run: "RunResult", say: Words = ENGLISH) -> Worth | None:
    """The lines that a run's manifest tells of; None where it tells of none. What a line bought is the plan less the
    run without it: it is positive where it raised a figure.
    """
    lines: list[dict[str, Any]] = run.manifest.get("lines", [])
    if not lines:
        return None
    keys, ran = [key for key in shown(run) if key in SHOWN], [line for line in lines if "without" in line]
    titles = [say("lines.plan"), *(say(f"headline.{key}") for key in keys)]
    rows = [[say("lines.nothing"), *(formatted(run.metrics.get(key), HEADLINES[key], say) for key in keys)]]
    rows += [[left_out(line["settings"], say), *(_cell(line, key, say) for key in keys)] for line in ran]
    refused = [
        say("lines.refused", line=left_out(line["settings"], say), why=spoken(line["refused"], say))
        for line in lines
        if "refused" in line
    ]
    return Worth(titles, rows, refused, _prices(ran, say))


def worth_tables(runs: "Mapping[str, RunResult]", say: Words = ENGLISH) -> list[Table]:
    """A table for each of the runs that tells of its lines, with words above it."""
    return [_table(worth, say) for worth in (worth_of(run, say) for run in runs.values()) if worth]


def left_out(settings: Mapping[str, Any], say: Words = ENGLISH) -> str:
    """What a plan does without that has these settings (`section.key`), by the first of them."""
    return say(f"left_out.{next(iter(settings))}")


def _table(worth: Worth, say: Words) -> Table:
    table = plain(say("lines.title"))
    for place, title in enumerate(worth.titles):
        table.add_column(title, justify="right" if place else "left", overflow="fold")
    for row in worth.rows:
        table.add_row(*row)
    if below := [*filter(None, [worth.prices]), *worth.refused]:
        table.caption, table.caption_justify = "\n".join(below), "left"
    return table


def _prices(lines: Sequence[Mapping[str, Any]], say: Words) -> str:
    """What each line cost for a point of fall that it avoided; empty where none avoided any."""
    gained = ((left_out(line["settings"], say), line["bought"]) for line in lines)
    prices = {name: fall_price(told["cagr"], told["max_drawdown"]) for name, told in gained}
    told = [
        say("lines.price", line=name, price=f"{price:.2f}" if price > 0.0 else say("lines.no_price"))
        for name, price in prices.items()
        if price is not None
    ]
    return say("lines.fall_price", prices=say("lines.and").join(told)) if told else ""


def _cell(line: Mapping[str, Any], key: str, say: Words) -> str:
    """A figure without the line, and in brackets what the line bought."""
    form, gained = HEADLINES[key], line["bought"][key]
    without = formatted(line["without"][key], form, say)
    if gained is None:
        return without
    return f"{without} ({unsigned(formatted(gained, form.replace('{:', '{:+'), say))})"

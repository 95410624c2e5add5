"""Sizes of all patterns for a fall that can be borne, for a terminal and as JSON."""

from pathlib import Path
from typing import Any

from rich.table import Table

from engine.report.console import plain as plain_table
from engine.report.console import with_columns
from engine.report.headlines import formatted
from engine.sizing.bear import BearResult, Sized
from engine.words import Words
from engine.words.notes import plain_note, spoken

PATHS = {"by_paths", "path_fall", "high", "path_forced"}
"""Columns of made-up histories."""
COLUMNS = ("by_history", "by_paths", "size", "cagr", "fall", "forced", "path_fall", "high", "path_forced")


def bear_table(found: BearResult, say: Words) -> Table:
    """A row for each pattern: the largest sizes, and what the smaller of them came to on history and on paths."""
    terms = found.terms
    title = say("bear.title", fall=terms.fall, quantile=terms.drawn.quantile)
    shown = [name for name in COLUMNS if terms.drawn.paths or name not in PATHS]
    told = [(one.kind, {} if one.refused else _cells(one, say)) for one in found.rows]
    titles = [say(f"bear.{name}") for name in shown]
    table = with_columns(plain_table(title), say("bear.pattern"), *titles, right=len(shown))
    for kind, cells in told:
        table.add_row(kind, *(cells.get(name, "") for name in shown))
    return table


def _cells(one: Sized, say: Words) -> dict[str, str]:
    """What is known of a pattern, by column."""
    sizes = {"by_history": one.by_history, "by_paths": one.by_paths, "size": one.size}
    cells = {name: _size(value, one, say) for name, value in sizes.items() if one.setting and value is not None}
    if one.history:
        figures = one.history.figures
        cells |= {
            "cagr": formatted(figures.cagr, "{:.2%}", say),
            "fall": formatted(abs(figures.max_drawdown or 0.0), "{:.1%}", say),
            "forced": formatted(figures.forced_sales, "{:.0f}", say),
        }
    if one.paths:
        cells |= {
            "path_fall": f"{one.paths.fall:.1%}",
            "high": f"{one.paths.high:.1%}",
            "path_forced": f"{one.paths.forced.share:.1%}",
        }
    return cells


def _size(value: float, one: Sized, say: Words) -> str:
    told = f"{value:.1%}"
    return say("bear.limit", size=told) if value >= one.largest else told


def lines_of(found: BearResult, folder: Path, say: Words) -> list[str]:
    """What is to be said beside the table: patterns that could not be sized or held nothing, how often was looked, and
    that the worst of the past is no bound.
    """
    refused = [f"{one.kind}: {spoken(one.refused, say)}" for one in found.rows if one.refused]
    drawn, names = found.terms.drawn, sorted({one.setting for one in found.rows if one.setting})
    of = {name: ", ".join(one.kind for one in found.rows if one.setting == name) for name in names}
    settings = [say("bear.setting", setting=name, patterns=kinds) for name, kinds in of.items()]
    paths = (
        [
            say("bear.columns_paths", quantile=drawn.quantile),
            say("bear.paths", paths=drawn.paths, years=drawn.years, seed=drawn.seed),
        ]
        if drawn.paths
        else []
    )
    limited = [say("bear.at_limit")] if any(_at_limit(one) for one in found.rows) else []
    counted = say("bear.looks", tried=found.tried, folder=folder, count=found.looks.count)
    said = [line for one in found.rows for line in _said_of(one, found.terms.fall, say)]
    return [
        *settings,
        *refused,
        *said,
        *limited,
        say("bear.columns_history"),
        *paths,
        counted,
        say("said.note", note=say("sizing.bear")),
    ]


def _said_of(one: Sized, fall: float, say: Words) -> list[str]:
    """That a size was never held, or that a pattern without a size falls deeper than can be borne."""
    figures = one.history.figures if one.history else None
    if figures is None:
        return []
    if one.setting:
        return [say("bear.nothing_held", pattern=one.kind)] if one.size and figures.turnover == 0.0 else []
    deepest = max(-(figures.max_drawdown or 0.0), one.paths.fall if one.paths else 0.0)
    return [say("bear.deeper", pattern=one.kind, fall=deepest)] if deepest > fall else []


def _at_limit(one: Sized) -> bool:
    return bool(one.setting) and max(one.by_history, one.by_paths or 0.0) >= one.largest


def plain(found: BearResult) -> dict[str, Any]:
    """The sizes as plain values: falls positive, decimals."""
    terms = found.terms
    return {
        "fall": terms.fall,
        "drawn": terms.drawn._asdict(),
        "patterns": [_plain(one) for one in found.rows],
        "tried": found.tried,
        "looks": found.looks.count,
    }


def _plain(one: Sized) -> dict[str, Any]:
    history, paths = one.history.figures._asdict() if one.history else None, one.paths
    return {
        "pattern": one.kind,
        "setting": one.setting,
        "by_history": one.by_history,
        "by_paths": one.by_paths,
        "size": one.size,
        "largest": one.largest,
        "metrics": history,
        "on_paths": None if paths is None else {**paths._asdict(), "forced": paths.forced._asdict()},
        "refused": plain_note(one.refused) if one.refused else None,
    }

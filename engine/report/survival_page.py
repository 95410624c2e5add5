"""The report of a survival result: one HTML file that opens from disk without a network, with everything in it."""

from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from engine.report import frame, palette, survival_pictures, survival_rows, survival_starts
from engine.report.limitations import limitations
from engine.report.pack import pack
from engine.report.pictures import stills
from engine.report.survival_accounts import accounts_tables
from engine.report.survival_alone import alone_rows
from engine.report.survival_assumed import assumed, limits
from engine.report.survival_heat import axis_text, grids
from engine.report.survival_safe import safe_rows
from engine.report.survival_worst import worst_rows
from engine.results.folders import write_text
from engine.settings.run_config import describe
from engine.survival.result import SurvivalResult
from engine.survival.schemas import QUANTILES
from engine.words import Words, words
from engine.words.sentence import chance, percent

SCRIPTS = ("state.js", "charts.js", "tables.js", "drawing.js", "survival.js")
MARK = "◆"
"""The user's own plan on a map."""


def write_survival_report(result: SurvivalResult, path: Path | str, language: str = "en") -> Path:
    """Write the report of a survival result; a file of that name is replaced whole. Raises `ResultError` when it cannot
    be written.
    """
    return write_text(Path(path), survival_html(result, language))


def survival_html(result: SurvivalResult, language: str = "en") -> str:
    """The page. It loads nothing from outside, and its policy forbids the browser to. Raises `ConfigError` for a
    language there is none of.
    """
    say = words(language)
    template = frame.environment().get_template("survival.html")
    return template.render(
        **_answer(result, say),
        **_tables(result, say),
        **safe_rows(result, say),
        **worst_rows(result, say),
        **alone_rows(result, say),
        accounts=accounts_tables(result, say),
        **survival_starts.start_rows(result, say),
        **survival_rows.all_cells(result, say),
        **_background(result, say),
        **_frame(result, say),
        say=say,
        language=language,
    )


def _frame(result: SurvivalResult, say: Words) -> dict[str, Any]:
    strokes = {
        f"event-{place}": stroke
        for place, stroke in enumerate(palette.strokes(survival_rows.events_of(result)).values())
    }
    own = {"account": palette.SOURCES["overlay"], "fund": palette.SOURCES["carry"]}
    return {
        "style": Markup(frame.colours({**strokes, **own}) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "scripts": Markup("\n".join(map(frame.asset, SCRIPTS))),  # noqa: S704
        "library": frame.library(),
        "payload": payload(result, say),
        "stills": stills(survival_pictures.charts_of(result, say)),
    }


def payload(result: SurvivalResult, say: Words) -> str:
    """Everything the scripts of the page draw, packed."""
    events = survival_rows.events_of(result)
    drawn = palette.strokes(events).values()
    facts = {
        "years": result.request["years"],
        "events": events,
        "quantiles": [f"{quantile:g}" for quantile in QUANTILES],
        "happened": say.section("happened"),
        "locale": say.language,
        "words": {**say.section("survive_chart"), "between": say.section("differences")["between"]},
        "dashes": [stroke.dash for stroke in drawn],
        "symbols": [stroke.symbol for stroke in drawn],
    }
    return pack(_columns(result), facts)


def _columns(result: SurvivalResult) -> dict[str, NDArray[np.float32]]:
    """What is drawn of each cell that is told in full."""
    columns: dict[str, list[float]] = {}
    for cell in (row["cell"] for row in survival_rows.cells_in_full(result)):
        for row in survival_rows.of_cell(result.table("by_year"), cell):
            columns.setdefault(f"curve/{cell}/{row['kind']}/{row['event']}", []).append(row["share"])
        for row in survival_rows.of_cell(result.table("fan"), cell):
            columns.setdefault(f"fan/{cell}/{row['quantile']:g}", []).append(row["wealth"])
        for name in ("wealth", "fund"):
            columns[f"terminal/{cell}/{name}"] = [row[name] for row in survival_rows.quantiles(result, cell)]
    return {name: np.array(values, np.float32) for name, values in columns.items()}


def _answer(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """What the first screen shows."""
    full, kinds, asked = survival_rows.cells_in_full(result), survival_rows.kinds_of(result), result.request
    market = result.manifest["market"]
    return {
        "span": say(
            "survive.span", paths=asked["paths"], years=asked["years"], first=market["first"], last=market["last"]
        ),
        "sentence": result.first_sentence(say.language),
        "full": full,
        "kinds": kinds,
        "events": {cell["cell"]: survival_rows.event_rows(result, cell["cell"], say) for cell in full},
        "event_titles": survival_rows.event_titles(result, say),
    }


def _tables(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """Maps, and what stands around them."""
    # accounts of a portfolio are no sizes of one overlay
    asked, maps = result.request, [] if "joint" in result.tables else grids(result, say)
    confidence = percent(asked["confidence"])
    return {
        "grids": [one for one in maps if len(one.squares) > 1],
        "mapless": ", ".join(one.name for one in maps if len(one.squares) == 1),
        "happens": any(row["share"] < 1.0 for row in result.table("by_year").to_pylist()),
        "map_note": say(
            "survive.map_note", years=asked["years"], confidence=confidence, allowed=round(1 - asked["confidence"], 9),
            mark=MARK,
        ),
        "mark": MARK,
        "lived": "not_lived" in survival_rows.events_of(result),
        "axis_text": axis_text,
        "chance": chance,
        "interval": survival_rows.interval,
    }  # fmt: skip


def _background(result: SurvivalResult, say: Words) -> dict[str, Any]:
    """What it rests on."""
    return {
        "assumed": assumed(result, say),
        "limits": limits(say),
        "notes": result.notes(say.language),
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
        "config": describe(result.config),
        "manifest": result.manifest,
        "name": result.path.name if result.path else "",
        "made_in": say("survive.made_in", seconds=result.manifest["seconds"], seed=result.request["seed"]),
    }

"""The report of a sweep: one HTML file that opens from disk without a network, with everything in it."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from engine.report import frame, palette, sweep_pictures
from engine.report.limitations import limitations
from engine.report.pictures import stills
from engine.report.sweep_dataset import reading
from engine.report.sweep_figures import column_title, figures_of, setting_text
from engine.report.sweep_list import run_list
from engine.report.sweep_maps import maps, numbers, pairs, side
from engine.report.sweep_payload import payload
from engine.report.sweep_rows import columns_of, windows
from engine.report.sweep_verdict import first_sentences
from engine.results.folders import write_text
from engine.settings.run_config import describe
from engine.sweeps.ranking import Ranked, ranked
from engine.sweeps.result import SweepResult
from engine.sweeps.sweep_notes import reasons
from engine.words import Words, words

SCRIPTS = ("state.js", "charts.js", "tables.js", "drawing.js", "sweep_map.js", "sweep.js")
LINES = sweep_pictures.LINES
"""Combinations of other settings that a chart of one setting draws."""


def write_sweep_report(result: SweepResult, path: Path | str, language: str = "en") -> Path:
    """Write the report of a sweep; a file of that name is replaced whole. Raises `ResultError` when it cannot be
    written.
    """
    return write_text(Path(path), sweep_html(result, language))


def sweep_html(result: SweepResult, language: str = "en") -> str:
    """The page. It loads nothing from outside, and its policy forbids the browser to. Raises `ConfigError` for a
    language there is none of.
    """
    say, found = words(language), ranked(result)
    template = frame.environment().get_template("sweep.html")
    parts = (_first(result, say), _map(result, found, say), _walk(result, say), _background(result, say))
    told = {key: value for part in parts for key, value in part.items()}
    return template.render(
        **told, **run_list(result, found, say), **_frame(result, found, say), say=say, language=language
    )


def _frame(result: SweepResult, found: Ranked, say: Words) -> dict[str, Any]:
    strokes = palette.strokes([str(place) for place in range(LINES)])
    lines = {f"line-{name}": stroke for name, stroke in strokes.items()}
    return {
        "style": Markup(frame.colours(lines) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "scripts": Markup("\n".join(map(frame.asset, SCRIPTS))),  # noqa: S704
        "library": frame.library(),
        "payload": payload(result, found, [stroke.dash for stroke in strokes.values()], say),
        "stills": stills(sweep_pictures.charts_of(result, found, say)),
    }


def _first(result: SweepResult, say: Words) -> dict[str, Any]:
    market, asked = result.manifest["market"], result.request
    count = result.tables["runs"].num_rows
    return {
        "span": say(
            "sweep.span", count=count, patterns=", ".join(result.manifest["patterns"]), first=asked["months"][0],
            last=asked["months"][-1], index=market.get("index", ""), engine=say(f"sweep_engine.{asked['engine']}"),
        ) if asked["months"] else "",
        "verdict": first_sentences(result, say),
    }  # fmt: skip


def _map(result: SweepResult, found: Ranked, say: Words) -> dict[str, Any]:
    """The map with which the page begins; none where fewer than two settings are numbers."""
    criterion, several = result.request["criterion"], pairs(result)
    return {
        "grid": next(maps(result, found, criterion, several[0], say)) if several else None,
        "line": len(numbers(result)) == 1,
        "most_lines": LINES,
        "side": side(criterion),
        "figures": figures_of(result, say),
        "pairs": [f"{across.name} × {down.name}" for across, down in several],  # noqa: RUF001
        "axis_text": setting_text,
        "map_note": say("sweep.map_note", by=say(f"sweep_by.{criterion}")),
        "refused": [
            {"why": of[0]["refused"], "count": len(of), "first": _named(of[0], result)}
            for of in reasons(result.tables["runs"].drop_columns(["months"]).to_pylist())
        ],
    }


def _named(row: Any, result: SweepResult) -> str:
    return " ".join(f"{name}={setting_text(row[name])}" for name in result.values if row[name] is not None)


def _walk(result: SweepResult, say: Words) -> dict[str, Any]:
    """Windows of a walk forward below their titles; none where there was none."""
    if "walk_forward" not in result.tables:
        return {"walk": []}
    rows = windows(result, say)
    columns = columns_of(result, [row["row"] for row in rows], say)
    names = ("from", "to", "train", "test", "median")
    first, last, *figures = (column_title(name, say) for name in names)
    return {
        "walk": [
            [row["start"], row["end"], *(setting_text(row["row"][name]) for name in columns.settings), *row["figures"]]
            for row in rows
        ],
        "walk_titles": [first, last, *columns.settings, *figures],
        "walk_note": say("sweep.walk_note", walk=result.request["walk"], by=say(f"sweep_by.{_criterion(result)}")),
    }


def _criterion(result: SweepResult) -> str:
    return str(result.request["criterion"])


def _background(result: SweepResult, say: Words) -> dict[str, Any]:
    """What it rests on, and how to read all of it."""
    return {
        "reading": reading(result),
        "notes": result.notes(say.language),
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
        "config": describe(result.config),
        "manifest": result.manifest,
        "name": result.path.name if result.path else "",
        "made_in": say("sweep.made_in", seconds=result.manifest["seconds"]),
        "vary": result.request["vary"],
    }

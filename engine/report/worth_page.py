"""The report of `overlay worth`: one HTML file that opens from disk without a network, with everything in it."""

from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from engine.report import frame, worth_rows
from engine.report.heat import FULL_HEAT, Heat, HeatCell, cell
from engine.report.limitations import limitations
from engine.report.weighed import Row, Weighed, weighed
from engine.report.worth_figures import figure_table, path_table
from engine.report.worth_told import paragraph
from engine.results.folders import write_text
from engine.settings.run_config import describe
from engine.weighing.result import WorthResult
from engine.words import Words, words


class Group(NamedTuple):
    """A group of variants on the page: its key, a table, a paragraph for each, and what each did in crises."""

    key: str
    table: worth_rows.Table
    paragraphs: list[str]
    crises: Heat | None


def write_worth_report(result: WorthResult, path: Path | str, language: str = "en") -> Path:
    """Write the report; a file of that name is replaced whole. Raises `ResultError` when it cannot be written."""
    return write_text(Path(path), worth_html(result, language))


def worth_html(result: WorthResult, language: str = "en") -> str:
    """The page. It loads nothing from outside, and its policy forbids the browser to. Raises `ConfigError` for a
    language there is none of.
    """
    say = words(language)
    template = frame.environment().get_template("worth.html")
    return template.render(**_answer(result, say), **_background(result, say), say=say, language=language)


def _answer(result: WorthResult, say: Words) -> dict[str, Any]:
    asked = result.request
    return {
        "span": say("worth.span", first=asked["first"], last=asked["last"], looks=asked["looks"]),
        "sentence": worth_rows.first_sentence(result, say),
        "groups": [_group(result, key, ones, say) for key, ones in weighed(result).items() if key != "plan"],
        "marks": say("worth.marks", mark=worth_rows.BEYOND, looks=asked["looks"]),
        "figures": figure_table(result, say),
        "paths": path_table(result, say),
        "refused": worth_rows.refusals(result, say),
    }


def _group(result: WorthResult, key: str, ones: list[Weighed], say: Words) -> Group:
    told = [paragraph(one, result, say) for one in ones]
    return Group(key, worth_rows.group_table(result, key, ones, say), told, _crises(result, ones, say))


def _crises(result: WorthResult, ones: list[Weighed], say: Words) -> Heat | None:
    """A row for each crisis with its dates, a cell for each variant."""
    dates = worth_rows.crisis_dates(result) if any(one.episodes for one in ones) else {}
    rows = [
        (
            say("worth.crisis", name=name, first=first, last=last, back=back),
            [_cell(one.episodes[name], say) for one in ones],
        )
        for name, (first, last, back) in dates.items()
    ]
    return Heat("worth", [worth_rows.label(one, say) for one in ones], rows) if rows else None


def _cell(row: Row, say: Words) -> HeatCell:
    return cell(row["effect"], FULL_HEAT["return"])._replace(text=worth_rows.saved(row, say))


def _background(result: WorthResult, say: Words) -> dict[str, Any]:
    """What it rests on."""
    asked, manifest = result.request, result.manifest
    paths = [say("worth.method_paths", **{**asked, "survival": manifest["survival"]})] if manifest["survival"] else []
    level = f"{asked['level']:.0%}"
    return {
        "style": Markup(frame.colours({}) + frame.asset("style.css")),  # noqa: S704  (our own files)
        "method": [say("worth.method", **{**asked, "level": level}), *paths],
        "notes": result.notes(say.language),
        "limitations": Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
        "config": describe(result.config),
        "manifest": manifest,
        "name": result.path.name if result.path else "",
    }

"""The page of `overlay break`: the path drawn, the account day by day, and what would stand it, in one HTML file."""

from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from engine.nearest.disaster import Disaster, Nearest
from engine.report import frame, nearest_told
from engine.report.drawing import Ink
from engine.report.limitations import limitations
from engine.report.palette import BAD, SOURCES
from engine.report.picture_chart import Across, Axis, Chart, Curve
from engine.report.picture_scale import short
from engine.report.pictures import stills
from engine.results.folders import write_text
from engine.results.run import RunResult
from engine.settings.run_config import describe
from engine.words import Words, words

INKS = {
    "index": Ink("near-index", SOURCES["overlay"]),
    "usdjpy": Ink("near-yen", SOURCES["currency"]),
    "margin_rate": Ink("near-margin", SOURCES["costs"]),
    "collateral": Ink("near-collateral", SOURCES["carry"]),
    "required": Ink("near-required", BAD),
}


def write_nearest_page(
    found: Disaster, run: RunResult, path: Path | str, language: str = "en", *, force: bool = True
) -> Path:
    """Write the page; a file of that name is replaced whole where that is forced. Raises `ResultError` when it cannot
    be written.
    """
    return write_text(Path(path), nearest_html(found, run, language), force=force)


def nearest_html(found: Disaster, run: RunResult, language: str = "en") -> str:
    """The page. It loads nothing from outside, and its policy forbids the browser to. Raises `ConfigError` for a
    language there is none of.
    """
    say, currency = words(language), run.config.capital.currency
    near = found.nearest
    return frame.environment().get_template("nearest.html").render(
        say=say,
        language=language,
        style=Markup(frame.colours({ink.name: ink.stroke for ink in INKS.values()}) + frame.asset("style.css")),  # noqa: S704  (our own files)
        account=nearest_told.account_line(found, run.config.called, currency, say),
        answer=nearest_told.answer(found, currency, say),
        stills=stills(charts_of(near, say)) if near else {},
        cures=nearest_told.cure_table(found, say) if near else None,
        times=found.terms.times,
        days=_days(near, say),
        read=nearest_told.read_line(currency, say),
        assumed=nearest_told.assumptions(found, say),
        limitations=Markup(limitations(say.language)),  # noqa: S704  (rendered with HTML switched off)
        config=describe(run.config),
        manifest=run.manifest,
    )  # fmt: skip


def _days(near: Nearest | None, say: Words) -> Any:
    return near and nearest_told.day_table(near.days, say, with_currency=bool(near.path.currency))


def charts_of(near: Nearest, say: Words) -> dict[str, Chart]:
    """The path, and collateral beside what is required."""
    moving = ["index", *(["usdjpy"] if near.path.currency else []), "margin_rate"]
    across = Across("numbers", 0.0, float(len(near.days) - 1), title=say("nearest.session"))
    told = {
        "index": [day.level for day in near.days],
        "usdjpy": [day.spot for day in near.days],
        "margin_rate": [day.margin for day in near.days],
        "collateral": [day.collateral for day in near.days],
        "required": [day.required for day in near.days],
    }

    def curve(name: str) -> Curve:
        values = np.array(told[name], dtype=float)
        return Curve(say(f"nearest.{name}"), INKS[name], np.arange(len(values), dtype=float), values)

    moved = Chart(Axis("", "{:.3g}x".format), across, curves=[curve(name) for name in moving])
    money = Chart(Axis("", short(say)), across, curves=[curve(name) for name in ("collateral", "required")])
    return {"path_chart": moved, "money_chart": money}

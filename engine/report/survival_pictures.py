"""The charts of a survival result as its page first shows them: the cell in focus, all kinds of path."""

from typing import Any

import numpy as np

from engine.report import palette, survival_rows
from engine.report.drawing import Ink
from engine.report.picture_chart import Across, Axis, Band, Chart, Curve
from engine.report.picture_scale import dashes, percent
from engine.survival.first_sentence import in_focus
from engine.survival.result import SurvivalResult
from engine.survival.schemas import ALL, QUANTILES
from engine.words import Words
from engine.words.sentence import percent as told

LOUD = ("margin_call", "forced_sale", "ruin", "fall_20", "fall_35", "fall_50", "payment_short")
"""Events that have a curve."""
BANDS = ((0.01, 0.99, 0.13), (0.05, 0.95, 0.2), (0.25, 0.75, 0.34))
"""Quantiles between which the fan is filled, and how densely."""
ACCOUNT = Ink("account", palette.SOURCES["overlay"])
FUND = Ink("fund", palette.SOURCES["carry"])


def charts_of(result: SurvivalResult, say: Words) -> dict[str, Chart]:
    """Every chart that there are numbers for, by its name."""
    made = {"curves": curves(result, say), "fan": fan(result, say), "terminal": _terminal(result, say)}
    return {name: chart for name, chart in made.items() if chart.curves}


def curves(result: SurvivalResult, say: Words) -> Chart:
    """Shares of paths without an event, by year."""
    rows = survival_rows.of_cell(result.table("by_year"), in_focus(result.tables)["cell"])
    shares = {
        event: [1.0, *(row["share"] for row in rows if (row["event"], row["kind"]) == (event, ALL))] for event in LOUD
    }
    lines = [
        Curve(say.told("happened", event), Ink(f"event-{place}", stroke), *_line(shares[event]), dashes(stroke.dash))
        for place, (event, stroke) in enumerate(palette.strokes(survival_rows.events_of(result)).items())
        if len(shares.get(event, [])) > 1
    ]
    least = min(float(line.ys.min()) for line in lines) if lines else 0.0
    axis = Axis("", percent, low=min(least, 0.999), high=1.0)
    return Chart(axis, _years(result, say), curves=lines)


def fan(result: SurvivalResult, say: Words) -> Chart:
    """Wealth by month, in bands about its median; empty where it was not kept."""
    rows = survival_rows.of_cell(result.table("fan"), in_focus(result.tables)["cell"])
    of: dict[float, list[float]] = {}
    for row in rows:
        of.setdefault(row["quantile"], []).append(row["wealth"])
    axis = Axis("", "{:.3g}x".format)
    if not of:
        return Chart(axis, _years(result, say))
    years, middle = _line(of[0.5])
    bands = [
        Band(f"{told(low)} – {told(high)}", ACCOUNT, years / 12.0, np.array(of[low]), np.array(of[high]), density)  # noqa: RUF001
        for low, high, density in BANDS
    ]
    half = Curve(say("survive_chart.half"), ACCOUNT, years / 12.0, middle)
    return Chart(axis, _years(result, say), curves=[half], bands=bands)


def _terminal(result: SurvivalResult, say: Words) -> Chart:
    """Wealth at the end by its quantile, of the account and of the fund alone."""
    rows = survival_rows.quantiles(result, in_focus(result.tables)["cell"])
    lines = [
        Curve(say(f"survive_chart.{word}"), ink, *_line([row[name] for row in rows]), dash)
        for name, word, ink, dash in (("wealth", "account", ACCOUNT, ""), ("fund", "fund", FUND, dashes("dash")))
    ]
    names = [told(quantile) for quantile in QUANTILES]
    return Chart(Axis(say("survive_chart.wealth"), "{:.3g}".format), Across("names", 0.0, 0.0, names), curves=lines)


def _line(values: list[float]) -> tuple[Any, Any]:
    return np.arange(len(values), dtype=float), np.array(values, dtype=float)


def _years(result: SurvivalResult, say: Words) -> Across:
    return Across("numbers", 0.0, result.request["years"], title=say("survive_chart.year"))

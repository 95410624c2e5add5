"""Charts of what runs of one kind have of their own: a pair's leverage and loss-cut, a cash ratio, trades."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from data.base.arrays import Floats
from engine.report import palette
from engine.report.drawing import Ink
from engine.report.kind_tables import trade_bars
from engine.report.picture_chart import Across, Axis, Bars, Chart, Curve
from engine.report.picture_scale import dashes, percent, short

if TYPE_CHECKING:
    from engine.report.run_pictures import Seen

QUIET = Ink("quiet", palette.QUIET)
INDEX = Ink("index", palette.INDEX)


def _source(name: str) -> Ink:
    return Ink(f"source-{name}", palette.SOURCES[name])


def _of_all(name: str) -> Callable[["Seen"], Chart]:
    def make(seen: "Seen") -> Chart:
        axis = Axis(seen.say(f"kind_chart.{name}_axis"), "{:.4g}".format)
        return seen.over_time(axis, seen.curves(lambda place: seen.column(place, name)))

    return make


def _focused(seen: "Seen", axis: Axis, parts: Mapping[str, tuple[Floats, Ink, str]]) -> Chart:
    """Lines of the run in focus under names of their own, those that have values."""
    lines = [
        Curve(seen.say(f"kind_chart.{name}"), ink, seen.days, values, dashes(dash))
        for name, (values, ink, dash) in parts.items()
        if np.isfinite(values).any()
    ]
    return seen.over_time(axis, lines, focused=True)


def _swap(seen: "Seen") -> Chart:
    parts = {
        "swap_line": (seen.column(seen.focus, "swap"), _source("carry"), "solid"),
        "price_line": (seen.column(seen.focus, "price"), _source("overlay"), "dash"),
    }
    return _focused(seen, Axis(seen.run.config.capital.currency, short), parts)


def _cash(seen: "Seen") -> Chart:
    chosen = seen.run.config.cash_ratio
    levels = (chosen.floor, chosen.cap) if "cash_rules" in seen.run.tables else (np.nan, np.nan)
    floor, cap = (np.full(len(seen.days), level) for level in levels)
    parts = {
        "cash_held": (seen.column(seen.focus, "cash_held"), seen.ink(seen.focus), "solid"),
        "cash_wanted": (seen.column(seen.focus, "cash_wanted"), _source("carry"), "dot"),
        "cash_floor": (floor, QUIET, "dash"),
        "cash_cap": (cap, QUIET, "dash"),
    }
    return _focused(seen, Axis(seen.say("kind_chart.cash_axis"), percent), parts)


def _average(seen: "Seen") -> Chart:
    average = seen.column(seen.focus, "average")
    index = np.asarray(seen.columns["index"], dtype=float)
    parts = {
        "index_line": (np.where(np.isfinite(average).any(), index, np.nan), INDEX, "dot"),
        "average_line": (average, _source("costs"), "dash"),
    }
    return _focused(seen, Axis(seen.say("kind_chart.average_axis"), "{:,.0f}".format), parts)


def _trades(seen: "Seen") -> Chart:
    name = seen.names[seen.focus]
    run = seen.comparison.whole[name]
    found = trade_bars(run) if "trades" in run.tables else {"opened": [], "multiple": []}
    gained = np.array(found["multiple"], dtype=float)
    sides = {"good": (np.where(gained > 0.0, gained, 0.0), palette.GOOD), "bad": (np.minimum(gained, 0.0), palette.BAD)}
    bars = [Bars("", Ink(ink, stroke), values) for ink, (values, stroke) in sides.items()] if len(gained) else []
    across = Across("names", 0.0, 0.0, [str(day) for day in found["opened"]])
    return Chart(Axis(seen.say("kind_chart.trades_axis"), "{:.3g}".format), across, name, bars=bars)


CHARTS: Mapping[str, Callable[["Seen"], Chart]] = {
    "losscut": _of_all("losscut"),
    "leverage": _of_all("leverage"),
    "swap": _swap,
    "trades": _trades,
    "cash": _cash,
    "average": _average,
}

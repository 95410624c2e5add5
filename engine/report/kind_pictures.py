"""The charts that runs of one kind have of their own, as the page first shows them."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from data.base.arrays import Floats
from data.intake.benchmark_file import Benchmark
from engine.comparison.comparison import Comparison
from engine.report import palette
from engine.report.drawing import Ink
from engine.report.kind_columns import kind_columns
from engine.report.kind_tables import trade_bars
from engine.report.kind_told import owner_of
from engine.report.outcome_pictures import outcome_charts
from engine.report.picture_chart import Across, Axis, Bars, Chart, Curve
from engine.report.picture_scale import percent, short
from engine.report.run_pictures import Seen, charts_of
from engine.words import Words

Line = tuple[str, str, str]
"""What a line of the run in focus is called among the words, its source of colour ("": the run's), its dash."""
SWAP: tuple[Line, ...] = (("swap_line", "carry", ""), ("price_line", "overlay", "6 4"))
OPTIONS: tuple[Line, ...] = (
    ("option_gain", "", ""),
    ("option_delta", "overlay", ""),
    ("option_realised", "currency", ""),
    ("option_vega", "carry", "6 4"),
    ("option_rest", "tax", "2 3"),
    ("option_costs", "costs", "6 4"),
)
SECTIONS = {"swap": "pair"}
"""Sections of charts that are called otherwise."""
CASH: tuple[Line, ...] = (("cash_held", "", ""), ("cash_wanted", "carry", "2 3"))


def all_charts(comparison: Comparison, say: Words, benchmark: Benchmark | None = None) -> dict[str, Chart]:
    """Every chart of a page of runs that has something to show, by its name; held against what `charts_of` says."""
    return {
        **charts_of(comparison, say, benchmark),
        **outcome_charts(comparison, say, benchmark),
        **kind_charts(comparison, say),
    }


def kind_charts(comparison: Comparison, say: Words) -> dict[str, Chart]:
    """Every chart of one kind that a comparison has something for, by its name: of the run in focus, or of the first
    that has something to show where that one has not.
    """
    seen = Seen(comparison, say)
    seen.columns |= kind_columns(comparison)
    focus, found = seen.focus, dict[str, Chart]()
    for name, make in CHARTS.items():
        seen.focus = owner_of(comparison, focus, SECTIONS.get(name, name))
        found[name] = make(seen)
    return {name: chart for name, chart in found.items() if chart.curves or chart.bars}


def _of_runs(name: str) -> Callable[[Seen], Chart]:
    """A line for each run that has such a column."""

    def make(seen: Seen) -> Chart:
        none = np.full(len(seen.days), np.nan)
        curves = seen.curves(lambda place: seen.column(place, name) if f"{place}/{name}" in seen.columns else none)
        return seen.over_time(Axis(seen.say(f"kind_chart.{name}_axis"), "{:g}".format), curves)

    return make


def _lines(seen: Seen, names: Sequence[str], lines: Sequence[Line]) -> list[Curve]:
    """Lines of the run in focus, by their columns; none where it has not all of them."""
    keys = [f"{seen.focus}/{name}" for name in names]
    if not all(key in seen.columns for key in keys):
        return []
    return [
        Curve(seen.say(f"kind_chart.{word}"), _ink(seen, source), seen.days, _values(seen, key), dash)
        for key, (word, source, dash) in zip(keys, lines, strict=True)
    ]


def _values(seen: Seen, key: str) -> Floats:
    return np.asarray(seen.columns[key], dtype=float)


def _ink(seen: Seen, source: str) -> Ink:
    if source:
        return Ink(f"source-{source}", palette.SOURCES[source])
    return Ink(f"run-{seen.focus}", seen.strokes[seen.names[seen.focus]])


def _swap(seen: Seen) -> Chart:
    curves = _lines(seen, ("swap", "price"), SWAP)
    currency = seen.say.told("money", seen.run.config.capital.currency)
    return seen.over_time(Axis(currency, short(seen.say)), curves, focused=True)


def _options(seen: Seen) -> Chart:
    curves = _lines(seen, [name for name, *_ in OPTIONS], OPTIONS)
    currency = seen.say.told("money", seen.run.config.capital.currency)
    return seen.over_time(Axis(currency, short(seen.say)), curves, focused=True)


def _cash(seen: Seen) -> Chart:
    curves = _lines(seen, ("cash_held", "cash_wanted"), CASH)
    limits = seen.run.config.cash_ratio
    index = Ink("index", palette.INDEX)
    levels = [
        Curve(seen.say(f"kind_chart.cash_{name}"), index, seen.days, np.full(len(seen.days), level), "6 4")
        for name, level in (("floor", limits.floor), ("cap", limits.cap))
        if curves
    ]
    return seen.over_time(Axis(seen.say("kind_chart.cash_axis"), percent), [*curves, *levels], focused=True)


def _average(seen: Seen) -> Chart:
    curves = _lines(seen, ("average",), (("average_line", "costs", "6 4"),))
    curves = [one for one in curves if np.isfinite(one.ys).any()]
    index = Curve(
        seen.say("kind_chart.index_line"), Ink("index", palette.INDEX), seen.days,
        np.asarray(seen.columns["index"], dtype=float),
    )  # fmt: skip
    axis = Axis(seen.say("kind_chart.average_axis"), "{:,.0f}".format)
    return seen.over_time(axis, [index, *curves] if curves else [], focused=True)


def _trades(seen: Seen) -> Chart:
    """A bar for each trade of the run in focus."""
    run = seen.comparison.whole[seen.names[seen.focus]]
    found = trade_bars(run) if "trades" in run.tables else {"opened": [], "multiple": []}
    bars = [Bars(seen.say("kind_chart.trades"), _ink(seen, ""), np.array(found["multiple"], dtype=float))]
    across = Across("names", 0.0, 0.0, found["opened"])
    axis = Axis(seen.say("kind_chart.trades_axis"), "{:g}".format)
    return Chart(axis, across, "", bars=bars if found["opened"] else [])


CHARTS: Mapping[str, Callable[[Seen], Chart]] = {
    "losscut": _of_runs("losscut"),
    "leverage": _of_runs("leverage"),
    "swap": _swap,
    "cash": _cash,
    "average": _average,
    "trades": _trades,
    "options": _options,
}

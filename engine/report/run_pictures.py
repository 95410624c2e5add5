"""The charts of a comparison as its page first shows them: all runs, the whole period."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.intake.benchmark_file import Benchmark
from engine.analysis.investor import investor_tables
from engine.analysis.unit_value import worth_of
from engine.comparison.comparison import Comparison
from engine.report import page_rows, palette
from engine.report.benchmark import benchmark_name
from engine.report.chart_columns import chart_columns
from engine.report.drawing import Ink
from engine.report.first_screen import market_of
from engine.report.kind_told import first_focus, source_told
from engine.report.lanes import lanes_of
from engine.report.picture_chart import Across, Axis, Bars, Chart, Curve, Spells
from engine.report.picture_scale import Scale, dashes, percent, short
from engine.report.regime_colours import colour_places
from engine.report.timeline import stretches
from engine.results.run import RunResult
from engine.words import Words
from engine.words.regime_names import regime_name

SPARK = 240
"""Steps of a small curve."""


def charts_of(comparison: Comparison, say: Words, benchmark: Benchmark | None = None) -> dict[str, Chart]:
    """Every chart that a comparison has something for, by its name; held against a benchmark where one is given, and a
    single run against the index.
    """
    seen = Seen(comparison, say, benchmark)
    made = {name: make(seen) for name, make in CHARTS.items()}
    return {name: chart for name, chart in made.items() if _has_something(chart)}


def spark_of(comparison: Comparison) -> list[str]:
    """Points of a small curve of each run (`sparks`), as the page draws it when it has read its data."""
    return sparks([worth_of(investor_tables(run.tables)) for run in comparison.runs.values()])


def sparks(equity: Sequence[Floats]) -> list[str]:
    """Points of small curves, of a thousand by a hundred units, of series of one length: on a scale of logarithms,
    begun at one point.
    """
    places = np.unique(np.rint(np.linspace(0, len(equity[0]) - 1, SPARK + 1)).astype(int))
    curves = [np.log(np.maximum(one[places] / one[0], 1e-9)) for one in equity]
    across = Scale(0.0, float(max(len(places) - 1, 1)), 0.0, 1000.0)
    low, high = min(float(one.min()) for one in curves), max(float(one.max()) for one in curves)
    up = Scale(low, high if high > low else low + 1.0, 97.0, 3.0)
    xs = across.at(np.arange(len(places)))
    return [" ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, up.at(one), strict=True)) for one in curves]


def _has_something(chart: Chart) -> bool:
    return bool(chart.curves or chart.bars) or any(len(lane.ends) for lane in chart.lanes)


class Seen:
    """A comparison as it is drawn: its columns, its colours, and the run in focus."""

    def __init__(self, comparison: Comparison, say: Words, benchmark: Benchmark | None = None) -> None:
        self.comparison, self.say = comparison, say
        self.columns, self.labels = chart_columns(comparison, benchmark)
        self.benchmark = benchmark_name(comparison, benchmark, say) if benchmark or len(comparison.runs) == 1 else ""
        self.strokes = palette.strokes_of(comparison.runs)
        self.names = list(comparison.runs)
        self.focus = first_focus(comparison)

    @property
    def run(self) -> RunResult:
        """The run in focus."""
        return self.comparison.runs[self.names[self.focus]]

    @cached_property
    def days(self) -> Floats:
        """Sessions, days since 1970."""
        return self.columns["date"].astype(float)

    @cached_property
    def across(self) -> Across:
        """The whole period."""
        return Across("days", self.days[0], self.days[-1])

    @cached_property
    def strip(self) -> list[Spells]:
        """When which regime was, in the scheme that the comparison was made with."""
        scheme = self.comparison.manifest["regimes"]
        if scheme not in self.labels:
            return []
        codes, ends = self.columns[f"label/{scheme}"], np.append(self.days, self.days[-1])
        places = colour_places(self.comparison, scheme, self.labels[scheme])
        return [
            Spells(regime_name(name, self.say), _regime(places[code]), _spells(codes == code, ends))
            for code, name in sorted(enumerate(self.labels[scheme]), key=lambda one: places[one[0]])
        ]

    def column(self, place: int, name: str) -> Floats:
        """What is drawn of a run; NaN where it has no such column."""
        nothing = np.full(len(self.days), np.nan)
        return np.asarray(self.columns.get(f"{place}/{name}", nothing), dtype=float)

    def ink(self, place: int) -> Ink:
        """The colour of a run."""
        return Ink(f"run-{place}", self.strokes[self.names[place]])

    def curves(self, of: Callable[[int], Floats]) -> list[Curve]:
        """A line for each run that has values."""
        found = [(place, name, of(place)) for place, name in enumerate(self.names)]
        return [
            Curve(name, self.ink(place), self.days, values, dashes(self.strokes[name].dash))
            for place, name, values in found
            if np.isfinite(values).any()
        ]

    def with_benchmark(self, of: Callable[[Floats], Floats]) -> list[Curve]:
        """A line for each run made of its equity, and one for what they are held against, where they are."""
        found = self.curves(lambda place: of(self.column(place, "equity")))
        if not self.benchmark:
            return found
        values = of(np.asarray(self.columns.get("benchmark", self.columns["index"]), dtype=float))
        index = Curve(self.benchmark, Ink("index", palette.INDEX), self.days, values, dashes(palette.INDEX.dash))
        return [*found, *([index] if np.isfinite(values).any() else [])]

    def over_time(self, axis: Axis, curves: Sequence[Curve], *, focused: bool = False) -> Chart:
        """A chart of lines over the whole period; of the run in focus, or of all."""
        of = self.names[self.focus] if focused and len(self.names) > 1 else ""
        return Chart(axis, self.across, of, curves, strip=self.strip)


def _regime(place: int) -> Ink:
    return Ink(f"regime-{place}", palette.REGIMES[place])


def _spells(flags: Any, ends: Floats) -> Floats:
    """First and last of each stretch, (n, 2); a stretch ends where the next begins."""
    found = [(ends[first], ends[last]) for first, last in stretches(flags)]
    return np.array(found, dtype=float).reshape(-1, 2)


def _equity(seen: Seen) -> Chart:
    def rebased(values: Floats) -> Floats:
        known = values[np.isfinite(values)]
        return np.asarray(100.0 * values / known[0], dtype=float)

    return seen.over_time(Axis(seen.say("chart.rebased_axis"), "{:g}".format), seen.with_benchmark(rebased))


def _drawdown(seen: Seen) -> Chart:
    def below(values: Floats) -> Floats:
        high = np.fmax.accumulate(values)
        return np.where(
            high > 0.0, values / np.where(high > 0.0, high, 1.0) - 1.0, np.where(np.isnan(values), values, -1.0)
        )

    return seen.over_time(Axis(seen.say("chart.drawdown_axis"), percent, high=0.0), seen.with_benchmark(below))


def _margin(seen: Seen) -> Chart:
    run, own = seen.run, seen.curves(lambda place: seen.column(place, "collateral"))
    told = {
        "maintenance": (Ink("source-costs", palette.SOURCES["costs"]), "dash"),
        "initial": (Ink("source-tax", palette.SOURCES["tax"]), "dot"),
    }
    lines = [
        Curve(seen.say(f"chart.{name}"), ink, seen.days, seen.column(seen.focus, name), dashes(dash))
        for name, (ink, dash) in told.items()
    ]
    collateral = own[seen.focus]._replace(name=seen.say("chart.collateral"), dash="")
    events = run.table("events")
    called = to_array(events["date"])[np.array(events["kind"].to_pylist()) == "margin_call"].astype(float)
    heights = collateral.ys[np.searchsorted(seen.days, called)]
    crosses = Curve(seen.say("chart.calls"), Ink("bad", palette.BAD), called, heights, crosses=True)
    currency = seen.say.told("money", run.config.capital.currency)
    axis = Axis(f"{currency} {seen.say('chart.log_axis')}", short(seen.say), log=True)
    return seen.over_time(axis, [collateral, *lines, crosses], focused=True)


def _fall(seen: Seen) -> Chart:
    axis = Axis(seen.say("chart.fall_axis", market=market_of(seen.run, seen.say)), percent, low=-1.04, high=0.0)
    return seen.over_time(axis, seen.curves(lambda place: -seen.column(place, "fall")))


def _plain(name: str) -> Callable[[Seen], Chart]:
    def make(seen: Seen) -> Chart:
        axis = Axis(seen.say(f"chart.{name}_axis"), "{:.3g}".format)
        return seen.over_time(axis, seen.curves(lambda place: seen.column(place, name)))

    return make


def _years(seen: Seen) -> Chart:
    found = page_rows.sources_by_year(seen.comparison)
    return _stacked(seen, found, "year", Axis(seen.say("chart.contribution_axis"), percent))


def _regimes(seen: Seen) -> Chart:
    found = page_rows.sources_by_regime(seen.comparison, seen.say)
    scheme = found.get(seen.comparison.manifest["regimes"], {})
    return _stacked(seen, scheme, "regime", Axis(seen.say.told("money", seen.run.currency), short(seen.say)))


def _stacked(seen: Seen, found: Mapping[str, page_rows.Bars], key: str, axis: Axis) -> Chart:
    """What each source brought to the run in focus."""
    name = seen.names[seen.focus]
    columns = found.get(name, {key: []})
    bars = [
        Bars(
            source_told(seen.run, source, seen.say),
            Ink(f"source-{source}", palette.SOURCES[source]),
            np.array(values, float),
        )
        for source, values in columns.items()
        if source != key
    ]
    across = Across("names", 0.0, 0.0, [str(one) for one in columns[key]])
    return Chart(axis, across, name if len(seen.names) > 1 else "", bars=bars)


def _rules(seen: Seen) -> Chart:
    days, on = lanes_of(seen.run.tables)
    ink = seen.ink(seen.focus)
    ends = np.asarray(days, dtype=float)
    lanes = [Spells(seen.say(f"rule.{rule}"), ink, _spells(flags, ends)) for rule, flags in on.items() if flags.any()]
    return seen.over_time(Axis("", str), (), focused=True)._replace(lanes=lanes)


CHARTS: Mapping[str, Callable[[Seen], Chart]] = {
    "equity": _equity,
    "years": _years,
    "regimes": _regimes,
    "drawdown": _drawdown,
    "margin": _margin,
    "fall": _fall,
    "buffer": _plain("buffer"),
    "exposure": _plain("exposure"),
    "rules": _rules,
}

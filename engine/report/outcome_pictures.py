"""Charts of how it would have gone from any day on: returns over every year, and how long falls took to recover."""

from collections.abc import Callable, Mapping

import numpy as np

from data.base.arrays import Floats
from data.intake.benchmark_file import Benchmark
from engine.analysis.drawdowns import episodes
from engine.analysis.returns import DAYS_PER_YEAR
from engine.comparison.comparison import Comparison
from engine.report.picture_chart import Across, Axis, Bars, Chart
from engine.report.picture_scale import percent
from engine.report.rolling import rolling
from engine.report.run_pictures import Seen
from engine.words import Words

DEEPEST = 5
DAYS_PER_MONTH = DAYS_PER_YEAR / 12


def outcome_charts(comparison: Comparison, say: Words, benchmark: Benchmark | None = None) -> dict[str, Chart]:
    """Every chart of outcomes that a comparison has something for, by its name; held against what `charts_of` says."""
    seen = Seen(comparison, say, benchmark)
    found = {name: make(seen) for name, make in CHARTS.items()}
    return {name: chart for name, chart in found.items() if chart.curves or chart.bars}


def _outcomes(seen: Seen) -> Chart:
    axis = Axis(seen.say("outcomes.axis", years=1), percent)
    return seen.over_time(axis, seen.with_benchmark(lambda values: _year_by_year(seen.days, values)))


def _year_by_year(days: Floats, values: Floats) -> Floats:
    """The return of the year that begins on each session, shape (n,); NaN where there is none."""
    begins, returns = rolling(days, values, 1)
    found = np.full(len(days), np.nan)
    found[np.searchsorted(days, begins)] = returns
    return found


def _recoveries(seen: Seen) -> Chart:
    """Months from the high of the deepest falls until it was back, or until the last day."""
    bars = []
    for curve in seen.with_benchmark(lambda values: values):
        known = np.isfinite(curve.ys)
        days = seen.days[known].astype(np.int32)
        falls = episodes(days, curve.ys[known], DEEPEST)
        ends = [fall.recovery if fall.recovery is not None else int(days[-1]) for fall in falls]
        months = [(end - fall.peak) / DAYS_PER_MONTH for fall, end in zip(falls, ends, strict=True)]
        padded = np.full(DEEPEST, np.nan)
        padded[: len(months)] = months
        waiting = [place for place, fall in enumerate(falls) if fall.recovery is None]
        if months:
            bars.append(Bars(curve.name, curve.ink, padded, waiting))
    across = Across("names", 0.0, 0.0, [str(place + 1) for place in range(DEEPEST)])
    return Chart(Axis(seen.say("outcomes.months"), "{:.3g}".format, low=0.0), across, bars=bars, grouped=True)


CHARTS: Mapping[str, Callable[[Seen], Chart]] = {"outcomes": _outcomes, "recoveries": _recoveries}

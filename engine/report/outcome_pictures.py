"""Charts of how it would have gone from any day on: returns over every year, and how long falls took to recover."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from data.base.arrays import Floats
from data.base.days import date_of, day_of
from engine.analysis.drawdowns import episodes
from engine.report.picture_chart import Across, Axis, Bars, Chart
from engine.report.picture_scale import percent

if TYPE_CHECKING:
    from engine.report.run_pictures import Seen

DAYS_PER_YEAR, DEEPEST = 365.25, 5
DAYS_PER_MONTH = DAYS_PER_YEAR / 12


def rolling(days: Floats, values: Floats, years: int = 1) -> Floats:
    """The return a year (decimal) over the window of so many years that begins on each session, shape (n,): up to the
    last session no later than the same day then; NaN where that lies beyond the last one, and where nothing was left.
    """
    due = np.array([_years_after(int(day), years) for day in days], dtype=float)
    ends = np.searchsorted(days, due, side="right") - 1
    known = (due <= days[-1]) & (values > 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        grown = np.maximum(values[ends], 0.0) / values
        told = grown ** (DAYS_PER_YEAR / np.maximum(days[ends] - days, 1.0)) - 1.0
    return np.where(known, told, np.nan)


def _years_after(day: int, years: int) -> int:
    """The same day so many years later; of 29 February the 28th."""
    one = date_of(day)
    last = 28 if (one.month, one.day) == (2, 29) else one.day
    return day_of(date(one.year + years, one.month, last))


def _outcomes(seen: "Seen") -> Chart:
    axis = Axis(seen.say("outcomes.axis", years=1), percent)
    return seen.over_time(axis, seen.with_benchmark(lambda values: rolling(seen.days, values)))


def _recoveries(seen: "Seen") -> Chart:
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


CHARTS: Mapping[str, Callable[["Seen"], Chart]] = {"outcomes": _outcomes, "recoveries": _recoveries}

"""Pictures of outcomes: returns over every window of a year, and how long the deepest falls took to recover."""

from typing import TYPE_CHECKING

import numpy as np

from data.base.arrays import Floats
from engine.analysis.drawdowns import episodes
from engine.analysis.investor import investor_tables
from engine.analysis.record import life_of
from engine.analysis.returns import DAYS_PER_YEAR
from engine.report.drawing import Ink
from engine.report.page_rows import SHOWN_FALLS
from engine.report.picture_chart import Across, Axis, Bars, Chart
from engine.report.picture_scale import percent

if TYPE_CHECKING:
    from engine.report.run_pictures import Seen

YEARS = 1
"""Length of the windows that a page shows first."""


def rolling(days: Floats, values: Floats, years: int) -> tuple[Floats, Floats]:
    """(days since 1970 on which windows of so many years begin, returns a year over each, decimals), both (windows,). A
    window ends on the last session up to the same day later, of 29 February the 28th; one that reaches beyond the last
    session is none.

    >>> begins, returns = rolling(np.array([0.0, 200.0, 365.0, 400.0]), np.array([100.0, 90.0, 110.0, 99.0]), 1)
    >>> begins.tolist(), returns.round(4).tolist()
    ([0.0], [0.1001])
    """
    dates = days.astype(np.int64).astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    later = months + 12 * years
    same = later.astype("datetime64[D]") + (dates - months.astype("datetime64[D]"))
    due = np.minimum(same, (later + 1).astype("datetime64[D]") - 1)
    begins = np.flatnonzero((due <= dates[-1]) & (values > 0.0))
    ends = np.searchsorted(dates, due[begins], side="right") - 1
    grown = np.maximum(values[ends], 0.0) / values[begins]
    return days[begins], grown ** (DAYS_PER_YEAR / (days[ends] - days[begins])) - 1.0


def outcomes(seen: "Seen") -> Chart:
    """Returns over every window of a year, by its first day; nothing where the period is shorter."""
    found = [
        line._replace(xs=begins, ys=returns)
        for line in seen.curves(lambda place: seen.column(place, "equity"))
        for begins, returns in [rolling(seen.days, line.ys, YEARS)]
        if len(begins)
    ]
    across = Across("days", found[0].xs[0], max(line.xs[-1] for line in found)) if found else seen.across
    strip = [one._replace(ends=np.clip(one.ends, across.first, across.last)) for one in seen.strip]
    return Chart(Axis(seen.say("outcomes.axis", years=YEARS), percent), across, curves=found, strip=strip)


def recoveries(seen: "Seen") -> Chart:
    """Months from the high until it was back, of the deepest falls of the run in focus, or until its last session."""
    life = life_of(investor_tables(seen.run.tables))
    falls = episodes(life.days, life.equity, SHOWN_FALLS)
    ends = [int(life.days[-1]) if fall.recovery is None else fall.recovery for fall in falls]
    months = [(end - fall.peak) / DAYS_PER_YEAR * 12.0 for fall, end in zip(falls, ends, strict=True)]
    name = seen.names[seen.focus]
    bars = [Bars(name, Ink(f"run-{seen.focus}", seen.strokes[name]), np.array(months, float))] if months else []
    across = Across("names", 0.0, 0.0, [f"{fall.depth:.1%}" for fall in falls], seen.say("outcomes.rank"))
    return Chart(Axis(seen.say("outcomes.months"), "{:g}".format), across, name, bars=bars)

"""The largest falls of the market that was traded, from its closes, and what each run did in them."""

import numpy as np

from data.base.arrow import to_array
from data.base.days import iso
from engine.analysis.drawdowns import Drawdown, episodes
from engine.analysis.investor import investor_tables
from engine.analysis.unit_value import worth_of
from engine.comparison.comparison import Comparison
from engine.report.heat import FULL_HEAT, Heat, HeatCell, cell
from engine.words import Words

MOST = 5


def market_falls(comparison: Comparison, market: str, say: Words) -> Heat:
    """A row for each of the deepest falls of the market within the comparison, in order of time: the market's fall, and
    what each run gained from the high to the low; a row's title is its two days. `market` is what it is called.
    """
    days = to_array(comparison.table("sessions")["date"])
    worth = [worth_of(investor_tables(run.tables)) for run in comparison.runs.values()]
    rows = []
    for fall in _falls(comparison):
        first, last = np.searchsorted(days, [fall.peak, fall.trough]).tolist()
        gains = [one[last] / one[first] - 1.0 if one[first] > 0.0 else None for one in worth]
        cells = [cell(gain, FULL_HEAT["return"], "{:+.2%}") for gain in gains]
        rows.append((_days(fall, say), [HeatCell(f"{fall.depth:.1%}", "loss", 0.0), *cells]))
    return Heat("falls", [market, *comparison.runs], rows)


def fall_periods(comparison: Comparison, say: Words) -> dict[str, str]:
    """The same falls as periods that a page offers: `FIRST_LAST` and what each is called."""
    return {
        f"{iso(fall.peak)}_{iso(fall.trough)}": f"{_days(fall, say)} ({fall.depth:.1%})" for fall in _falls(comparison)
    }


def _falls(comparison: Comparison) -> list[Drawdown]:
    sessions = comparison.table("sessions")
    found = episodes(to_array(sessions["date"]), to_array(sessions["index"]), MOST)
    return sorted(found, key=lambda one: one.peak)


def _days(fall: Drawdown, say: Words) -> str:
    return say("differences.between", low=iso(fall.peak), high=iso(fall.trough))

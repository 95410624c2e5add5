"""What can be said of all runs of a comparison at once, where they are not like with like.

How an account was used can always be told beside another: its exposure, the nearest margin call, its costs. Returns and
falls only over the same days and in the same money: cut to the days that all runs have, in yen where that is the only
currency they can share.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import iso
from data.base.errors import OverlayError
from data.market.market import Market
from engine.analysis.metrics import metrics
from engine.comparison.common_sessions import between
from engine.comparison.comparable import Group, Runs, Span, alive, long_enough, span_of
from engine.comparison.retold import YEN, in_yen
from engine.results.run import RunResult
from engine.words.notes import Note, note

USED = (
    "mean_overlay", "max_overlay", "mean_exposure", "max_exposure", "closest_call", "days_halved", "days_stopped",
    "cost_drag", "turnover",
)  # fmt: skip
"""Figures of how an account was used, whatever the market paid for it."""
EARNED = (
    "total_return", "cagr", "volatility", "excess_return", "sharpe", "worst_month", "max_drawdown", "margin_calls",
)  # fmt: skip
"""Figures of what it earned and lost, of the same days and money only."""
Row = tuple[str, int, str, float | None]


class Across(NamedTuple):
    """Rows of run, its group (from 0), figure and value; the days they are of and the currency of returns, None where
    there are none in common; and notes on both.
    """

    rows: list[Row]
    span: Span | None
    currency: str | None
    notes: list[Note]

    def plain(self) -> dict[str, Any]:
        """What a manifest tells of it, without the rows."""
        first, last = map(iso, self.span) if self.span else (None, None)
        return {"first": first, "last": last, "currency": self.currency, "notes": self.notes}


def across(groups: list[Group]) -> Across:
    """The figures of all runs of several groups that can be set side by side, and why the rest cannot."""
    runs = {name: run for group in groups for name, run in group.runs.items()}
    markets = {name: group.market for group in groups for name in group.runs}
    place = {name: row for row, group in reversed(list(enumerate(groups))) for name in group.runs}
    span = _in_common(runs)
    told, currency = (_one_currency(runs, markets)) if span else (runs, None)
    shown = USED if currency is None else (*EARNED, *USED)
    rows = []
    for name, run in told.items():
        found = metrics((between(run, _snapped(run, span)) if span else run).tables)
        rows += [(name, place[name], figure, found[figure]) for figure in shown if figure in found]
    return Across(rows, span, currency, [_note(span, currency)])


def _note(span: Span | None, currency: str | None) -> Note:
    if span is None:
        return note("across_no_days")
    days = {"first": iso(span[0]), "last": iso(span[1])}
    return note("across", **days, currency=currency) if currency else note("across_no_yen", **days)


def _in_common(runs: Runs) -> Span | None:
    """The days that all runs have; None where they are too few, or an account was lost before."""
    spans = [span_of(run) for run in runs.values()]
    found = max(first for first, _ in spans), min(last for _, last in spans)
    if not long_enough(found):
        return None
    cut = {name: _snapped(run, found) for name, run in runs.items()}
    return found if all(long_enough(cut[name]) and alive(run, cut[name][0]) for name, run in runs.items()) else None


def _snapped(run: RunResult, span: Span) -> Span:
    """The first and last of a run's own sessions within days."""
    days = to_array(run.table("equity")["date"])
    first, behind = np.searchsorted(days, span[0]), np.searchsorted(days, span[1], "right")
    return int(days[first]), int(days[behind - 1])


def _one_currency(runs: Runs, markets: Mapping[str, Market]) -> tuple[Runs, str | None]:
    """The runs told in one currency, and which; as they are, and None, where they have none in common."""
    currencies = {run.currency for run in runs.values()}
    if len(currencies) == 1:
        return runs, currencies.pop()
    try:
        return {name: in_yen(run, markets[name]) for name, run in runs.items()}, YEN
    except OverlayError:
        return runs, None

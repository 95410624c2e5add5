"""What options earned and cost over a run: by cause, and by what became of the premium."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, to_array, to_column
from data.base.sums import total
from engine.analysis.attribution import daily_attribution

TABLE = "option_attribution"
PARTS = ("delta", "gamma", "theta", "vega", "rate", "intraday", "other", "spread", "commission")
"""Causes of a gain, as columns of the table; the last two are costs."""
WAYS = ("paid_intrinsic", "paid_time", "back_intrinsic", "back_time", "held", "spread", "commission")
"""What became of the premium: paid, come back, what is held at the end (less at the beginning), and costs."""
_DAYS_A_YEAR = 365.25


class Part(NamedTuple):
    """A part of what options earned, a cost negative: account currency, and decimals of equity a year (each session's
    amount by the equity before it, their sum by the years of the run).
    """

    amount: float
    a_year: float


class OptionSums(NamedTuple):
    """What options of one kind brought (`held_for`: option or insurance): `parts` by the names of `PARTS` sum to
    `gain`, and so do `ways` by those of `WAYS`, account currency, what was paid negative.
    """

    held_for: str
    parts: dict[str, Part]
    ways: dict[str, float]
    gain: Part

    @property
    def realised_less_paid(self) -> Part:
        """What movement of the index brought less what time took: volatility realised against volatility paid."""
        came, paid = self.parts["gamma"], self.parts["theta"]
        return Part(came.amount + paid.amount, came.a_year + paid.a_year)


def option_sums(tables: Mapping[str, pa.Table]) -> list[OptionSums]:
    """The sums of a run, one for each kind of option that it held; none where it held none, and of runs that do not
    tell.
    """
    if TABLE not in tables:
        return []
    table = tables[TABLE]
    kinds = sorted(table["held_for"].unique().to_pylist())
    return [_sums(kind, _held_for(table, kind), _by_equity(tables)) for kind in kinds]


def _held_for(table: pa.Table, kind: str) -> pa.Table:
    return table.filter(to_column(is_among(table["held_for"], {kind}), pa.bool_()))


def _sums(kind: str, table: pa.Table, by_equity: tuple[Floats, Floats]) -> OptionSums:
    columns = {name: to_array(table[name]) for name in (*PARTS, "total", "premium", "payoff")}
    days, weights = by_equity
    weight = weights[np.searchsorted(days, to_array(table["date"]))]
    sums = {name: Part(float(np.sum(one)), float(np.sum(one * weight))) for name, one in columns.items()}
    paid, back = (float(np.sum(to_array(table[f"{name}_intrinsic"]))) for name in ("premium", "payoff"))
    premium, payoff, *costs = (sums[name].amount for name in ("premium", "payoff", "spread", "commission"))
    held = sums["total"].amount - premium - payoff - total(costs)
    ways = (paid, premium - paid, back, payoff - back, held, *costs)
    return OptionSums(kind, {name: sums[name] for name in PARTS}, dict(zip(WAYS, ways, strict=True)), sums["total"])


def _by_equity(tables: Mapping[str, pa.Table]) -> tuple[Floats, Floats]:
    """(sessions as days, 1 / (equity before each x years of the run)); 0 once there is no equity."""
    daily = daily_attribution(tables)
    years = max(float(daily.days[-1] - daily.days[0]), 1.0) / _DAYS_A_YEAR
    shares = np.divide(1.0, daily.opening * years, out=np.zeros_like(daily.opening), where=daily.opening > 0.0)
    return daily.days.astype(np.float64), shares


def gained_by_session(tables: Mapping[str, pa.Table]) -> dict[str, Floats]:
    """What all options together brought on each session of the equity table by `PARTS`, and their `total`, shape (n,)
    each, account currency.
    """
    table, days = tables[TABLE], to_array(tables["equity"]["date"])
    rows = np.searchsorted(days, to_array(table["date"]))
    return {name: np.bincount(rows, to_array(table[name]), len(days)).astype(np.float64) for name in (*PARTS, "total")}

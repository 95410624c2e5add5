"""What options earned and cost over a run: by cause, and by what became of the premium."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import is_among, rows_where, to_array, to_codes, to_column, to_numbers
from data.base.sums import total
from engine.analysis.attribution import daily_attribution
from engine.analysis.returns import LEAST_YEAR, years_between

TABLE = "option_attribution"
PARTS = ("delta", "gamma", "theta", "vega", "rate", "intraday", "other", "spread", "commission")
"""Causes of a gain, as columns of the table; the last two are costs."""
WAYS = ("paid_intrinsic", "paid_time", "back_intrinsic", "back_time", "held", "spread", "commission")
"""What became of the premium: paid, come back, what is held at the end (less at the beginning), and costs."""
_BEFORE = "volatility_before"


class Part(NamedTuple):
    """A part of what options earned, a cost negative: account currency, and decimals of equity a year (each session's
    amount by the equity before it, their sum by the years of the run); None for less than a year (`LEAST_YEAR`).
    """

    amount: float
    a_year: float | None


class Volatilities(NamedTuple):
    """What was paid for and what came, annual decimals: the volatility that marks implied, session by session weighted
    with what the index's variance was worth to the options, and that at which its moves would have been worth what time
    took.
    """

    paid: float
    realised: float


class OptionSums(NamedTuple):
    """What options of one kind brought (`held_for`: option or insurance): `parts` by the names of `PARTS` sum to
    `gain`, and so do `ways` by those of `WAYS`, account currency, what was paid negative. There are no `volatilities`
    where bought and written options stand against each other.
    """

    held_for: str
    parts: dict[str, Part]
    ways: dict[str, float]
    gain: Part
    volatilities: Volatilities | None

    @property
    def realised_less_paid(self) -> Part:
        """What movement of the index brought less what time took: volatility realised against volatility paid."""
        came, paid = self.parts["gamma"], self.parts["theta"]
        a_year = None if came.a_year is None or paid.a_year is None else came.a_year + paid.a_year
        return Part(came.amount + paid.amount, a_year)


def option_sums(tables: Mapping[str, pa.Table]) -> list[OptionSums]:
    """The sums of a run, one for each kind of option that it held; none where it held none, and of runs that do not
    tell.
    """
    if TABLE not in tables:
        return []
    table, by_equity = tables[TABLE], _by_equity(tables)
    table = table.append_column(_BEFORE, to_column(_volatility_before(table), pa.float64()))
    kinds = sorted(table["held_for"].unique().to_pylist())
    return [_sums(kind, rows_where(table, is_among(table["held_for"], {kind})), by_equity) for kind in kinds]


def _sums(kind: str, table: pa.Table, by_equity: tuple[Floats, Floats | None]) -> OptionSums:
    columns = {name: to_array(table[name]) for name in (*PARTS, "total", "premium", "payoff")}
    days, weights = by_equity
    weight = None if weights is None else weights[np.searchsorted(days, to_array(table["date"]))]
    sums = {
        name: Part(float(np.sum(one)), None if weight is None else float(np.sum(one * weight)))
        for name, one in columns.items()
    }
    paid, back = (float(np.sum(to_array(table[f"{name}_intrinsic"]))) for name in ("premium", "payoff"))
    premium, payoff, *costs = (sums[name].amount for name in ("premium", "payoff", "spread", "commission"))
    held = sums["total"].amount - premium - payoff - total(costs)
    ways = (paid, premium - paid, back, payoff - back, held, *costs)
    parts = {name: sums[name] for name in PARTS}
    return OptionSums(kind, parts, dict(zip(WAYS, ways, strict=True)), sums["total"], _volatilities(columns, table))


def _volatility_before(table: pa.Table) -> Floats:
    """The volatility of each row's series at the close before, shape (n,); NaN where it was not held then."""
    series, _ = to_codes(table["contract"])
    order = np.argsort(series, kind="stable")
    held = to_numbers(table["volatility"])[order]
    before = np.full(len(held), np.nan)
    before[order[1:]] = np.where(np.diff(series[order]) == 0, held[:-1], np.nan)
    return before


def _volatilities(columns: Mapping[str, Floats], table: pa.Table) -> Volatilities | None:
    before = to_array(table[_BEFORE])
    known = before > 0.0
    came, paid = columns["gamma"][known].sum(), -columns["theta"][known].sum()
    # what time takes is variance of a session x its worth
    worth = -(columns["theta"][known] / before[known] ** 2).sum()
    if not (worth and came / worth >= 0.0 and paid / worth > 0.0):
        return None
    return Volatilities(float(np.sqrt(paid / worth)), float(np.sqrt(came / worth)))


def _by_equity(tables: Mapping[str, pa.Table]) -> tuple[Floats, Floats | None]:
    """(sessions as days, 1 / (equity before each x years of the run)); 0 once there is no equity, None for less than a
    year.
    """
    daily = daily_attribution(tables)
    if (years := years_between(daily.days)) < LEAST_YEAR:
        return daily.days.astype(np.float64), None
    shares = np.divide(1.0, daily.opening * years, out=np.zeros_like(daily.opening), where=daily.opening > 0.0)
    return daily.days.astype(np.float64), shares


def gained_by_session(tables: Mapping[str, pa.Table]) -> dict[str, Floats]:
    """What all options together brought on each session of the equity table by `PARTS`, and their `total`, shape (n,)
    each, account currency.
    """
    table, days = tables[TABLE], to_array(tables["equity"]["date"])
    rows = np.searchsorted(days, to_array(table["date"]))
    return {name: np.bincount(rows, to_array(table[name]), len(days)).astype(np.float64) for name in (*PARTS, "total")}

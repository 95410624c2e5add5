"""What a run tells of itself in a sweep, whichever driver made it: a row of figures, and its curve."""

from collections import Counter
from collections.abc import Mapping
from math import isinf
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import date_of
from engine.analysis.metrics import known_figures
from engine.analysis.months import months_of
from engine.analysis.record import Record
from engine.analysis.unit_value import FLOWS, flows_of, unit_values, worth_of
from engine.fast.runs import FastCurve
from engine.results.run import RunResult
from engine.sweeps.schemas import EARNED

Row = dict[str, Any]
"""Values by the columns of `runs`; `months` is an array."""
_EVENTS = {
    "margin_calls": "margin_call",
    "deadlines_missed": "deadline_missed",
    "loss_cuts": "loss_cut",
    "forced_sales": "liquidation",
}


class Told(NamedTuple):
    """Figures by the columns of `runs`, equity and unit value by session in account currency, and the months of
    `months`.
    """

    row: Row
    days: list[int]
    equity: Floats
    worth: Floats
    months: list[str]


class Seen(NamedTuple):
    """What returns are told by: days, equity and what was paid in less what was taken out in the investor's currency,
    and what is riskless there, by session.
    """

    days: list[int]
    equity: Floats
    flows: Floats
    riskless: Floats


def of_books(run: RunResult) -> Told:
    """What a run with full books tells."""
    tables = run.tables
    kinds = Counter(tables["events"]["kind"].to_pylist())
    counts = {name: kinds[kind] for name, kind in _EVENTS.items()}
    ruin = next(
        (row["date"] for row in tables["events"].select(["date", "kind"]).to_pylist() if row["kind"] == "ruin"), None
    )
    row: Row = {
        **run.metrics,
        **counts,
        "fills": tables["fills"].num_rows,
        "least_ratio": _least(tables["equity"]),
        "ruined": ruin,
    }
    own, record = tables["equity"], Record(tables)
    seen = record.told["equity"]
    months, excess = _months(record, to_array(seen["bill_return"]), to_array(own["date"]))
    days, equity = to_array(own["date"]).tolist(), to_array(own["equity"])
    return Told({**row, "months": excess}, days, equity, worth_of(tables), months)


def of_curve(found: FastCurve, seen: Seen) -> Told:
    """What a run of the fast driver tells."""
    record, summary = Record(_tables(seen)), found.summary
    row: Row = {
        **_earned(record),
        "margin_calls": summary.calls,
        "deadlines_missed": summary.missed,
        "loss_cuts": summary.loss_cuts,
        "forced_sales": summary.liquidations,
        "fills": summary.fills,
        "least_ratio": None if isinf(summary.least_ratio) else summary.least_ratio,
        "ruined": date_of(seen.days[summary.ruin]) if summary.ruin >= 0 else None,
    }
    months, excess = _months(record, seen.riskless, np.array(seen.days, dtype=np.int32))
    return Told({**row, "months": excess}, seen.days, found.equity, unit_values(found.equity, found.flows), months)


def _earned(record: Record) -> Mapping[str, float | None]:
    figures = known_figures()
    return {name: figures[name].number(record) for name in EARNED}


def _months(record: Record, riskless: Floats, days: Any) -> tuple[list[str], Floats]:
    found = months_of(days, record.life.daily, riskless[1:])
    return [str(one) for one in found.months], found.excess


def _tables(seen: Seen) -> dict[str, pa.Table]:
    """The tables that returns are told by; of flows where there are any."""
    days = np.array(seen.days, dtype="datetime64[D]")
    equity = pa.table({"date": days, "equity": seen.equity, "bill_return": seen.riskless})
    return {"equity": equity, **({FLOWS: flows_of(days, seen.flows)} if seen.flows.any() else {})}


def _least(equity: pa.Table) -> float | None:
    """Smallest collateral over maintenance margin while there was any."""
    asked = equity.filter(pc.greater(equity["maintenance"], 0.0))
    return pc.min(pc.divide(asked["collateral"], asked["maintenance"])).as_py() if len(asked) else None

"""A path of a survival result, or a real start date, through the event engine: full books, report and audit."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isclose, isnan
from typing import Any, NamedTuple

import numpy as np
import pyarrow.compute as pc

from data.base.arrow import to_array
from data.base.days import day_of
from data.base.errors import ResultError
from data.market.market import Market
from engine.analysis.drawdowns import falls
from engine.analysis.unit_value import worth_of
from engine.fast.books import FALLS
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.grid import Cell, cell_of
from engine.survival.histories import Histories, on_path
from engine.survival.layout import Layout
from engine.survival.request import SurvivalTerms
from engine.survival.result import SurvivalResult
from engine.survival.starts import run_from

Outcome = dict[str, float | None]
KINDS = {
    "margin_call": "call", "deadline_missed": "missed", "liquidation": "sale", "ruin": "ruin", "loss_stop": "stop",
    "withdrawal_short": "short",
}  # fmt: skip
"""Kinds of events, and whose first session they are in `paths`."""
COUNTS = {
    "calls": "margin_call", "missed": "deadline_missed", "loss_cuts": "loss_cut", "forced_sales": "liquidation",
    "stops": "loss_stop", "shorts": "withdrawal_short",
}  # fmt: skip
"""Counts of `paths`, and the kinds of events that they count."""
CLOSE = 1e-9
"""How far figures of both engines may be apart, relative."""


class Replayed(NamedTuple):
    """A run by the event engine, not saved yet; the market that it is on; and the columns of `paths` or `starts` in
    which it is not what the survival result has.
    """

    run: RunResult
    market: Market
    different: list[str]


def replay(result: SurvivalResult, market: Market, number: int, cell: int = 0) -> Replayed:
    """Run a path, by its number, in a cell. `market` has to be the one that the result was made from.

    Raises `ResultError` where it is another one, and for a path or a cell that the result has not.
    """
    _require_market(result, market)
    request = result.request
    layout = Layout(tuple(request["kinds"]), request["paths"], request["histories"], request["paths_of_a_history"])
    if not 0 <= number < layout.total:
        raise ResultError(f"{result.path}: has no path {number}; its paths are 0 to {layout.total - 1}")
    cells, name = _group(result, cell), layout.path(number)
    histories = Histories([on_path(one.config) for one in cells.values()], market, terms_of(request).how(market))
    over = histories.market_of(name)
    run = backtest(on_path(cells[cell].config, histories.margin_factor(name)), over)
    return _replayed(result, Replayed(run, over, []), _row(result, number, cell), {"cell": cell, "path": number})


def replay_start(result: SurvivalResult, market: Market, start: date, cell: int = 0) -> Replayed:
    """Run from a real start date in a cell. `market` has to be the one that the result was made from.

    Raises `ResultError` where it is another one, and for a date or a cell that the result has not.
    """
    _require_market(result, market)
    own, starts = _group(result, cell)[cell], result.tables.get("starts")
    if starts is None:
        raise ResultError(f"{result.path}: has no real start dates; make one that has with overlay survive --history")
    rows = [row for row in starts.to_pylist() if row["cell"] == cell]
    known = next((row for row in rows if row["start"] == start), None)
    if known is None:
        dates = f"{len(rows)} sessions from {rows[0]['start']} to {rows[-1]['start']}" if rows else "none in this cell"
        raise ResultError(f"{result.path}: {start} is not one of its start dates, which are {dates}")
    run = run_from(own.config, market, day_of(start), result.request["years"])
    return _replayed(result, Replayed(run, market, []), known, {"cell": cell, "start": str(start)})


def _require_market(result: SurvivalResult, market: Market) -> None:
    if market.digest != result.manifest["market"]["content_sha256"]:
        raise ResultError(f"{result.path}: was made from another market; name that one with --market")


def _replayed(
    result: SurvivalResult, made: Replayed, known: Mapping[str, Any], which: Mapping[str, int | str]
) -> Replayed:
    """What was run, with its origin in its manifest, held against the row of the survival result."""
    run, found = made.run, outcome_of(made.run)
    named = {"survival": result.path.name if result.path else "", **which}
    return Replayed(
        replace(run, manifest={**run.manifest, "replay": named}),
        made.market,
        [column for column, value in found.items() if not _agree(value, known[column])],
    )


def terms_of(request: Mapping[str, Any]) -> SurvivalTerms:
    """Terms as a manifest keeps them."""
    names = SurvivalTerms.__dataclass_fields__
    asked = {name: value for name, value in request.items() if name in names}
    crashes = tuple(one["asked"] for one in request["crashes"])
    return SurvivalTerms(**{**asked, "crashes": crashes, "absent": tuple(request.get("absent", ()))})


def _group(result: SurvivalResult, cell: int) -> dict[int, Cell]:
    """The cells that were run together with one, by number: a history is drawn for all of them."""
    rows = {row["cell"]: row for row in result.table("cells").to_pylist()}
    if cell not in rows:
        raise ResultError(f"{result.path}: has no cell {cell}; its cells are 0 to {len(rows) - 1}")
    first = 0
    for count in result.request["groups"]:
        if cell < first + count:
            break
        first += count
    return {
        number: cell_of(result.config, json.loads(rows[number]["settings"])) for number in range(first, first + count)
    }


def _row(result: SurvivalResult, number: int, cell: int) -> dict[str, Any]:
    """The row of a path in a cell."""
    for part in result.parts():
        rows = part.filter(pc.and_(pc.equal(part["path"], number), pc.equal(part["cell"], cell)))
        if rows.num_rows:
            row: dict[str, Any] = rows.to_pylist()[0]
            return row
    raise ResultError(f"{result.path}: its paths lack path {number} in cell {cell}; run it again")


def outcome_of(run: RunResult) -> Outcome:
    """What came of a run, as `paths` has it."""
    table, events = run.table("equity"), run.table("events")
    days, equity = to_array(table["date"]).tolist(), to_array(table["equity"])
    kinds, dates = events["kind"].to_pylist(), to_array(events["date"]).tolist()
    firsts = {kind: days.index(dates[kinds.index(kind)]) if kind in kinds else None for kind in KINDS}
    fallen = -falls(worth_of(run.tables))
    maintenance, collateral = to_array(table["maintenance"]), to_array(table["collateral"])
    asked = maintenance > 0.0
    return {
        **{column: kinds.count(kind) for column, kind in COUNTS.items()},
        "fills": run.table("fills").num_rows,
        **{f"first_{column}": firsts[kind] for kind, column in KINDS.items()},
        **{f"first_fall_{round(100 * fall)}": _first(fallen >= fall) for fall in FALLS},
        "drawdown": float(fallen.max()),
        "least_ratio": float((collateral[asked] / maintenance[asked]).min()) if asked.any() else None,
        "wealth": float(equity[-1]) / run.opening,
    }


def _first(flags: Any) -> int | None:
    return int(np.argmax(flags)) if flags.any() else None


def _agree(found: float | None, known: float | None) -> bool:
    if found is None or known is None or isnan(known):
        return found is known
    return isclose(found, known, rel_tol=CLOSE, abs_tol=CLOSE)

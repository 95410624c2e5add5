"""A path of a survival result, or a real start date, through the event engine: what came of it, with full books."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import isclose, isnan
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data.base.arrow import to_array
from data.base.days import Day, date_of, iso
from data.base.errors import ResultError
from data.market.market import Market
from engine.analysis.drawdowns import falls
from engine.fast.books import FALLS
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.grid import Cell, cell_of
from engine.survive.histories import Histories, on_path
from engine.survive.layout import Layout
from engine.survive.request import SurvivalTerms
from engine.survive.result import SurvivalResult
from engine.survive.starts import replay_start

Outcome = dict[str, float | None]
KINDS = {"margin_call": "call", "deadline_missed": "missed", "liquidation": "sale", "ruin": "ruin", "loss_stop": "stop"}
"""Kinds of events, and whose first session they are in `paths`."""
COUNTS = {
    "calls": "margin_call", "missed": "deadline_missed", "loss_cuts": "loss_cut", "forced_sales": "liquidation",
    "stops": "loss_stop",
}  # fmt: skip
"""Counts of `paths`, and the kinds of events that they count."""
CLOSE = 1e-9
"""How far figures of both engines may be apart, relative."""


class Replayed(NamedTuple):
    """A path by the event engine, not saved yet; the market that the path is; and the columns of `paths` in which it
    is not what the survival result has.
    """

    run: RunResult
    market: Market
    different: list[str]


def replay(result: SurvivalResult, market: Market, number: int, cell: int = 0) -> Replayed:
    """Run a path, by its number, in a cell. `market` has to be the one that the result was made from.

    Raises `ResultError` where it is another one, and for a path or a cell that the result has not.
    """
    _require(result, market)
    request = result.request
    layout = Layout(tuple(request["kinds"]), request["paths"], request["histories"], request["paths_of_a_history"])
    if not 0 <= number < layout.total:
        raise ResultError(f"{result.path}: has no path {number}; its paths are 0 to {layout.total - 1}")
    cells, name = _group(result, cell), layout.path(number)
    histories = Histories([on_path(one.config) for one in cells.values()], market, terms_of(request).how())
    over = histories.market_of(name)
    run = backtest(on_path(cells[cell].config, histories.margin_factor(name)), over)
    known = _row(result.parts(), {"path": number, "cell": cell})
    return _held_against(known, run, over, {**_of(result), "cell": cell, "path": number})


def replay_from(result: SurvivalResult, market: Market, day: Day, cell: int = 0) -> Replayed:
    """Run from a real start date in a cell. `market` has to be the one that the result was made from.

    Raises `ResultError` where it is another one, and for a day or a cell that the result has not.
    """
    _require(result, market)
    known = _row([result.tables["starts"]] if "starts" in result.tables else [], {"start": date_of(day), "cell": cell})
    run = replay_start(_group(result, cell)[cell].config, market, day, result.request["years"])
    return _held_against(known, run, market, {**_of(result), "cell": cell, "start": iso(day)})


def _require(result: SurvivalResult, market: Market) -> None:
    if market.digest != result.manifest["market"]["content_sha256"]:
        raise ResultError(f"{result.path}: was made from another market; name that one with --market")


def _of(result: SurvivalResult) -> dict[str, Any]:
    return {"survival": result.path.name if result.path else ""}


def _held_against(known: Mapping[str, Any], run: RunResult, market: Market, named: dict[str, Any]) -> Replayed:
    """A run, named as what it replays, and the columns in which it is not what is known of it."""
    different = [column for column, value in outcome_of(run).items() if not _agree(value, known[column])]
    return Replayed(replace(run, manifest={**run.manifest, "replay": named}), market, different)


def terms_of(request: Mapping[str, Any]) -> SurvivalTerms:
    """Terms as a manifest keeps them."""
    names = SurvivalTerms.__dataclass_fields__
    asked = {name: value for name, value in request.items() if name in names}
    return SurvivalTerms(**{**asked, "crashes": tuple(one["asked"] for one in request["crashes"])})


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


def _row(parts: Iterable[pa.Table], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The row with some values. Raises `ResultError` where there is none."""
    for part in parts:
        rows = part
        for name, value in wanted.items():
            rows = rows.filter(pc.equal(rows[name], value))
        if rows.num_rows:
            row: dict[str, Any] = rows.to_pylist()[0]
            return row
    told = " and ".join(f"{name} {value}" for name, value in wanted.items())
    raise ResultError(f"the survival result has nothing of {told}; run it again, or choose another")


def outcome_of(run: RunResult) -> Outcome:
    """What came of a run, as `paths` has it."""
    table, events = run.table("equity"), run.table("events")
    days, equity = to_array(table["date"]).tolist(), to_array(table["equity"])
    kinds, dates = events["kind"].to_pylist(), to_array(events["date"]).tolist()
    firsts = {kind: days.index(dates[kinds.index(kind)]) if kind in kinds else None for kind in KINDS}
    fallen = -falls(equity)
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

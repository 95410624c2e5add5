"""What a month says of one's own practice: own fills beside the model's, the currency, evenings on which one looked."""

from collections.abc import Iterator
from math import fsum
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.contracts.contracts import multiplier_of
from engine.analysis.of_futures import sold_forward
from engine.audit.held import of_equity
from engine.journal.criteria import criterion
from engine.journal.month import Month, within
from engine.journal.points import Point, Sight, point
from engine.results.run import RunResult

OWN_FILLS = "own_fills"
APART = ("size", "not_done", "unasked")
"""Causes of rows that say that something else was done than was ordered."""
NOBODY = 1.0
"""Contracts cost nothing in the model: a multiple of it is not known."""


def of_practice(run: RunResult, month: Month, unlooked: int | None) -> Iterator[Point]:
    """Costs and deviations of own fills, the currency where another one is counted in, and with `unlooked`, the most
    sessions in a row on which nobody looked, that.
    """
    rows = within(run.tables[OWN_FILLS], month).to_pylist() if OWN_FILLS in run.tables else []
    yield _costs(rows)
    if rows:
        yield _deviations(rows)
    if run.config.investor.currency not in (None, run.config.capital.currency):
        yield _currency(run, month)
    if unlooked is not None:
        yield _looked(unlooked)


def _costs(rows: list[dict[str, Any]]) -> Point:
    """What own fills cost over the model's spread and commission, as a multiple."""
    own = [row for row in rows if row["cause"] in {"price", "commission"}]
    if not own:
        return point("costs", Sight.CANNOT, "model_fills")
    more, modelled = fsum(row["slippage"] for row in own), _modelled(own)
    multiple, most = (modelled + more) / modelled if modelled > 0.0 else NOBODY, criterion("slippage.most")
    values: dict[str, Any] = {"more": more, "multiple": multiple, "most": most}
    return point("costs", Sight.OFF if multiple > most else Sight.KEPT, "costs", **values)


def _modelled(own: list[dict[str, Any]]) -> float:
    """What the model's spread and commission of the same contracts are, account currency."""
    spread = (
        abs(row["done"]) * row["model_half_spread"] * multiplier_of(row["contract"]) + (row["commission"] or 0.0)
        if row["cause"] == "price"
        else -row["slippage"]
        for row in own
    )
    return fsum(spread)


def _deviations(rows: list[dict[str, Any]]) -> Point:
    """How often something else was done than was ordered, and what it cost on that day."""
    apart = [row for row in rows if row["cause"] in APART]
    if not apart:
        return point("deviations", Sight.KEPT, "as_ordered", fills=sum(row["cause"] == "price" for row in rows))
    first, cost = min(str(row["date"]) for row in apart), fsum(row["slippage"] for row in apart)
    return point("deviations", Sight.OFF, "deviated", count=len(apart), first=first, cost=cost)


def _currency(run: RunResult, month: Month) -> Point:
    """How far the account's currency moved in the investor's, and whether the hedge was where the plan has it."""
    (told, own), ratio = (_of(run, name, month) for name in ("investor_equity", "equity")), run.config.hedge.ratio
    rates = told / own
    move = float(rates[-1] / rates[0] - 1.0)
    if not ratio:
        return point("currency", Sight.KEPT, "unhedged", move=move)
    beside = float(np.abs(_hedged(run, month) - ratio).max())
    near = criterion("hedge.near")
    sight, code = (Sight.OFF, "hedge_beside") if beside > near else (Sight.KEPT, "hedge_kept")
    return point("currency", sight, code, move=move, ratio=ratio, beside=beside, near=near)


def _of(run: RunResult, table: str, month: Month) -> Floats:
    worth: Floats = to_array(within(run.table(table), month)["equity"])
    return worth


def _hedged(run: RunResult, month: Month) -> Floats:
    """What was sold forward as a share of equity at each session of a month but the first of the run, whose hedge is
    not dealt yet.
    """
    days, (equity,) = to_array(run.table("equity")["date"]), of_equity(run, "equity")
    chosen = (days >= max(month.first, int(days[0]) + 1)) & (days <= month.last)
    shares: Floats = (sold_forward(run.tables) / np.maximum(equity, 1.0))[chosen]
    return shares


def _looked(unlooked: int) -> Point:
    most = criterion("unlooked.most")
    sight, code = (Sight.OFF, "unlooked") if unlooked > most else (Sight.KEPT, "looked")
    return point("looked", sight, code, sessions=unlooked, most=int(most))

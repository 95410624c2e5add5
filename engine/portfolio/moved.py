"""What became of the transfers between accounts, in numbers."""

from datetime import date
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import date_of
from engine.portfolio.figures import FORCED
from engine.portfolio.moves import RESCUE
from engine.portfolio.result import PortfolioResult

ARRIVED = ("arrived",)
OPEN = ("ordered", "sent", "returning")
CENT = 0.01


class Moved(NamedTuple):
    """Transfers that were ordered, and of these how many arrived, came back, lapsed, are still open at the end, or were
    cut short to what left the sender its initial margin; of those that answer a call how many came in time and too
    late. `most` is the most that was on its way at once and `most_on` when, `cost` that of conversions, portfolio
    currency.
    """

    ordered: int
    arrived: int
    returned: int
    lapsed: int
    open: int
    cut_short: int
    rescues: int
    in_time: int
    too_late: int
    most: float
    most_on: date | None
    cost: float


def moved(result: PortfolioResult) -> Moved:
    """What became of the transfers of a portfolio."""
    rows = result.table("transfers").to_pylist()
    rescues = [row for row in rows if row["reason"] == RESCUE]
    arrived = [row for row in rescues if row["status"] in ARRIVED]
    late = [row for row in rescues if row not in arrived or is_late(result, row)]
    equity = result.table("equity")
    on_its_way = to_array(equity["on_its_way"])
    place = int(np.argmax(on_its_way))
    most = float(on_its_way[place])
    return Moved(
        ordered=len(rows),
        arrived=_of(rows, *ARRIVED),
        returned=_of(rows, "returned"),
        lapsed=_of(rows, "lapsed"),
        open=_of(rows, *OPEN),
        cut_short=sum(row["sent_on"] is not None and row["sent"] < row["asked"] - CENT for row in rows),
        rescues=len(rescues),
        in_time=len(rescues) - len(late),
        too_late=len(late),
        most=most,
        most_on=date_of(int(to_array(equity["date"])[place])) if most > 0.0 else None,
        cost=float(sum(row["cost"] for row in rows)),
    )


def is_late(result: PortfolioResult, transfer: dict[str, Any]) -> bool:
    """Whether the broker sold from the evening on which a rescue was decided to the day on which it arrived."""
    events = result.runs[transfer["target"]].table("events")
    kinds, days = events["kind"].to_pylist(), events["date"].to_pylist()
    return any(
        kind == FORCED and transfer["decided"] <= day <= transfer["arrived_on"]
        for kind, day in zip(kinds, days, strict=True)
    )


def _of(rows: list[dict[str, Any]], *statuses: str) -> int:
    return sum(row["status"] in statuses for row in rows)

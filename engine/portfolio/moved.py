"""What became of the transfers between accounts, in numbers."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import date_of
from data.base.sums import total
from engine.portfolio.moves import RESCUE
from engine.portfolio.rescues import IN_TIME, TOO_LATE, UNNEEDED, outcomes
from engine.portfolio.result import PortfolioResult

OPEN = ("ordered", "sent", "returning")
CENT = 0.01


class Moved(NamedTuple):
    """How many transfers arrived, came back, lapsed, are still open at the end; were cut short to what left the sender
    its initial margin. Of all of them how many answered a call, and of these how many arrived in time, too late, or
    when the call had been met. `most` is the most that was on its way at once and `most_on` when, `cost` that of
    conversions, portfolio currency.
    """

    arrived: int
    returned: int
    lapsed: int
    open: int
    cut_short: int
    rescues: int
    in_time: int
    too_late: int
    unneeded: int
    most: float
    most_on: date | None
    cost: float

    @property
    def ordered(self) -> int:
        """All transfers."""
        return self.arrived + self.returned + self.lapsed + self.open


def is_cut_short(row: Mapping[str, Any]) -> bool:
    """Whether less was sent than was asked for, by more than a cent."""
    return row["sent_on"] is not None and bool(row["sent"] < row["asked"] - CENT)


def moved(result: PortfolioResult) -> Moved:
    """What became of the transfers of a portfolio."""
    rows, equity = result.table("transfers").to_pylist(), result.table("equity")
    became, status = Counter(outcomes(result)), Counter(row["status"] for row in rows)
    on_its_way = to_array(equity["on_its_way"])
    place = int(np.argmax(on_its_way))
    most = float(on_its_way[place])
    return Moved(
        arrived=status["arrived"],
        returned=status["returned"],
        lapsed=status["lapsed"],
        open=sum(status[one] for one in OPEN),
        cut_short=sum(map(is_cut_short, rows)),
        rescues=sum(row["reason"] == RESCUE for row in rows),
        in_time=became[IN_TIME],
        too_late=became[TOO_LATE],
        unneeded=became[UNNEEDED],
        most=most,
        most_on=date_of(int(to_array(equity["date"])[place])) if most > 0.0 else None,
        cost=total(row["cost"] for row in rows),
    )

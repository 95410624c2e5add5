"""Whether a run would have been the same had the market ended on one of its days."""

from collections.abc import Callable, Iterator
from itertools import islice

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from data.base.days import Day, iso
from data.base.errors import OverlayError
from data.market.market import Market
from engine.results.run import RunResult
from engine.runs.backtest import backtest
from engine.settings.run_config import RunConfig

SESSIONS_A_CUT = 15
LEAST_CUTS = 8
TOLD = 3
Again = Callable[[RunConfig, Market], RunResult | None]
BY_THE_BROKER = {"liquidation", "expiry"}
NOT_COMPARED = {"orders", "resting_orders", "verdicts", "trades"}
"""Tables that tell of the end of a run, or of all of it at once."""


def look_ahead(
    config: RunConfig, market: Market, whole: RunResult, run: Again = backtest, most_cuts: int | None = None
) -> Iterator[str]:
    """The first sentences on days at which the future of the market was cut off, and a table was another before that
    day, or other orders were sent that evening. There is a cut for every three weeks, half of them on evenings with
    orders: what looks ahead on rare days only may be missed. `run` makes a run of settings on a market, or None where
    there is nothing to compare; there are `most_cuts` at most where that is said.
    """
    wanted = max(LEAST_CUTS, whole.table("equity").num_rows // SESSIONS_A_CUT)
    cuts = wanted if most_cuts is None else min(wanted, most_cuts)
    yield from islice(_differences(config, market, whole, run, cuts), TOLD)


def _differences(config: RunConfig, market: Market, whole: RunResult, run: Again, cuts: int) -> Iterator[str]:
    for day in _evenings(whole, cuts):
        try:
            part = run(_until_then(config), market.until(day))
        except OverlayError as error:
            yield f"cut off after {iso(day)}, it does not run: {error}"
            continue
        except Exception as error:  # noqa: BLE001  (a pattern that reaches for the future may raise anything)
            yield f"it looks ahead: cut off after {iso(day)}, it ends in {type(error).__name__}: {error}"
            continue
        if part is None:
            continue
        changed = [name for name in part.tables if name not in NOT_COMPARED and not _same(part, whole, name, day)]
        if changed:
            yield f"it looks ahead: cut off after {iso(day)}, the table {changed[0]} is another before that day"
        elif _sent(part, day) != _sent(whole, day):
            yield f"it looks ahead: cut off after {iso(day)}, it orders something else that evening"


def _until_then(config: RunConfig) -> RunConfig:
    return config.model_copy(update={"period": config.period.model_copy(update={"end": None})})


def _evenings(run: RunResult, count: int) -> list[Day]:
    """Days to cut at: from the evenings with orders evenly, and as many others between; the first five and
    the last session are none.
    """
    days = to_array(run.table("equity")["date"])[5:-1]
    sent = np.intersect1d(np.unique(to_array(run.table("orders")["date"])), days)
    some = [values[np.linspace(0, len(values) - 1, count // 2).astype(int)] for values in (sent, days) if len(values)]
    return sorted({int(day) for values in some for day in values})


def _same(part: RunResult, whole: RunResult, name: str, day: Day) -> bool:
    same: bool = part.table(name).equals(_before(whole.table(name), day))
    return same


def _before(table: pa.Table, day: Day) -> pa.Table:
    return table.slice(0, int((to_array(table["date"]) <= day).sum()))


def _sent(run: RunResult, day: Day) -> list[tuple[str, int]]:
    """Contracts and sizes ordered after a day, by the pattern."""
    orders = run.table("orders")
    rows = orders.filter(to_array(orders["date"]) == day).to_pylist()
    return sorted((row["contract"], row["requested"]) for row in rows if row["purpose"] not in BY_THE_BROKER)

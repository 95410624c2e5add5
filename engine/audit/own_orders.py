"""What orders of a strategy of one's own asked for and did not get, or not yet: money lay ready for it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.days import Day, day_of
from data.contracts.contracts import is_option, multiplier_of
from data.contracts.index_funds import fund_roots
from engine.audit.held import days_of
from engine.results.run import RunResult

Price = Callable[[str, Day], float]


def asked_for(run: RunResult) -> Floats:
    """Value of futures, (sessions,), account currency >= 0, by the session on which orders for them ended in vain, and
    on each evening on which orders rested that would have added to what is held; infinite of shares, which ask for all
    of their price, and where no row tells the price: of orders that rest, while nothing of their contract is held.
    Options are left out.
    """
    days, price = days_of(run), _prices(run)
    asked = np.zeros(len(days))
    resting = [row for row in _rows(run, "resting_orders") if not is_option(row["contract"])]
    for row in _rows(run, "orders"):
        missing = abs(row["requested"]) - abs(row["filled"])
        if missing and not is_option(code := row["contract"]):
            end = day_of(row["finished"])
            asked[np.searchsorted(days, end)] += missing * price(code, end) * multiplier_of(code)
    for row in resting:
        code = row["contract"]
        begins, ends = np.searchsorted(days, [day_of(row["sent"]), day_of(row["finished"])]).tolist()
        held, marks = _held(run, code)
        adds = held[begins:ends] * row["size"] >= 0
        asked[begins:ends] += np.where(adds, abs(row["size"]) * multiplier_of(code) * marks[begins:ends], 0.0)
    return asked


def _rows(run: RunResult, table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table, none of one that the run has not."""
    yield from run.tables[table].to_pylist() if table in run.tables else ()


def _held(run: RunResult, code: str) -> tuple[Floats, Floats]:
    """(size, mark) of a contract at each close, (sessions,); a mark is infinite where none is held, and of shares."""
    days, positions = days_of(run), run.table("positions")
    chosen = np.array([one == code for one in positions["contract"].to_pylist()], dtype=np.bool_)
    places = np.searchsorted(days, to_array(positions["date"])[chosen])
    held, marks = np.zeros(len(days)), np.full(len(days), np.inf)
    held[places] = to_array(positions["size"])[chosen]
    if code not in fund_roots():
        marks[places] = to_array(positions["mark"])[chosen]
    return held, marks


def _prices(run: RunResult) -> Price:
    """The price of a contract on a day: that of its last fill by then, else of its first; infinite of one that was
    never filled, and of shares.
    """
    found: dict[str, tuple[list[Day], list[float]]] = {}
    for row in _rows(run, "fills"):
        days, prices = found.setdefault(row["contract"], ([], []))
        days.append(day_of(row["date"]))
        prices.append(row["price"])

    def price(code: str, day: Day) -> float:
        if code not in found or code in fund_roots():
            return np.inf
        days, prices = found[code]
        return prices[max(bisect_right(days, day) - 1, 0)]

    return price

"""What orders of a strategy of one's own asked for and did not get, or not yet: money lay ready for it."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import date
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
    """Value of futures, (sessions,), account currency >= 0, that orders would have added to what is held: by the
    evening on which they waited, and by the session on which they ended in vain. Infinite of shares, which ask for all
    of their price, and where no row tells the price: of orders that rest, while nothing of their contract is held.
    Options are left out.
    """
    days, price = days_of(run), _prices(run)
    asked = np.zeros(len(days))
    orders = [row for row in _rows(run, "orders") if not is_option(row["contract"])]
    for row in orders:
        missing, end = abs(row["requested"]) - abs(row["filled"]), day_of(row["finished"])
        if missing:
            code = row["contract"]
            asked[np.searchsorted(days, end)] += missing * price(code, end) * multiplier_of(code)
    for code in {row["contract"] for row in orders}:
        asked += _added(run, code, [row for row in orders if row["contract"] == code], price)
    return asked


def _added(run: RunResult, code: str, orders: list[dict[str, Any]], price: Price) -> Floats:
    """The same by evening of one contract: of all that buy, or all that sell."""
    held, marks = _held(run, code)
    waiting, rests = np.zeros((2, len(held))), np.zeros(len(held), dtype=np.bool_)
    for row in orders:
        waiting[int(row["requested"] < 0), _evenings(run, row["date"], row["finished"])] += row["requested"]
    for row in _rows(run, "resting_orders"):
        if row["contract"] == code:
            rests[_evenings(run, row["sent"], row["finished"])] = True
    more = np.maximum(np.abs(held + waiting).max(axis=0) - np.abs(held), 0.0)
    for place in np.flatnonzero((more > 0.0) & np.isinf(marks) & ~rests).tolist():
        marks[place] = price(code, int(days_of(run)[place]))
    # nothing more is nothing, whatever the price
    value: Floats = np.multiply(more * multiplier_of(code), marks, out=np.zeros(len(held)), where=more > 0.0)
    return value


def _evenings(run: RunResult, sent: date, finished: date) -> slice:
    """The sessions, as rows of `equity`, at whose close an order waited."""
    first, last = np.searchsorted(days_of(run), [day_of(sent), day_of(finished)]).tolist()
    return slice(first, last)


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

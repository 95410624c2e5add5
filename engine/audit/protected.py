"""Whether what a run held was protected by stops in the market, as its orders tell."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from data.base.arrow import to_array
from data.base.days import Day, day_of
from engine.analysis.closed_trades import filled
from engine.audit.held import days_of
from engine.audit.verdicts import Flags
from engine.results.run import RunResult

STOPS = ("stop", "stop_limit", "stop_trail", "stop_trail_limit")
NEAR = 1e-6
"""Share of a price that is rounding."""


class Guard(NamedTuple):
    """An order that gives up what is held of a contract, `size` of it (signed), from the evening of `sent` until it
    ended; it is as far as `away` (points, or a share of the price) or at a `level`, anywhere where neither is told.
    """

    contract: str
    size: int
    sent: Day
    finished: Day
    level: float | None = None
    amount: float | None = None
    part: float | None = None

    def within(self, average: float, limit: float) -> bool:
        """Whether it gives up a position before that has lost more than a share of its average price."""
        if self.part is not None:
            return self.part <= limit + NEAR
        away = self.amount if self.amount is not None else self._behind(average)
        return away <= (limit + NEAR) * average

    def _behind(self, average: float) -> float:
        """Points from an average price against the position to the level; 0 where there is none."""
        return 0.0 if self.level is None else (average - self.level) * (-1 if self.size > 0 else 1)


def unprotected(run: RunResult, limit: float) -> Flags:
    """Evenings, (sessions,), on which a position was held that neither stops in the market (no farther from its average
    price than a share of it) nor orders to close covered. The last evening is not asked: nothing comes after it.
    """
    days, averages, positions = days_of(run), _averages(run), run.table("positions")
    bare = np.zeros(len(days), dtype=np.bool_)
    guards = sorted([*_stops(run), *_closing(run)], key=attrgetter("sent"))
    waiting: list[Guard] = []
    columns = (to_array(positions[name]).tolist() for name in ("date", "size"))
    for code, day, size in zip(positions["contract"].to_pylist(), *columns, strict=True):
        later = bisect_right(guards, day, key=attrgetter("sent"))
        waiting = [one for one in (*waiting, *guards[:later]) if one.finished > day]
        del guards[:later]
        against = (one for one in waiting if one.contract == code and one.size * size < 0)
        covered = sum(abs(one.size) for one in against if one.within(averages[day, code], limit))
        bare[np.searchsorted(days, day)] |= covered < abs(size)
    bare[-1] = False
    return bare


def _stops(run: RunResult) -> Iterator[Guard]:
    """Stops that waited in the market; a leg of a bracket from when its parent filled."""
    rows = _resting(run)
    parents = {row["number"]: row for row in rows}
    for row in rows:
        if row["kind"] not in STOPS:
            continue
        parent = parents.get(row["parent"])
        if parent and parent["status"] != "completed":
            continue
        since = day_of(parent["finished"] if parent else row["sent"])
        told = (row["price"], row["trail_amount"], row["trail_share"])
        yield Guard(row["contract"], row["size"], since, _end(row), *told)


def _closing(run: RunResult) -> Iterator[Guard]:
    """Orders that give up a position at any price; those that rest are told from them, and are none."""
    resting = Counter((row["sent"], row["contract"], row["size"], row["finished"]) for row in _resting(run))
    for row in run.table("orders").to_pylist():
        key = (row["date"], row["contract"], row["requested"], row["finished"])
        if resting[key]:
            resting[key] -= 1
        else:
            yield Guard(row["contract"], row["requested"], day_of(row["date"]), _end(row))


def _resting(run: RunResult) -> list[dict[str, Any]]:
    """Orders that waited for a price; a run that sent none has no such table."""
    found = run.tables.get("resting_orders")
    return found.to_pylist() if found is not None else []


def _end(row: Mapping[str, Any]) -> Day:
    return day_of(row["finished"]) + (1 if row["status"] == "waiting" else 0)


def _averages(run: RunResult) -> dict[tuple[Day, str], float]:
    """The average price of what is held, by session and contract, from its fills."""
    fills, positions = run.table("fills"), run.table("positions")
    columns = (to_array(fills[name]).tolist() for name in ("date", "size", "price"))
    rows = list(zip(fills["contract"].to_pylist(), *columns, strict=True))
    found: dict[tuple[Day, str], float] = {}
    held: dict[str, tuple[int, float]] = {}
    at = 0
    for code, day in zip(positions["contract"].to_pylist(), to_array(positions["date"]).tolist(), strict=True):
        while at < len(rows) and rows[at][1] <= day:
            held[rows[at][0]] = filled(*held.get(rows[at][0], (0, 0.0)), int(rows[at][2]), rows[at][3])
            at += 1
        found[day, code] = held[code][1]
    return found

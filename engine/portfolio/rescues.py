"""Whether money that answered a margin call came in time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.portfolio.moves import RESCUE
from engine.portfolio.result import PortfolioResult

BAD = ("deadline_missed", "loss_cut", "liquidation", "ruin")
MET = "call_met"
ARRIVED = "arrived"
IN_TIME, TOO_LATE, UNNEEDED = "in_time", "too_late", "unneeded"

Events = list[tuple[date, str]]


def outcomes(result: PortfolioResult) -> list[str]:
    """What became of each transfer, by its row: of a rescue that arrived whether it was in time, too late (the
    account's deadline was missed, or its broker sold, by the day on which it arrived) or not needed (the call was met
    before); of others their status.
    """
    events = {name: _events(run.table("events").to_pylist()) for name, run in result.runs.items()}
    return [_outcome(row, events[row["target"]]) for row in result.table("transfers").to_pylist()]


def _events(rows: list[dict[str, Any]]) -> Events:
    return [(row["date"], row["kind"]) for row in rows if row["kind"] in (*BAD, MET)]


def _outcome(row: Mapping[str, Any], events: Events) -> str:
    status: str = row["status"]
    if row["reason"] != RESCUE or status != ARRIVED:
        return status
    later = [kind for day, kind in events if row["decided"] < day <= row["arrived_on"]]
    if any(kind in BAD for kind in later):
        return TOO_LATE
    return UNNEEDED if MET in later else IN_TIME

"""A saved run as plain rows, and how a verdict worked out from them is told."""

import json
import re
import tomllib
from datetime import date
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from tests.oracles.wide_rules import by_evening

NOTHING = 1e-9
"""Differences up to this, relative to the unit compared, are rounding."""
OPTION = re.compile(r"([A-Z]+)\d{6}[CP][\d.]+")
OPTION_MULTIPLIERS = {"SPX": 100.0, "XSP": 100.0, "ES": 50.0}
FUTURE_MULTIPLIERS = {"ES": 50.0, "MES": 5.0, "USDJPY1K": 1000.0, "USDJPY10K": 10_000.0}
LOOKED_AT = (
    "equity",
    "ledger",
    "positions",
    "orders",
    "fills",
    "events",
    "rules",
    "targets",
    "attribution",
    "cash_rules",
    "fx_rules",
    "fx_stages",
    "trades",
)
FORCED = ("expiry", "liquidation")
HEDGE = "USDJPY"
"""What a currency hedge is called in the events."""

Row = dict[str, Any]


class Derived(NamedTuple):
    """How a line of the plan was kept; `sessions` beyond it, `longest` of them in a row, dates in ISO form."""

    standing: str
    figure: float | None = None
    sessions: int = 0
    longest: int = 0
    first: str | None = None
    worst: str | None = None


NOT_PART = Derived("not_part")


class Saved:
    """The folder of a run: `config` and `manifest` as written, and the tables that are looked at as rows."""

    def __init__(self, folder: Path) -> None:
        self.config: Row = tomllib.loads((folder / "config.toml").read_text(encoding="utf-8"))
        self.manifest: Row = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        known = [name for name in self.manifest["tables"] if name in LOOKED_AT]
        self.tables = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in known}
        self.equity: list[Row] = self.tables["equity"]
        self.fills: list[Row] = self.tables["fills"]
        self.days: list[date] = [row["date"] for row in self.equity]
        self.pattern: str = self.config["pattern"]
        self.profile: Row = self.manifest["terms"]["profile"]
        self.positions = self.by_day("positions")
        self.evenings = by_evening(self.tables["rules"], self.tables["targets"])

    def by_day(self, table: str) -> dict[date, list[Row]]:
        """Rows of a table by session, one list for every session."""
        found: dict[date, list[Row]] = {day: [] for day in self.days}
        for row in self.tables[table]:
            found[row["date"]].append(row)
        return found

    def is_future(self, contract: str) -> bool:
        """Whether a contract is neither an option nor a share of an index fund."""
        return OPTION.fullmatch(contract) is None and not self.is_share(contract)

    def is_share(self, contract: str) -> bool:
        """Whether a contract is a share of the index fund of the settings."""
        return self.holds_shares and contract == self.config["cash_ratio"]["fund"]

    @property
    def holds_shares(self) -> bool:
        """Whether the risk asset is an index fund."""
        return self.pattern == "cash" and self.config["cash_ratio"]["asset"] == "fund"

    def contracts_held(self, day: date) -> int:
        """Futures held after a session, expiries added up by size."""
        held = 0
        for row in self.positions[day]:
            if self.is_future(row["contract"]):
                held += abs(row["size"])
        return held


def multiplier(contract: str) -> float:
    """Currency per point of a future, such as MESZ14, or of a margin contract in foreign exchange."""
    return FUTURE_MULTIPLIERS.get(contract) or FUTURE_MULTIPLIERS[contract[:-3]]


def exposure(row: Row) -> float:
    """Total exposure of a session of `equity`: infinite where something is held without equity."""
    at_stake = max(row["overlay_notional"], abs(row["overlay_delta"]))
    if at_stake == 0.0:
        return 1.0
    return 1.0 + at_stake / row["equity"] if row["equity"] > 0.0 else inf


def longest_spell(days: list[date], beyond: set[date]) -> int:
    """The most sessions in a row that are `beyond`."""
    longest = running = 0
    for day in days:
        running = running + 1 if day in beyond else 0
        longest = max(longest, running)
    return longest


def derived(standing: str, figure: float | None, days: list[date], beyond: dict[date, float]) -> Derived:
    """A verdict with the sessions `beyond` the limit, each with how bad it was: higher is worse, the first of equals
    the worst.
    """
    if not beyond:
        return Derived(standing, figure)
    in_order = sorted(beyond)
    worst = max(in_order, key=lambda day: beyond[day])
    longest = longest_spell(days, set(beyond))
    return Derived(standing, figure, len(beyond), longest, in_order[0].isoformat(), worst.isoformat())


def sold_forward(run: Saved) -> list[float]:
    """What the currency hedge has sold, session by session."""
    told, sold, found = run.by_day("events"), 0.0, []
    for day in run.days:
        for event in told[day]:
            if event["contract"] == HEDGE and event["kind"] == "hedge":
                sold = json.loads(event["numbers"])["notional"]
            elif event["contract"] == HEDGE and event["kind"] == "liquidation":
                sold = 0.0
        found.append(sold)
    return found

"""Sweeps of pattern A beside peers that run as many settings, in turn; prints a JSON line.

A sweep here is all of `sweep`: settings checked, account opened, run, figures, saved. A peer is run by its own Python,
named by `PEERS`, for it is in none of the locks of this project: see README.md.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from patterns import SETTINGS, twenty_years

from data.market.market import Market
from engine.settings.run_config import load_config
from engine.sweeps.sweep import sweep

PEERS = "vectorbt", "backtesting", "ml4t"
HUNDRED = ("overlay.ratio=0.05:0.275:0.025", "halving.halve_above=0.2:0.29:0.01")
THOUSANDS = ("overlay.ratio=0.05:0.298:0.002", "halving.halve_above=0.2:0.278:0.002", "cash.buffer=0.3,0.4")
FULL = 100
Found = dict[str, list[tuple[float, float]]]


def ours(market: Market, grid: tuple[str, ...], engine: str) -> float:
    """Seconds of a sweep."""
    with tempfile.TemporaryDirectory() as out:
        start = time.perf_counter()
        made = sweep(
            load_config(None, list(SETTINGS)), grid, market=market, out=out, engine=engine, tell=lambda _text: None
        )
        seconds = time.perf_counter() - start
    wanted = 10_000 if grid == THOUSANDS else FULL
    if made.tables["runs"].num_rows - wanted not in {0, 1}:  # the plan itself may stand beside the grid
        raise ValueError(made.tables["runs"].num_rows)
    return seconds


def theirs(peer: str, count: int, prices: Path) -> float | None:
    """Seconds of as many settings by a peer; None where it is not installed."""
    python = os.environ.get("PEERS", sys.executable)
    command = [python, str(Path(__file__).with_name("peer_sweeps.py")), peer, str(count), str(prices)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    seconds: float | None = told["seconds"]
    return seconds


def measured(rounds: int = 2) -> Found:
    """Pairs of seconds of every measurement whose peer is installed."""
    market, found = twenty_years(), Found()
    with tempfile.TemporaryDirectory() as folder:
        prices = Path(folder) / "prices.csv"
        days = np.array(market.days, dtype="datetime64[D]")
        lines = [f"{day},{close!r}" for day, close in zip(days, market.floats("close").tolist(), strict=True)]
        prices.write_text("\n".join(["date,close", *lines]) + "\n", encoding="utf-8")
        ours(market, HUNDRED, "fast")  # compiled now, if it is not in the cache
        for _ in range(rounds):
            for name, grid, engine, count in (
                ("100 fast", HUNDRED, "fast", FULL), ("10,000 fast", THOUSANDS, "fast", 10_000),
                ("100 full", HUNDRED, "full", FULL),
            ):  # fmt: skip
                seconds = ours(market, grid, engine)
                for peer in PEERS if count == FULL else PEERS[:1]:
                    other = theirs(peer, count, prices)
                    if other is not None:
                        found.setdefault(f"{name} / {peer}", []).append((seconds, other))
    return found


if __name__ == "__main__":
    print(json.dumps(measured()))

"""`make bench`: pattern A here against the ordinary Backtrader way, in turn, in the same run; and B and C against A.

Prints seconds, peak memory and the ratio ours / peer for (a) a run in process, (b) a fresh process, (c) 50,310 bars,
(d, e) B and C, (f) each rule of the pattern cash, (g) trades in dollars. The ratios become a line of `history.jsonl`.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from history import append, entry
from patterns import CASH
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
ROUNDS = 5
VANILLA = "vanilla_backtrader.py"
Measured = tuple[float, float, float]
"""Seconds, those of the best run, and MiB."""
Measure = Callable[[], Measured]
Pairs = Sequence[tuple[Measured, Measured]]
OVERLAY = str(Path(sys.executable).with_name("overlay"))
RUN = (
    "run", "--pattern", "A", "--set", "overlay.rebalance=monthly", "--set", "overlay.band=0.0",
    "--set", "halving.restore_below=0.2", "--set", "halving.restore_sessions=1", "--json", "--period", "1999-2018",
    "--no-lines",
)  # fmt: skip


def in_process(script: str, *arguments: str) -> Measured:
    """Median and best seconds of a run inside one process, and the process's peak memory in MiB."""
    command = [sys.executable, str(HERE / script), *arguments]
    line = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return line["median_seconds"], line["min_seconds"], line["peak_mib"]


def fresh(*command: str) -> Measured:
    """Seconds and peak memory in MiB of a whole process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    seconds = time.perf_counter() - start
    return seconds, seconds, usage.ru_maxrss / 1024


def ratios(pairs: Pairs, bound: float) -> dict[str, float]:
    """The median of the ratios taken pair by pair, the ratio of the best runs of all, and what the first should stay
    below.
    """
    ratio = statistics.median(mine[0] / theirs[0] for mine, theirs in pairs)
    best = min(mine[1] for mine, _ in pairs) / min(theirs[1] for _, theirs in pairs)
    return {"ratio": ratio, "best": best, "bound": bound}


def row(name: str, pairs: Pairs, told: dict[str, float]) -> tuple[str, ...]:
    """One line of the table: medians over rounds, ratios, and the highest memory."""
    ours, peer = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    memory = [max(pair[side][2] for pair in pairs) for side in (0, 1)]
    return (
        name,
        f"{ours:.3f} s",
        f"{peer:.3f} s",
        *(f"{value:.2f}x" for value in told.values()),
        *(f"{peak:.0f} MiB" for peak in memory),
    )


def against_a(*pattern: str) -> Pairs:
    """A pattern and pattern A in turn in one process, whose memory stands on both sides."""
    command = [sys.executable, str(HERE / "patterns.py"), "--against", "A", "--repeat", str(ROUNDS), *pattern]
    line = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    memory = line["peak_mib"]
    return [((ours, ours, memory), (peer, peer, memory)) for ours, peer in line["pairs"]]


def in_turn(count: int, ours: Measure, peer: Measure) -> Pairs:
    """So many pairs of measurements, ours first."""
    return [(ours(), peer()) for _ in range(count)]


def main() -> None:
    """Measure in turn, print, and keep the ratios."""
    table = Table(
        "",
        "ours",
        "ordinary",
        "ratio",
        "of best",
        "bound",
        "peak, ours",
        "peak, ordinary",
        title="medians of pairs; (a) to (c): pattern A",
    )
    with tempfile.TemporaryDirectory() as out:
        ours, peer = (
            (OVERLAY, *RUN, "--out", out),
            (sys.executable, str(HERE / VANILLA), "--repeat", "1"),
        )
        fresh(*ours)  # builds the cached market, if it is not there yet
        ten_times = ("--times", "10", "--repeat", "1")
        measurements: tuple[tuple[str, float, Callable[[], Pairs]], ...] = (
            ("(a) in process", 0.50,
                lambda: in_turn(ROUNDS, partial(in_process, "patterns.py"), partial(in_process, VANILLA))),
            ("(b) fresh process", 1.50, lambda: in_turn(ROUNDS, partial(fresh, *ours), partial(fresh, *peer))),
            ("(c) 50,310 bars", 0.50, lambda: in_turn(
                3, partial(in_process, "patterns.py", *ten_times), partial(in_process, VANILLA, *ten_times)
            )),
            *((f"({letter}) pattern {pattern} / A", 2.00, partial(against_a, "--pattern", pattern)) for letter,
                pattern in (("d", "B"), ("e", "C"))),
            *((f"(f) cash, {rule} / A", 1.50,
                    partial(against_a, "--pattern", "cash", "--rule", rule)) for rule in CASH),
            ("(g) fx_trades / A", 1.50, partial(against_a, "--pattern", "fx_trades")),
        )  # fmt: skip
        found = {}
        for name, bound, measure in measurements:
            pairs = measure()
            found[name] = ratios(pairs, bound)
            table.add_row(*row(name, pairs, found[name]))
    Console().print(table)
    append(entry(found))


if __name__ == "__main__":
    main()

"""`make bench`: pattern A here against the ordinary Backtrader way, in turn, in the same run; and B and C against A.

Prints seconds, peak memory and the ratio ours / peer for (a) a run in process, (b) a fresh process, (c) 50,310 bars,
(d, e) B and C, (f) each rule of the pattern cash, (g) trades in dollars; then (h) of the fast driver, compiled. The
ratios become a line of `history.jsonl`.
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
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

from history import append, entry
from patterns import CASH
from rich.console import Console
from rich.table import Table

HERE = Path(__file__).parent
ROUNDS = 5
VANILLA = "vanilla_backtrader.py"
FAST, SWEEPS = "fast_driver.py", "sweeps.py"
FAST_BOUNDS = {
    "(h) A, summary / event engine": 0.005,
    "(h) A, equity and fills / event engine": 0.015,
    "(h) B, summary / event engine": 0.007,
    "(h) B, equity and fills / event engine": 0.02,
    "(h) C, summary / event engine": 0.006,
    "(h) C, equity and fills / event engine": 0.02,
    "(h) A, summary / ordinary Backtrader": 0.003,
    "(h) A, prepared anew / event engine": 0.2,
    "(h) A, 100 settings / event engine 100 times": 0.005,
    "(h) A, 10,000 settings / event engine 10,000 times": 0.005,
    "(h) A, summary of 50,310 bars / event engine": 0.005,
    "(h) A, summary / vectorbt, no account": 0.5,
    "(h) a process that compiles / overlay run": 50.0,
    "(h) a process, code from the cache / overlay run": 2.0,
}
"""What is measured of the fast driver, and what each ratio should stay below."""
SWEEP_BOUNDS = {
    "100 fast / vectorbt": 10.0, "100 fast / backtesting": 0.25, "100 fast / ml4t": 0.25, "10,000 fast / vectorbt": 3.0,
    "100 full / vectorbt": 200.0, "100 full / backtesting": 8.0, "100 full / ml4t": 4.0,
}  # fmt: skip
"""Sweeps beside peers that are installed, and what each ratio should stay below."""
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


def time_of(seconds: float) -> str:
    """Seconds in words, or milliseconds where they are few."""
    return f"{seconds:,.3f} s" if seconds >= 0.1 else f"{seconds * 1e3:.2f} ms"


def times_of(ratio: float) -> str:
    """A ratio in words."""
    return f"{ratio:.2f}x" if ratio >= 0.1 else f"{ratio:.5f}x"


def row(name: str, pairs: Pairs, told: dict[str, float]) -> tuple[str, ...]:
    """One line of the table: medians over rounds, ratios, and the highest memory (of 0, nothing is said)."""
    ours, peer = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    memory = [max(pair[side][2] for pair in pairs) for side in (0, 1)]
    return (
        name,
        time_of(ours),
        time_of(peer),
        *map(times_of, told.values()),
        *(f"{peak:.0f} MiB" if peak else "" for peak in memory),
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


def pairs_of(script: str, letter: str) -> dict[str, Pairs]:
    """Measurements of a script that tells pairs of seconds, ours and a peer's, by name."""
    command = [sys.executable, str(HERE / script)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {
        f"({letter}) {name}": [((one, one, 0.0), (peer, peer, 0.0)) for one, peer in told]
        for name, told in found.items()
    }


def fast_driver(overlay: Sequence[str]) -> dict[str, Pairs]:
    """A process with one run by the fast driver, which compiles it and then finds its code, beside `overlay run`; then
    all else. The cache is one of their own, in which nothing is compiled yet.
    """
    once = (sys.executable, str(HERE / FAST), "--once")
    with tempfile.TemporaryDirectory() as cache, mock.patch.dict(os.environ, OVERLAY_CACHE=cache):
        fresh(*overlay)  # builds the cached market
        processes = [in_turn(count, partial(fresh, *once), partial(fresh, *overlay)) for count in (1, 3)]
        return pairs_of(FAST, "h") | dict(zip(list(FAST_BOUNDS)[-2:], processes, strict=True))


def table_of(title: str, peer: str) -> Table:
    return Table("", "ours", peer, "ratio", "of best", "bound", "peak, ours", f"peak, {peer}", title=title)


def main() -> None:
    """Measure in turn, print, and keep the ratios."""
    table = table_of("medians of pairs; (a) to (c): pattern A", "ordinary")
    fast = table_of("(h) the fast driver, compiled; 5,031 bars", "peer")
    sweeps = table_of("(i) sweeps of pattern A, 5,031 bars, two cores", "peer")
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
        for name, pairs in fast_driver(ours).items():
            found[name] = ratios(pairs, FAST_BOUNDS[name])
            fast.add_row(*row(name, pairs, found[name]))
        for name, pairs in pairs_of(SWEEPS, "i").items():
            found[name] = ratios(pairs, SWEEP_BOUNDS[name.partition(") ")[2]])
            sweeps.add_row(*row(name, pairs, found[name]))
    Console().print(table, fast, sweeps)
    if find_spec("vectorbt") is None:
        Console().print("vectorbt is not installed, so that nothing is measured beside it")
    append(entry(found))


if __name__ == "__main__":
    main()

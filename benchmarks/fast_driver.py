"""The fast driver beside the event engine and peers, in turn in one process; prints a JSON line.

For each measurement: seconds of each pair, the shortest of ours first and that of the peer second, and what one of the
peer's stands for. `--once` makes one run of pattern A, for the time and memory of a whole process.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
from patterns import SETTINGS, run, tiled, twenty_years

from data.market.embedded import EMBEDDED
from data.market.market import Market
from engine.fast.prepare import prepare
from engine.fast.simulate import Loop, simulate
from engine.settings.run_config import RunConfig, load_config
from strategies.rules.buffer import SPARE

ROUNDS, THREADS, OFTEN = 3, 2, 30
Found = Iterator[tuple[str, float, float]]
"""Name of a measurement, seconds of ours and of the peer."""


def shortest(call: Callable[[], object], times: int) -> float:
    """Seconds of the shortest of so many calls."""
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def config_of(pattern: str) -> RunConfig:
    return load_config(None, list(SETTINGS if pattern == "A" else ()), pattern=pattern)


def new(market: Market) -> Market:
    """The market with nothing derived kept from before."""
    return Market(market.table, market.calendar, index=EMBEDDED)


def varied(loop: Loop, count: int) -> Any:  # noqa: ANN401  (records)
    """So many settings of a plan: base ratio, thresholds of halving, buffer."""
    plans, share = np.repeat(loop.plans([loop.prepared.plan]), count), np.linspace(0.0, 1.0, count)
    rules, halving = plans["rules"], plans["rules"]["halving"]
    rules["ratio"] = 0.05 + 0.35 * share
    rules["futures"]["limit"] = 1.0 + 1.1 * rules["ratio"]
    halving["halve_above"] = 0.15 + 0.15 * (7.0 * share % 1.0)
    halving["restore_below"] = 0.9 * halving["halve_above"]
    rules["buffer"] = plans["cash"]["buffer"] = 0.3 * (13.0 * share % 1.0)
    rules["spare"] = np.minimum(SPARE[0], rules["buffer"])
    return plans


def of_pattern(pattern: str, loop: Loop, event: float) -> Found:
    """A run compiled, with its summary and with equity, fills and events."""
    (plan,) = loop.plans([loop.prepared.plan])
    yield f"{pattern}, summary / event engine", shortest(lambda: loop.summary(plan), OFTEN), event
    whole = shortest(lambda: loop.run(loop.prepared.plan), 3)
    yield f"{pattern}, equity and fills / event engine", whole, event


def of_a(market: Market, loop: Loop, event: float) -> Found:
    """Pattern A beside peers, prepared anew, and in many settings."""
    import vanilla_backtrader  # noqa: PLC0415  (a process with one run has no peers)

    (plan,) = loop.plans([loop.prepared.plan])
    once = shortest(lambda: loop.summary(plan), OFTEN)
    yield "A, summary / ordinary Backtrader", once, vanilla_backtrader.run(vanilla_backtrader.prices(1))[0]
    yield "A, prepared anew / event engine", shortest(lambda: simulate(config_of("A"), new(market)), 1), event
    for count, times in ((100, 5), (10_000, 1)):
        many = shortest(lambda count=count: loop.summaries(varied(loop, count), THREADS), times)
        yield f"A, {count:,} settings / event engine {count:,} times", many, count * event
    if find_spec("vectorbt") is not None:
        yield "A, summary / vectorbt, no account", once, vectorbt(vanilla_backtrader.prices(1)["Close"])


def vectorbt(close: Any) -> float:  # noqa: ANN401  (a series of pandas)
    """Seconds of pattern A in vectorbt, the shortest of a few."""
    from vectorbt_a import run as by_vectorbt  # noqa: PLC0415  (where it is installed)

    return shortest(lambda: by_vectorbt(close), 5)


def ten_times(market: Market) -> Found:
    """Pattern A on 50,310 bars."""
    loop = Loop(prepare(config_of("A"), new(market)))
    (plan,) = loop.plans([loop.prepared.plan])
    name = "A, summary of 50,310 bars / event engine"
    yield name, shortest(lambda: loop.summary(plan), OFTEN), run(market.table, market.calendar, config_of("A"))[0]


def in_turn(patterns: tuple[str, ...], rounds: int) -> dict[str, list[tuple[float, float]]]:
    """Pairs of every measurement."""
    market = twenty_years()
    loops = {pattern: Loop(prepare(config_of(pattern), new(market))) for pattern in patterns}
    longer, found = tiled(market, 10), {}
    loops["A"].run(loops["A"].prepared.plan)  # compiled now, if it is not in the cache
    for number in range(rounds):
        events = {one: run(market.table, market.calendar, config_of(one))[0] for one in patterns}
        measured = [one for name, loop in loops.items() for one in of_pattern(name, loop, events[name])]
        measured += of_a(market, loops["A"], events["A"])
        measured += ten_times(longer) if number < 2 else ()
        for name, ours, peer in measured:
            found.setdefault(name, []).append((ours, peer))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--once", action="store_true")
    if parser.parse_args().once:
        print(simulate(config_of("A"), twenty_years()).equity[-1])
    else:
        print(json.dumps(in_turn(("A", "B", "C"), ROUNDS)))

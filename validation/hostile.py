"""A hostile world: bad inputs by chance, each tried in a process of its own.

python -m validation.hostile [--count N] [--seed S] [--only KIND] [--one SEED]
"""

import argparse
import pkgutil
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np

from validation.hostile_run import Attempt, Outcome, tried

Fuzzer = Callable[[int, Path], Attempt]
"""From a seed and an empty folder, what is tried."""

FUZZERS: Mapping[str, str] = {
    "config": "validation.hostile_config:attempt",
    "commands": "validation.hostile_commands:attempt",
    "files": "validation.hostile_files:attempt",
    "folders": "validation.hostile_folders:attempt",
    "server": "validation.hostile_server:attempt",
}
"""`module:function` of each, by what it makes bad."""


class Tried(NamedTuple):
    """One attempt of a hunt, and what came of it."""

    fuzzer: str
    seed: int
    attempt: Attempt
    outcome: Outcome


def fuzzer(name: str) -> Fuzzer:
    """The fuzzer of a name. Raises `KeyError` for one that is not there."""
    module, _, attribute = FUZZERS[name].partition(":")
    found: Fuzzer = getattr(import_module(module), attribute)
    return found


def warm() -> None:
    """Import every room once, so that no attempt has to."""
    for room in ("data", "strategies", "engine"):
        for module in pkgutil.walk_packages(import_module(room).__path__, f"{room}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    import_module("pandas")


def hunt(name: str, seeds: range, heard: Callable[[Tried], None] = lambda _one: None) -> Iterator[Tried]:
    """Try one fuzzer with many seeds, each in a folder of its own that is gone afterwards."""
    attempt_of = fuzzer(name)
    for seed in seeds:
        one = once(name, seed, attempt_of)
        heard(one)
        yield one


def once(name: str, seed: int, attempt_of: Fuzzer | None = None) -> Tried:
    """Try one seed of a fuzzer."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        attempt = (attempt_of or fuzzer(name))(seed, folder)
        return Tried(name, seed, attempt, tried(attempt))
    finally:
        for path in folder.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def rng_of(seed: int) -> np.random.Generator:
    """The chance of one seed."""
    return np.random.default_rng(seed)


def line_of(one: Tried) -> str:
    """What went wrong, to be tried again."""
    said = (one.outcome.err or one.outcome.out).strip().splitlines() or [""]
    return (
        f"{one.fuzzer} --one {one.seed}: {one.outcome.verdict} (status {one.outcome.status}, "
        f"{one.outcome.seconds:.1f} s, {one.outcome.peak_mb:.0f} MB): {one.attempt.kind}: "
        f"overlay {' '.join(one.attempt.argv)[:200]!r}: {said[-1][:300]}"
    )


def main() -> None:
    """Try so many inputs of each kind; print what went wrong, and counts."""
    ask = argparse.ArgumentParser()
    ask.add_argument("--count", type=int, default=5_000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--only", choices=sorted(FUZZERS))
    ask.add_argument("--one", type=int)
    asked = ask.parse_args()
    names = [asked.only] if asked.only else list(FUZZERS)
    if asked.one is not None:
        _tell_whole(once(names[0], asked.one))
        return
    each = asked.count // max(len(names), 1)
    warm()
    for name in names:
        began = time.perf_counter()
        found = list(hunt(name, range(asked.seed, asked.seed + each), _tell_wrong))
        counts = Counter(one.outcome.verdict for one in found)
        sys.stdout.write(f"{name}: {len(found)} in {time.perf_counter() - began:.0f} s: {dict(counts)}\n")


def _tell_wrong(one: Tried) -> None:
    if not one.outcome.good:
        sys.stdout.write(line_of(one) + "\n")
        sys.stdout.flush()


def _tell_whole(one: Tried) -> None:
    sys.stdout.write(f"{line_of(one)}\n--- out\n{one.outcome.out}\n--- err\n{one.outcome.err}\n")


if __name__ == "__main__":
    main()

"""A process that steps a journal, killed again and again at any moment, and gone on with.

python -m validation.journal_kills FOLDER PLAN FIRST LAST KILLS SEED
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from data.base.days import Day
from data.market.market import Market
from engine import Paper
from engine.journal import files
from validation.stepped_plans import config_of, market_of, sessions
from validation.stepped_walk import begun, clock

LONGEST = 0.25
"""Seconds within which a kill from outside comes."""
DEEDS = 12
"""Deeds on disk within which a process ends by itself, in the midst of one."""


class Killed(NamedTuple):
    """Kills, of these in the midst of a deed on disk, sessions at which the journal stood after each, and what
    `verify` found wrong after each, and at the end.
    """

    kills: int
    within: int
    stood: tuple[int, ...]
    found: tuple[str, ...]


def killed(path: Path, plan: str, between: tuple[str, str], kills: int, seed: int) -> Killed:
    """Begin a journal in a folder and step it to its end through so many kills: half at a moment by chance, half while
    something is being written.
    """
    market, rng = market_of(plan), np.random.default_rng(seed)
    begun(path, config_of(plan), market, between[0])
    days, stood, found = sessions(market, *between), list[int](), list[str]()
    for kill in range(kills):
        within = kill % 2 == 1
        at = int(rng.integers(1, DEEDS + 1)) if within else 0
        _kill(partial(_step, path, market, days, at), 0.0 if within else LONGEST * float(rng.random()))
        stood.append(Paper.open(path, clock).head().number)
        found += _wrong(path)
    _step(path, market, days, 0)
    found += _wrong(path)
    return Killed(kills, kills // 2, tuple(stood), tuple(found))


def _kill(work: Callable[[], None], after: float) -> None:
    """Let a process work, and kill it after so many seconds (0: it kills itself). Raises `RuntimeError` where it was
    done before that.
    """
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("it was done before it was killed; give it more sessions")


def _step(path: Path, market: Market, days: list[Day], at: int) -> None:
    """Step to every session, each on the market as it stood that evening; at a deed on disk (0: none) kill itself."""
    if at:
        _end_within(at)
    paper = Paper.open(path, clock)
    for day in days:
        if day > (paper.head().until or 0):
            paper.step(market.until(day))


def _end_within(at: int) -> None:
    """Let the process end in the midst of its deed of this number: half of a file written, a name not yet given."""
    deeds = iter(range(1, at + 1))
    write: Any = files._write  # noqa: SLF001  (the disk, where it can be stopped)

    def counted(do: Callable[..., Any], half: Callable[..., Any]) -> Callable[..., Any]:
        def deed(*told: object) -> object:
            if next(deeds) == at:
                half(*told)
                os.kill(os.getpid(), signal.SIGKILL)
            return do(*told)

        return deed

    def write_half(path: Path, content: bytes) -> None:
        path.write_bytes(content[: len(content) // 2])

    files._write = counted(write, write_half)  # noqa: SLF001
    for name in ("rename", "replace", "unlink"):
        setattr(Path, name, counted(getattr(Path, name), lambda *_: None))


def _wrong(path: Path) -> list[str]:
    return [f"{one.code} {one.file}" for one in Paper.open(path, clock).verify().found]


def main() -> None:
    """Do what the command line asks, and print what was found."""
    folder, plan, first, last, kills, seed = sys.argv[1:]
    sys.stdout.write(json.dumps(killed(Path(folder), plan, (first, last), int(kills), int(seed))._asdict()))


if __name__ == "__main__":
    main()

"""A sweep whose tasks leave lines in a file: which cell was begun and ended, and by which process."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from engine.settings.run_config import parse_config
from engine.sweeps.result import SweepResult
from engine.sweeps.sweep import sweep
from engine.tasks.workers import scheduler

if TYPE_CHECKING:
    from engine.sweeps.chunk import Chunk

Given = ParamSpec("Given")
Made = TypeVar("Made")
PLAN = parse_config({"period": "2007"})


class Counting(Executor):
    """Hands tasks of a sweep on to an executor; each leaves a line when it begins and when it ends."""

    def __init__(self, executor: Executor, lines: Path) -> None:
        self._executor, self._lines = executor, lines

    def submit(self, fn: Callable[Given, Made], /, *args: Given.args, **kwargs: Given.kwargs) -> Future[Made]:
        """See `Executor.submit`."""
        return self._executor.submit(partial(with_lines, self._lines, fn), *args, **kwargs)


def with_lines(lines: Path, function: Callable[Given, Made], *args: Given.args, **kwargs: Given.kwargs) -> Made:
    """What a function makes of a chunk of one cell."""
    cell = cast("Chunk", args[0]).cells[0].cell
    _leave(lines, f"begun {cell} {os.getpid()}")
    answer = function(*args, **kwargs)
    _leave(lines, f"ended {cell} {os.getpid()}")
    return answer


def _leave(lines: Path, text: str) -> None:
    with lines.open("ab", buffering=0) as file:  # one write, appended whole whoever else writes
        file.write(f"{text}\n".encode())


def seen(lines: Path, what: str) -> Counter[int]:
    """How often each cell was begun, or ended."""
    rows = [line.split() for line in lines.read_text().splitlines()]
    return Counter(int(cell) for told, cell, _ in rows if told == what)


def busy(lines: Path) -> int:
    """A process that has begun a cell and not ended it."""
    rows = [line.split() for line in lines.read_text().splitlines()]
    last = {process: told for told, _, process in rows}
    return int(next(process for process, told in last.items() if told == "begun"))


def asked(
    grid: Sequence[str], out: Path, executor: Executor | None = None, tell: Callable[[str], None] = lambda _: None
) -> SweepResult:
    """The sweep, in full books."""
    return sweep(PLAN, grid, out=out, engine="full", executor=executor, tell=tell)


def asked_at(address: str, lines: str, out: str, *grid: str) -> None:
    """The sweep by the workers of a scheduler, in a process that may be killed."""
    with scheduler(address) as executor:
        asked(grid, Path(out), Counting(executor, Path(lines)))

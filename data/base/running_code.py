"""Who is told that a file of Python is about to be run, before it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

Hear = Callable[[Path], None]
_HEARERS: list[tuple[Hear, set[Path]]] = []


@contextmanager
def hearing_of_code(hear: Hear) -> Iterator[None]:
    """Let somebody hear of each file once, for as long as a `with` block lasts."""
    one = (hear, set[Path]())
    _HEARERS.append(one)
    try:
        yield
    finally:
        _HEARERS.remove(one)


def about_to_run(path: Path) -> None:
    """Tell it whoever wants to hear it."""
    for hear, known in _HEARERS:
        if path not in known:
            known.add(path)
            hear(path)

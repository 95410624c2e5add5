"""Runs that take turns: each in a thread of its own, of which one at a time goes on, from one of its evenings to the
next.
"""

from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

from engine.day.transfer_book import Standing

T = TypeVar("T")


class Abandoned(BaseException):
    """Ends a run that nobody waits for any more; no `Exception`, so that no code of a run takes it for its own."""


class Turn(Generic[T]):
    """One run. Backtrader calls a broker, which cannot hand control back but by waiting."""

    def __init__(self, work: Callable[["Turn[T]"], T]) -> None:
        self._go: SimpleQueue[bool] = SimpleQueue()
        self._told: SimpleQueue[Standing | None] = SimpleQueue()
        self._failure: BaseException | None = None
        self._made: list[T] = []
        self._over = False
        self._thread = Thread(target=self._run, args=(work,), daemon=True)

    def go_on(self) -> Standing | None:
        """Let the run go on to its next evening: how it stands there; None at its end. Raises what the run raises."""
        if self._thread.ident is None:
            self._thread.start()
        else:
            self._go.put(True)
        standing = self._told.get()
        if self._failure is not None:
            raise self._failure
        return standing

    @property
    def made(self) -> T:
        """What the run made, after its end."""
        return self._made[0]

    def arrive(self, standing: Standing) -> None:
        """Within the run: tell how it stands in an evening, and wait for the next turn."""
        self._told.put(standing)
        if self._over or not self._go.get():
            raise Abandoned

    def abandon(self) -> None:
        """End the run where it waits, or comes to wait."""
        self._over = True
        self._go.put(False)
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self, work: Callable[["Turn[T]"], T]) -> None:
        try:
            self._made.append(work(self))
        except BaseException as failure:  # noqa: BLE001  (raised anew by whoever waits for this run)
            self._failure = failure
        self._told.put(None)

"""Tasks that are run by any executor, and their results as they come."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from itertools import chain, islice
from typing import Generic, TypeVar

from data.base.errors import WorkerError

Task = TypeVar("Task")
Result = TypeVar("Result")
WIDTH = 128
"""Tasks that an executor has at once, where nobody says how many workers it has."""
MOST_BREAKS = 3
"""Pools of workers that may break under a task before it is held to be what breaks them."""
MAIN = "below `if __name__ == '__main__':`"


def gathered(
    executor: Executor, function: Callable[[Task], Result], tasks: Iterable[Task], width: int = WIDTH
) -> Iterator[tuple[int, Result]]:
    """(place, result) of each task, in the order in which they are done. At most `width` tasks are with the executor,
    and of a task that is gathered nothing stays there: what Dask still holds for somebody is computed again when the
    worker that has it dies. Where the consumer stops or a task raises, tasks that wait are cancelled.

    A pool that broke is asked once more for what it had (`Processes` begins anew then). Raises what a task raises, and
    `WorkerError` where the pool stays broken, breaks under a task more than three times, or drops tasks.
    """
    flight = _Flight(executor, function, enumerate(tasks))
    try:
        while flight.fill(width):
            yield from flight.landed()
    finally:
        flight.cancel()


class _Flight(Generic[Task, Result]):
    """Tasks that are with an executor, by their futures."""

    def __init__(
        self, executor: Executor, function: Callable[[Task], Result], waiting: Iterator[tuple[int, Task]]
    ) -> None:
        self._executor, self._function, self._waiting = executor, function, waiting
        self._flying: dict[Future[Result], tuple[int, Task]] = {}
        self._breaks = Counter[int]()

    def fill(self, width: int) -> bool:
        """Send tasks until so many are on their way; whether any is. Raises `WorkerError` where none can be sent."""
        for place, task in islice(self._waiting, width - len(self._flying)):
            try:
                self._flying[self._executor.submit(self._function, task)] = (place, task)
            except BrokenExecutor as error:
                raise _dead() from error
        return bool(self._flying)

    def landed(self) -> Iterator[tuple[int, Result]]:
        """(place, result) of all that is done, when something is. Raises what a task raises."""
        done = wait(self._flying, return_when=FIRST_COMPLETED).done
        while done:
            # nothing may hold a future while its result is looked at
            yield from self._land(done.pop())

    def _land(self, future: Future[Result]) -> list[tuple[int, Result]]:
        place, task = self._flying.pop(future)
        try:
            return [(place, future.result())]
        except BrokenExecutor as error:
            self._again(place, task, error)
            return []
        except CancelledError as error:
            raise WorkerError(
                "what runs the tasks has gone, or dropped some of them; ask again, and it goes on"
            ) from error

    def _again(self, place: int, task: Task, error: BrokenExecutor) -> None:
        """Put a task under which a pool broke before those that wait."""
        self._breaks[place] += 1
        if self._breaks[place] > MOST_BREAKS:
            raise _dead() from error
        self._waiting = chain([(place, task)], self._waiting)

    def cancel(self) -> None:
        """Cancel what waits."""
        for future in self._flying:
            future.cancel()


def _dead() -> WorkerError:
    return WorkerError(
        "processes that run tasks die: most often they find too little memory (let there be fewer of them), or a "
        "script of your own that asks for them does not do so " + MAIN
    )

"""Tasks that are run by any executor, and their results as they come."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, as_completed
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def gathered(
    executor: Executor, function: Callable[[Task], Result], tasks: Sequence[Task], width: int
) -> Iterator[tuple[int, Result]]:
    """(place, result) of each task, as they come."""
    for first in range(0, len(tasks), width):
        futures = {
            executor.submit(function, one): first + place for place, one in enumerate(tasks[first : first + width])
        }
        for future in as_completed(futures):
            yield futures[future], future.result()

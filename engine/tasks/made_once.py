"""What takes long to make, made once a process."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class MadeOnce(Generic[Value]):
    """Values by key, of which the last few are kept; several threads may ask, and one of them makes."""

    def __init__(self, most: int = 2) -> None:
        self._most, self._made, self._lock = most, dict[str, Value](), Lock()

    def get(self, key: str, make: Callable[[], Value]) -> Value:
        """The value of a key. Raises what `make` raises."""
        with self._lock:
            # whatever was asked for last stands last
            self._made[key] = self._made.pop(key) if key in self._made else make()
            while len(self._made) > self._most:
                del self._made[next(iter(self._made))]
            return self._made[key]

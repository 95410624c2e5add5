"""Which paths there are, in which order, and which of them are run together."""

from collections.abc import Iterator
from typing import NamedTuple

A_PART = 100
"""Paths that are run and kept together, about."""


class PathName(NamedTuple):
    """A path by its number, and what it is made from: kind, history (0: the source itself, or the fitted parameters)
    and place among those of its history.
    """

    number: int
    kind: str
    history: int
    place: int


class Layout(NamedTuple):
    """Kinds of path, how many paths of history 0 each has, how many further histories, and how many paths each of
    these has. Numbers run through history 0 kind by kind, then through the others kind by kind.
    """

    kinds: tuple[str, ...]
    paths: int
    histories: int
    each: int

    @property
    def total(self) -> int:
        """All paths."""
        return len(self.kinds) * (self.paths + self.histories * self.each)

    def own(self, kind: str) -> slice:
        """Numbers of the paths of history 0."""
        first = self.kinds.index(kind) * self.paths
        return slice(first, first + self.paths)

    def resampled(self, kind: str) -> slice:
        """Numbers of the paths of all other histories, history by history."""
        count = self.histories * self.each
        first = len(self.kinds) * self.paths + self.kinds.index(kind) * count
        return slice(first, first + count)

    def path(self, number: int) -> PathName:
        """A path by its number. Raises `IndexError` where there is none."""
        if not 0 <= number < self.total:
            raise IndexError(number)
        for kind in self.kinds:
            own, resampled = self.own(kind), self.resampled(kind)
            if own.start <= number < own.stop:
                return PathName(number, kind, 0, number - own.start)
            if resampled.start <= number < resampled.stop:
                history, place = divmod(number - resampled.start, self.each)
                return PathName(number, kind, history + 1, place)
        raise AssertionError(number)

    def parts(self) -> Iterator[range]:
        """Numbers of the paths that are run together: of one kind, and of adjoining histories."""
        together = max(1, A_PART // max(self.each, 1)) * self.each
        for which, size in ((self.own, A_PART), (self.resampled, together)):
            for kind in self.kinds:
                numbers = which(kind)
                for first in range(numbers.start, numbers.stop, max(size, 1)):
                    yield range(first, min(first + size, numbers.stop))


def layout_of(kinds: tuple[str, ...], paths: int, histories: int) -> Layout:
    """The layout of so many paths of history 0, shared out among further histories once more: at least one each.

    >>> layout_of(("blocks", "regimes"), 10_000, 200).total
    40000
    """
    return Layout(kinds, paths, histories, max(paths // histories, 1) if histories else 0)

"""Which paths there are, in which order, and which of them are run together."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.survival.histories import PathName

A_PART = 100
"""Paths that are run and kept together, about."""


class Layout(NamedTuple):
    """Names of the kinds of path, how many paths of history 0 each has, how many further histories, and how many paths
    each of these has. Numbers run through history 0 kind by kind, then through the others kind by kind.
    """

    kinds: tuple[str, ...]
    paths: int
    histories: int
    each: int

    @property
    def total(self) -> int:
        """All paths."""
        return len(self.kinds) * (self.paths + self.histories * self.each)

    def own(self, kind: int) -> slice:
        """Numbers of the paths of history 0 of a kind, by its place."""
        return slice(kind * self.paths, (kind + 1) * self.paths)

    def resampled(self, kind: int) -> slice:
        """Numbers of the paths of all other histories of a kind, history by history."""
        count = self.histories * self.each
        first = len(self.kinds) * self.paths + kind * count
        return slice(first, first + count)

    def path(self, number: int) -> PathName:
        """A path by its number. Raises `IndexError` where there is none."""
        first = number - len(self.kinds) * self.paths
        if not 0 <= number < self.total:
            raise IndexError(number)
        if first < 0:
            kind, place = divmod(number, self.paths)
            return PathName(kind, 0, place)
        kind, within = divmod(first, self.histories * self.each)
        history, place = divmod(within, self.each)
        return PathName(kind, history + 1, place)

    def parts(self) -> Iterator[range]:
        """Numbers of the paths that are run together: of one kind, and of adjoining histories."""
        together = max(1, A_PART // max(self.each, 1)) * self.each
        for which, size in ((self.own, A_PART), (self.resampled, max(together, 1))):
            for kind in range(len(self.kinds)):
                numbers = which(kind)
                for first in range(numbers.start, numbers.stop, size):
                    yield range(first, min(first + size, numbers.stop))


def layout_of(kinds: tuple[str, ...], paths: int, histories: int) -> Layout:
    """The layout of so many paths of history 0, shared out among further histories once more: at least one each.

    >>> layout_of(("blocks", "regimes"), 10_000, 200).total
    40000
    """
    return Layout(kinds, paths, histories, max(paths // histories, 1) if histories else 0)

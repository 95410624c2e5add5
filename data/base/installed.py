"""What installed packages bring: entry points by group, for which the packages are looked through once."""

import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


def entry_points(group: str) -> "tuple[EntryPoint, ...]":
    """The entry points of a group, of all packages on the path as it is now."""
    return _by_group(tuple(sys.path)).get(group, ())


@cache
def _by_group(_path: tuple[str, ...]) -> "dict[str, tuple[EntryPoint, ...]]":
    from importlib.metadata import entry_points as found  # noqa: PLC0415  (a parser of mail that `--help` does without)

    told = found()
    return {group: tuple(told.select(group=group)) for group in told.groups}

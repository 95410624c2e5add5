"""Rows that come one by one and are wanted as columns in the end."""

from collections.abc import Iterable
from typing import Any

Row = tuple[Any, ...]


class Rows:
    """Rows with fields of the same names, all fields in one list: tens of thousands of tuples would be searched for
    garbage again and again.
    """

    __slots__ = ("_fields", "_names")

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._fields: list[Any] = []

    def add(self, row: Row) -> None:
        """Keep a row."""
        self._fields += row

    def extend(self, rows: Iterable[Row]) -> None:
        """Keep several rows."""
        for row in rows:
            self._fields += row

    def __len__(self) -> int:
        return len(self._fields) // len(self._names)

    def columns(self) -> dict[str, list[Any]]:
        """Values by the name of their field, (rows,).

        >>> rows = Rows(("day", "close"))
        >>> rows.extend([(1, 5.0), (2, 6.0)])
        >>> rows.columns()
        {'day': [1, 2], 'close': [5.0, 6.0]}
        """
        return {name: self._fields[place :: len(self._names)] for place, name in enumerate(self._names)}

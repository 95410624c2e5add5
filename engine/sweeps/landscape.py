"""Where on a grid the good settings stand together, and where a step leads over a cliff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrow import to_column
from engine.sweeps.criteria import best, noise
from engine.sweeps.schemas import SCHEMAS

Row = Mapping[str, Any]
ALIKE, APART = 0.05, 0.2
"""Share of itself by which a criterion may be lower on a plateau, and must be at a cliff, whatever its error is."""


class Axis(NamedTuple):
    """A setting and its values in order; only numbers have an order."""

    name: str
    values: tuple[Any, ...]

    @property
    def ordered(self) -> bool:
        """Whether a step from one value to the next means something: all are numbers."""
        return all(map(_is_number, self.values))


def axes(values: Mapping[str, Sequence[Any]]) -> list[Axis]:
    """Settings as axes: numbers from the least on."""
    return [
        Axis(name, tuple(sorted(told)) if all(map(_is_number, told)) else tuple(told)) for name, told in values.items()
    ]


def landscape(rows: Sequence[Row], values: Mapping[str, Sequence[Any]], criterion: str) -> pa.Table:
    """Rows of `landscape`, one for each row of `runs`: neighbours are the cells one step away on one axis of numbers.

    About as good as the best cell is what is not below it by more than the standard error of their difference, or a
    twentieth, without forced sales where that has none; the plateau is what of it is connected with the best by steps;
    from a cliff a step leads down by more than two of these errors and a fifth, or into a forced sale.
    """
    near, told = _neighbours(rows, axes(values)), [row.get(criterion) for row in rows]
    top = best(rows, criterion)
    alike = _alike(rows, top, criterion)
    plateau = _plateau(top, near, alike)
    columns: dict[str, Any] = {
        "cell": [row["cell"] for row in rows],
        "value": told,
        "worst_neighbour": [_least([told[place], *(told[one] for one in near[place])]) for place in range(len(rows))],
        "alike": [place in alike for place in range(len(rows))],
        "plateau": [place in plateau for place in range(len(rows))],
        "cliff": [any(_falls(rows[place], rows[one], criterion) for one in near[place]) for place in range(len(rows))],
    }
    schema = SCHEMAS["landscape"]
    arrays = [to_column(columns[field.name], field.type, nullable=field.nullable) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def _neighbours(rows: Sequence[Row], along: Sequence[Axis]) -> list[list[int]]:
    """Places of the neighbours of each row that was run."""
    where = {_place(row, along): place for place, row in enumerate(rows) if row.get("refused") is None}
    found: list[list[int]] = [[] for _ in rows]
    for one, other in _steps({_place(row, along) for row in rows}, along):
        if one in where and other in where:
            found[where[one]].append(where[other])
            found[where[other]].append(where[one])
    return found


def _place(row: Row, along: Sequence[Axis]) -> tuple[int, ...]:
    return tuple(axis.values.index(row[axis.name]) if row.get(axis.name) in axis.values else -1 for axis in along)


def _steps(
    tried: Iterable[tuple[int, ...]], along: Sequence[Axis]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Pairs of cells of which one follows the other on an axis of numbers: a value that was not tried in between, such
    as that of a plan beside its grid, is stepped over.
    """
    for number, axis in enumerate(along):
        lines: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        for at in tried:
            if axis.ordered and at[number] >= 0:
                lines.setdefault((*at[:number], *at[number + 1 :]), []).append(at)
        for line in lines.values():
            yield from pairwise(sorted(line))


def _alike(rows: Sequence[Row], top: int | None, criterion: str) -> set[int]:
    """Places of what is about as good as the best cell, itself among them."""
    if top is None:
        return set()
    known = (place for place, row in enumerate(rows) if row.get(criterion) is not None)
    steps = ((place, (rows[top], rows[place])) for place in known)
    return {place for place, one in steps if not (_is_sold(*one) or _is_below(*one, criterion, (1.0, ALIKE)))}


def _plateau(top: int | None, near: Sequence[Sequence[int]], alike: AbstractSet[int]) -> set[int]:
    """Places of what is connected with the best cell over cells that are about as good."""
    found = set() if top is None else {top}
    ahead = list(found)
    while ahead:
        new = (set(near[ahead.pop()]) & alike) - found
        found |= new
        ahead += new
    return found


def _falls(row: Row, other: Row, criterion: str) -> bool:
    """Whether a step from a row to another leads over a cliff."""
    return _is_sold(row, other) or _is_below(row, other, criterion, (2.0, APART))


def _is_sold(row: Row, other: Row) -> bool:
    """Whether the broker sold another row's positions, or took its account, and not this row's."""
    return any(other.get(name) and not row.get(name) for name in ("forced_sales", "ruined"))


def _is_below(row: Row, other: Row, criterion: str, least: tuple[float, float]) -> bool:
    """Whether another row's criterion is lower by more than so many standard errors, and by more than such a share."""
    one, two = row.get(criterion), other.get(criterion)
    if one is None or two is None:
        return one is not None
    errors, share = least
    if one - two <= abs(one) * share:
        return False
    error = noise(criterion, np.asarray(row["months"]), np.asarray(other["months"]))
    return bool(np.isnan(error) or one - two > errors * error)


def _least(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return min(known) if known else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)

"""Records that the loop changes in place: objects in plain Python, parts of one numpy record where it is compiled.

A record class has annotations: int, float, bool, another such class, or a sequence of records, of which
`LISTS` of `engine.fast.books` says how many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, get_origin, get_type_hints

import numpy as np

from engine.fast.books import LISTS, Books, Firsts

_KINDS: dict[Any, str] = {int: "i8", float: "f8", bool: "?"}


@cache
def _parts(cls: type) -> dict[str, Any]:
    """Parts of a record class and their kinds, read once a class: else that is a twentieth of a run."""
    return get_type_hints(cls)


@cache
def record_dtype(cls: type) -> np.dtype[Any]:
    """Aligned numpy type of a record class."""
    told = _parts(cls)
    return np.dtype([(name, *_type_of(name, kind)) for name, kind in told.items()], align=True)


def _type_of(name: str, kind: Any) -> tuple[Any, ...]:
    if get_origin(kind) is Sequence:
        record, count = LISTS[name]
        return record_dtype(record), (count,)
    return (_KINDS[kind],) if kind in _KINDS else (record_dtype(kind),)


def new_record(cls: type) -> Any:
    """A plain record with zeros."""
    return cls(**{name: _zero(name, kind) for name, kind in _parts(cls).items()})


def _zero(name: str, kind: Any) -> Any:
    if get_origin(kind) is Sequence:
        return _Growing(LISTS[name][0])
    return kind() if kind in _KINDS else new_record(kind)


class _Growing(dict[int, Any]):
    """Records by their place, each made when it is first asked for."""

    def __init__(self, record: type) -> None:
        super().__init__()
        self._record = record

    def __missing__(self, place: int) -> Any:
        self[place] = new_record(self._record)
        return self[place]


def new_books(*, compiled: bool) -> Any:
    """Books of an account before its first session."""
    return emptied(np.empty(1, record_dtype(Books))) if compiled else _plain_books()


def emptied(books: Any) -> Any:
    """Compiled books made anew, but for the long lists at their end, which are written before they are read: zeros in
    all of them would be a tenth of a run.
    """
    books.view(np.uint8)[: books.dtype.fields["fills"][1]] = 0
    first = books[0]
    first["counts"]["row"], first["summary"]["ruin"], first["summary"]["least_ratio"] = -1, -1, np.inf
    first["summary"]["peak"], first["hedge"]["settled"] = -np.inf, -1
    first["firsts"].view((np.int64, len(_parts(Firsts))))[...] = -1
    return books


def _plain_books() -> list[Any]:
    first = new_record(Books)
    first.counts.row, first.summary.ruin, first.summary.least_ratio = -1, -1, np.inf
    first.summary.peak, first.hedge.settled = -np.inf, -1
    first.firsts = Firsts(*(-1 for _ in _parts(Firsts)))
    return [first]


def as_records(cls: type, values: Sequence[Any], *, compiled: bool) -> Any:
    """Records of nested values, in a list or an array."""
    return np.array([_as_tuple(one) for one in values], record_dtype(cls)) if compiled else list(values)


def _as_tuple(value: Any) -> Any:
    if isinstance(value, bool | int | float):
        return value
    cls: type = type(value)
    return tuple(_as_tuple(getattr(value, name)) for name in _parts(cls))


def read_part(books: Any, part: str) -> Any:
    """A part of the books as a plain record, whichever way they are kept."""
    if not isinstance(books, np.void):
        return getattr(books, part)
    return _parts(Books)[part](*books[part].tolist())


def read_list(books: Any, name: str) -> list[Any]:
    """Records of a list of the books, as many as there are, which then are none."""
    count = getattr(read_part(books, "counts"), name)
    if not isinstance(books, np.void):
        found = [replace(getattr(books, name)[place]) for place in range(count)]
    else:
        found = [LISTS[name][0](*one) for one in books[name][:count].tolist()]
    forget_list(books, name)
    return found


def forget_list(books: Any, name: str) -> None:
    """Leave nothing in a list of the books."""
    if isinstance(books, np.void):
        books["counts"][name] = 0
    else:
        setattr(books.counts, name, 0)


def as_rows(cls: type, columns: Mapping[str, Mapping[str, Any]], count: int, *, compiled: bool) -> Any:
    """Records from columns of their parts, each of so many rows."""
    if compiled:
        rows = np.zeros(count, record_dtype(cls))
        for part, told in columns.items():
            for name, values in told.items():
                rows[part][name] = values
        return rows
    kinds = _parts(cls)
    parts = {
        part: [
            kinds[part](*row)
            for row in zip(*(np.asarray(told[name]).tolist() for name in _parts(kinds[part])), strict=True)
        ]
        for part, told in columns.items()
    }
    return [cls(**dict(zip(parts, row, strict=True))) for row in zip(*parts.values(), strict=True)]

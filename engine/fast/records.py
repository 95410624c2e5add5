"""Small records that the loop changes in place: objects in plain Python, rows of a numpy array where it is compiled."""

from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_type_hints

import numpy as np

_KINDS: dict[type, str] = {int: "i8", float: "f8", bool: "?"}


def record_dtype(cls: type) -> np.dtype[Any]:
    """Aligned numpy type of a class, from its annotations: int, float, bool. Raises `TypeError` for any other."""
    told = get_type_hints(cls)
    for name, kind in told.items():
        if kind not in _KINDS:
            raise TypeError(f"{cls.__name__}.{name} is {kind}; a record holds int, float and bool")
    return np.dtype([(name, _KINDS[kind]) for name, kind in told.items()], align=True)


def records(cls: type, count: int, *, compiled: bool) -> Any:
    """So many records of a dataclass, each as it starts: its defaults, and zeros where it has none.

    `rows[i].field` reads, `rows[i].field = value` writes, in the loop and nowhere else where it is compiled.
    """
    start = _start(cls)
    if not compiled:
        return [cls(*start) for _ in range(count)]
    return np.full(count, np.array(start, record_dtype(cls)))


def rows_of(cls: type, values: Iterable[Sequence[Any]]) -> np.ndarray[Any, Any]:
    """Records of a class as the compiled loop reads them, from tuples of values in the order of its fields."""
    return np.array([tuple(one) for one in values], record_dtype(cls))


def record_of(values: Any, *, compiled: bool) -> Any:
    """Settings in a tuple with names, as the loop takes them: the tuple itself, or one record that is passed by its
    address. Many numbers in a tuple are slow to compile, and slow to pass on.
    """
    return rows_of(type(values), [values])[0] if compiled else values


def read(cls: type, rows: Any) -> list[Any]:
    """Records as objects of their class, with Python's own numbers, wherever they come from."""
    return [cls(*one) for one in rows.tolist()] if isinstance(rows, np.ndarray) else list(rows)


def _start(cls: type) -> tuple[Any, ...]:
    if not is_dataclass(cls):
        raise TypeError(f"{cls.__name__} is no dataclass")
    told = get_type_hints(cls)
    return tuple(told[one.name]() if one.default is MISSING else one.default for one in fields(cls))

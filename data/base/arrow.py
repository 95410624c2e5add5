"""Between Arrow columns and plain numbers, without pandas.

Arrow's own converters import pandas on first use, which costs a quarter of a second at every start of the program.
"""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Flags, Floats

Values = Sequence[Any] | NDArray[Any]
"""What a column is made from."""

_DTYPES: dict[pa.DataType, str] = {
    pa.float64(): "float64",
    pa.int64(): "int64",
    pa.int32(): "int32",
    pa.date32(): "int32",
}


def to_array(column: pa.ChunkedArray) -> NDArray[Any]:
    """Values of a column of numbers, dates (as days) or flags, shape (rows,), read-only; it must hold no nulls."""
    flags = column.type == pa.bool_()
    dtype = np.dtype(bool if flags else _DTYPES[column.type])
    # buffer 0 says which values are valid, buffer 1 has them
    blocks = [
        (_flags if flags else np.frombuffer)(chunk.buffers()[1], dtype)[chunk.offset : chunk.offset + len(chunk)]
        for chunk in column.chunks
    ]
    return blocks[0] if len(blocks) == 1 else np.concatenate(blocks or [np.empty(0, dtype)])


def to_numbers(column: pa.ChunkedArray) -> Floats:
    """Values of a column of numbers that may hold nulls, shape (rows,); NaN where it does."""
    return to_array(column.fill_null(to_column([float("nan")], pa.float64())[0]))


def to_codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int32], list[str]]:
    """A column of strings as whole numbers, shape (rows,), and the strings they stand
    for, in order of first appearance.

    >>> to_codes(pa.chunked_array([["SPX", "ES", "SPX"]]))
    (array([0, 1, 0], dtype=int32), ['SPX', 'ES'])
    """
    codes, words = _encoded(_InMemory(column))
    return codes, list(words)


class _InMemory:
    """A column, equal to any that has its values in the same place; it is held, so that nothing else can have that."""

    __slots__ = ("_place", "column")

    def __init__(self, column: pa.ChunkedArray) -> None:
        self.column = column
        self._place = tuple(
            (chunk.offset, len(chunk), *(0 if part is None else part.address for part in chunk.buffers()))
            for chunk in column.chunks
        )

    def __hash__(self) -> int:
        return hash(self._place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _InMemory) and self._place == other._place


@lru_cache(maxsize=16)  # a reader of a run asks for the same few again and again
def _encoded(held: _InMemory) -> tuple[NDArray[np.int32], list[str]]:
    encoded = held.column.combine_chunks().dictionary_encode()
    return to_array(pa.chunked_array([encoded.indices])), encoded.dictionary.to_pylist()


def from_codes(codes: NDArray[Any], words: Sequence[str]) -> pa.Array:
    """Strings by whole numbers, shape (rows,), that stand for them.

    >>> from_codes(np.array([0, 1, 0]), ["SPX", "ES"]).to_pylist()
    ['SPX', 'ES', 'SPX']
    """
    return pa.DictionaryArray.from_arrays(to_column(codes, pa.int32()), _strings(words)).dictionary_decode()


def is_among(column: pa.ChunkedArray, words: Collection[str]) -> Flags:
    """Whether each row of a column of strings has one of some words, shape (rows,).

    >>> is_among(pa.chunked_array([["SPX", "ES", "SPX"]]), {"ES"})
    array([False,  True, False])
    """
    codes, found = to_codes(column)
    known: Flags = np.array([one in words for one in found], dtype=np.bool_)[codes]
    return known


def to_column(values: Values, kind: pa.DataType, *, nullable: bool = False) -> pa.Array:
    """Arrow array of `values`, shape (rows,), or what is one; with `nullable`, NaN becomes null, without it values have
    to be known.
    """
    if isinstance(values, pa.Array):
        return values
    if kind == pa.string():
        return _strings(list(values))
    if kind == pa.bool_():
        return pa.Array.from_buffers(kind, len(values), [None, _bits(np.asarray(values, dtype=bool))])
    numbers = np.ascontiguousarray(values, dtype="float64" if nullable else _DTYPES[kind])
    valid = ~np.isnan(numbers) if nullable else np.ones(len(numbers), dtype=bool)
    validity = None if valid.all() else _bits(valid)
    known = numbers if validity is None else np.where(valid, numbers, 0.0)  # what lies under a null is part of the hash
    numbers = np.ascontiguousarray(known, dtype=_DTYPES[kind])
    return pa.Array.from_buffers(kind, len(numbers), [validity, pa.py_buffer(numbers)])


def rows_where(table: pa.Table, flags: Flags) -> pa.Table:
    """The rows of a table at which `flags`, shape (rows,), are true. Flags as Arrow takes them of NumPy would import
    pandas.
    """
    return table.filter(to_column(flags, pa.bool_()))


def from_rows(rows: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    """Rows of values in the order of a schema, as a table of that schema."""
    columns = list(zip(*rows, strict=True)) or [()] * len(schema)
    arrays = [
        to_column(values, field.type, nullable=field.nullable) for values, field in zip(columns, schema, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _strings(values: Sequence[str]) -> pa.Array:
    offsets = np.zeros(len(values) + 1, dtype=np.int32)
    # a mark after each string says where it ends, in bytes, much sooner than asking each for its length
    ends = np.flatnonzero(np.frombuffer("\0".join([*values, ""]).encode(), np.uint8) == 0)
    if len(ends) == len(values):
        offsets[1:] = ends - np.arange(len(values))
    else:  # some string has such a mark of its own
        np.cumsum([len(value.encode()) for value in values], out=offsets[1:])
    data = "".join(values).encode()
    return pa.Array.from_buffers(pa.string(), len(values), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def _flags(buffer: pa.Buffer, dtype: np.dtype[Any]) -> Flags:
    return np.unpackbits(np.frombuffer(buffer, np.uint8), bitorder="little").view(dtype)


def _bits(flags: Flags) -> pa.Buffer:
    return pa.py_buffer(np.packbits(flags, bitorder="little").tobytes())

"""Columns and facts packed into one piece of text that a page can hold: numbers once, in binary, compressed."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES = {"float32": "f4", "int32": "i4", "uint8": "u1", "float64": "d4"}
"""Column types of a page, and what they are called there; doubles are whole numbers of as small units as fit."""

LARGEST = 2.0**31 - 1.0


def pack(columns: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> str:
    """Base64 of gzip of: length of the header (4 bytes, little endian), header (JSON), columns
    from the next multiple of 4 on.

    The header holds `facts`, and `columns` as name -> [type, first byte, values, units in one]. Raises `KeyError` for a
    column of another type.
    """
    places: dict[str, tuple[str, int, int, int]] = {}
    blocks: list[bytes] = []
    offset = 0
    for name, values in columns.items():
        kind, units = TYPES[values.dtype.name], _units(values)
        block = _bytes(np.rint(values * units).astype(np.int32) if kind == "d4" else values)
        places[name] = (kind, offset, len(values), units)
        block += bytes(-len(block) % 4)
        blocks.append(block)
        offset += len(block)
    header = json.dumps({**facts, "columns": places}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = header.encode()
    text += b" " * (-len(text) % 4)
    return compressed(len(text).to_bytes(4, "little") + text + b"".join(blocks))


def _units(values: NDArray[Any]) -> int:
    """The power of ten of which the largest of these doubles still fits into four bytes; 1 of other columns."""
    largest = float(np.abs(values).max(initial=1.0)) if values.dtype == np.float64 else LARGEST
    return int(10 ** np.floor(np.log10(LARGEST / largest)))


def _bytes(values: NDArray[Any]) -> bytes:
    """A column as bytes; of four bytes each as differences of their bits, all first bytes before all second ones, for
    what moves little compresses well so.
    """
    if values.dtype.itemsize == 1:
        return values.tobytes()
    bits = np.ascontiguousarray(values).view("<u4")
    moves = np.diff(bits, prepend=np.uint32(0))
    return moves.view(np.uint8).reshape(-1, 4).T.tobytes()


def column_of(kind: str, content: bytes, count: int, units: int = 1) -> NDArray[Any]:
    """A column from the bytes that begin with its own: what the scripts of a page read.

    >>> column_of("f4", _bytes(np.array([1.5, 1.25], dtype=np.float32)), 2)
    array([1.5 , 1.25], dtype=float32)
    """
    if kind == "u1":
        return np.frombuffer(content, "u1", count)
    moves = np.frombuffer(content, np.uint8, 4 * count).reshape(4, -1).T.copy().view("<u4")[:, 0]
    bits = np.cumsum(moves, dtype=np.uint32)
    return bits.view("<i4") / units if kind == "d4" else bits.view(f"<{kind}")


def compressed(content: bytes) -> str:
    """Base64 of gzip of some bytes; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode()

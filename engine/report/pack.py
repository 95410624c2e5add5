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

LARGEST, UNKNOWN = 2.0**31 - 1.0, -(2.0**31)
"""What of doubles fits into four bytes, and what stands for none."""


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
        block = _bytes(_whole(values, units) if kind == "d4" else values)
        places[name] = (kind, offset, len(values), units)
        block += bytes(-len(block) % 4)
        blocks.append(block)
        offset += len(block)
    header = json.dumps({**facts, "columns": places}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = header.encode()
    text += b" " * (-len(text) % 4)
    return compressed(len(text).to_bytes(4, "little") + text + b"".join(blocks))


def _units(values: NDArray[Any]) -> int:
    """The least power of ten in whose units these doubles are whole, or the largest in which they fit into four bytes;
    1 of other columns.

    >>> _units(np.array([1.25, np.nan])), _units(np.array([1.0 / 3.0]))
    (100, 1000000000)
    """
    if values.dtype != np.float64:
        return 1
    known = values[np.isfinite(values)]
    most = int(np.log10(LARGEST / np.abs(known).max(initial=1.0)))
    powers: list[int] = [10**digits for digits in range(most + 1)]
    for units in powers[:-1]:
        if np.allclose(known * units, np.rint(known * units), rtol=0.0, atol=1e-6):
            return units
    return powers[-1]


def _whole(values: NDArray[Any], units: int) -> NDArray[np.int32]:
    return np.where(np.isfinite(values), np.rint(values * units), UNKNOWN).astype(np.int32)


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
    if kind != "d4":
        return bits.view(f"<{kind}")
    whole = bits.view("<i4")
    return np.where(whole == UNKNOWN, np.nan, whole / units)


def compressed(content: bytes) -> str:
    """Base64 of gzip of some bytes; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode()

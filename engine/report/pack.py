"""Columns and facts packed into one piece of text that a page can hold: numbers once, in binary, compressed."""

import base64
import gzip
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

TYPES = {"float32": "f4", "int32": "i4", "uint8": "u1"}
"""Column types of a page, and what they are called there."""


def pack(columns: Mapping[str, NDArray[Any]], facts: Mapping[str, Any]) -> str:
    """Base64 of gzip of: length of the header (4 bytes, little endian), header (JSON), columns
    from the next multiple of 4 on.

    The header holds `facts`, and `columns` as name -> [type, first byte, values]. Raises `KeyError` for a column of
    another type.
    """
    places: dict[str, tuple[str, int, int]] = {}
    blocks: list[bytes] = []
    offset = 0
    for name, values in columns.items():
        block = _bytes(values)
        places[name] = (TYPES[values.dtype.name], offset, len(values))
        block += bytes(-len(block) % 4)
        blocks.append(block)
        offset += len(block)
    header = json.dumps({**facts, "columns": places}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = header.encode()
    text += b" " * (-len(text) % 4)
    return compressed(len(text).to_bytes(4, "little") + text + b"".join(blocks))


def _bytes(values: NDArray[Any]) -> bytes:
    """A column as bytes; of four bytes each as differences of their bits, all first bytes before all second ones, for
    what moves little compresses well so.
    """
    if values.dtype.itemsize == 1:
        return values.tobytes()
    bits = np.ascontiguousarray(values).view("<u4")
    moves = np.diff(bits, prepend=np.uint32(0))
    return moves.view(np.uint8).reshape(-1, 4).T.tobytes()


def column_of(kind: str, content: bytes, count: int) -> NDArray[Any]:
    """A column from the bytes that begin with its own: what the scripts of a page read.

    >>> column_of("f4", _bytes(np.array([1.5, 1.25], dtype=np.float32)), 2)
    array([1.5 , 1.25], dtype=float32)
    """
    if kind == "u1":
        return np.frombuffer(content, "u1", count)
    moves = np.frombuffer(content, np.uint8, 4 * count).reshape(4, -1).T.copy().view("<u4")[:, 0]
    return np.cumsum(moves, dtype=np.uint32).view(f"<{kind}")


def compressed(content: bytes) -> str:
    """Base64 of gzip of some bytes; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode()

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
        block = np.ascontiguousarray(values).tobytes()
        places[name] = (TYPES[values.dtype.name], offset, len(values))
        block += bytes(-len(block) % 4)
        blocks.append(block)
        offset += len(block)
    header = json.dumps({**facts, "columns": places}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = header.encode()
    text += b" " * (-len(text) % 4)
    return compressed(len(text).to_bytes(4, "little") + text + b"".join(blocks))


def compressed(content: bytes) -> str:
    """Base64 of gzip of some bytes; the same bytes give the same text."""
    return base64.b64encode(gzip.compress(content, compresslevel=9, mtime=0)).decode()

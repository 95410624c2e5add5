"""What a page has packed for its scripts."""

import base64
import gzip
import json
import re

import numpy as np

TYPES = {"f4": "<f4", "i4": "<i4", "u1": "<u1"}


def unpacked(packed):
    """(header, columns by name) of what `pack` made."""
    content = gzip.decompress(base64.b64decode(packed))
    length = int.from_bytes(content[:4], "little")
    assert (4 + length) % 4 == 0
    head = json.loads(content[4 : 4 + length])
    return head, {name: _column(content, 4 + length, *told) for name, told in head["columns"].items()}


def header(html):
    """The same of a page."""
    return unpacked(re.search(r'id="payload">([^<]+)<', html).group(1))


def _column(content, begin, kind, offset, count):
    size = int(kind[1])
    together = np.frombuffer(content, np.uint8, count * size, begin + offset).reshape(size, count)
    return np.ascontiguousarray(together.T).view(TYPES[kind]).reshape(count)

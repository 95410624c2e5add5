"""The frame of an Excel 97-2003 workbook (OLE compound file, BIFF8 records): enough to see
that it is whole, and its sheets.

Layout: [MS-CFB] 2.2-2.6 for the container, [MS-XLS] 2.4.28 (BoundSheet8) and 2.4.90 (Dimensions) for the records.
"""

import struct
from collections.abc import Iterator
from itertools import islice

from data.fetch.failures import Unusable

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LARGEST, _END, _FREE = 0xFFFFFFFA, 0xFFFFFFFE, 0xFFFFFFFF
_MOST_SHEETS, _FIRST_RECORDS = 100, 1_000
"""Sheets that are looked at, and records of one among which its size stands: it comes before the cells."""
_EOF, _SHEET, _DIMENSIONS = 0x0A, 0x85, 0x200


def sheets(body: bytes) -> dict[str, int]:
    """Rows of each sheet, by name, as the sheet itself counts them. Raises `Unusable` when the body is no
    workbook or a part of it is missing.
    """
    if not body.startswith(_MAGIC):
        raise Unusable("the body is not an Excel 97-2003 workbook")
    try:
        stream = _workbook(body)
        return {name: _rows(stream, at) for name, at in islice(_sheets(stream), _MOST_SHEETS)}
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise Unusable("the workbook is damaged or cut") from error


def _workbook(body: bytes) -> bytes:
    """The stream of that name inside the container."""
    # the size of a sector stands as a power of two
    size = {9: 512, 12: 4096}.get(struct.unpack_from("<H", body, 30)[0], len(body))
    table = _allocation(body, size)
    used = max((index for index, entry in enumerate(table) if entry != _FREE), default=0)
    # where the last sector in use is not there, the file was cut
    _sector(body, size, used)
    directory = _chain(body, size, table, struct.unpack_from("<I", body, 48)[0])
    for entry in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, entry + 64)[0]
        if directory[entry : entry + max(length - 2, 0)].decode("utf-16-le") == "Workbook":
            start, count = struct.unpack_from("<II", directory, entry + 116)
            return _chain(body, size, table, start)[:count]
    raise Unusable("the body holds no Excel 97-2003 workbook")


def _allocation(body: bytes, size: int) -> tuple[int, ...]:
    """The table that says for each sector which comes after it."""
    count, more = struct.unpack_from("<I", body, 44)[0], struct.unpack_from("<I", body, 68)[0]
    if count > len(body) // size:
        raise IndexError
    places = list(struct.unpack_from("<109I", body, 76))
    while more <= _LARGEST and len(places) < count:
        *further, more = struct.unpack(f"<{size // 4}I", _sector(body, size, more))
        places += further
    return struct.unpack(f"<{count * size // 4}I", b"".join(_sector(body, size, place) for place in places[:count]))


def _chain(body: bytes, size: int, table: tuple[int, ...], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector != _END:
        if len(parts) > len(body) // size:
            raise Unusable("the sectors of the workbook lead round in a circle")
        parts.append(_sector(body, size, sector))
        sector = table[sector]
    return b"".join(parts)


def _sector(body: bytes, size: int, number: int) -> bytes:
    """One sector. Raises `IndexError` when the file ends before it does."""
    # the header takes the place of a sector before number 0
    part = body[(number + 1) * size : (number + 2) * size]
    if len(part) < size:
        raise IndexError
    return part


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records from a place to the end of the part that begins there."""
    kind = -1
    while kind != _EOF:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, record in _records(stream, 0):
        if kind == _SHEET:
            wide = record[7] & 1
            yield (
                record[8 : 8 + record[6] * (1 + wide)].decode("utf-16-le" if wide else "latin-1"),
                *struct.unpack_from("<I", record),
            )


def _rows(stream: bytes, at: int) -> int:
    for kind, record in islice(_records(stream, at), _FIRST_RECORDS):
        if kind == _DIMENSIONS:
            first, past = struct.unpack_from("<II", record)
            return max(int(past - first), 0)
    return 0

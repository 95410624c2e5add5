"""Writing a body to a file as it arrives: never more than the limit, and never half of it taken for the whole."""

import zlib
from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO

from data.fetch.failures import TryAgain, Unusable


def check_frame(headers: Mapping[str, str], most_bytes: int) -> None:
    """Raises `Unusable` when the headers announce too much, or nothing that would show that the body was cut."""
    announced = headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most_bytes:
        raise Unusable(f"the server announced {int(announced):,} bytes, more than the {most_bytes:,} allowed")
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    if not (announced.isdigit() or chunked or _is_gzip(headers)):
        raise Unusable("the server did not say how long the body is, so nobody could tell if it was cut")


def write_body(blocks: Iterable[bytes], headers: Mapping[str, str], into: BinaryIO, most_bytes: int) -> None:
    """Write the blocks of a body, unpacked, to a file. Raises `Unusable` past the limit,
    `TryAgain` when the end is missing.
    """
    # 16 + 15: a gzip frame with the largest window, and its checksum is looked at
    unpacker = zlib.decompressobj(wbits=31) if _is_gzip(headers) else None
    unpack: Callable[[bytes, int], bytes] = unpacker.decompress if unpacker else lambda block, _most: block
    left = most_bytes
    for block in blocks:
        # one byte more than allowed tells that there is more; the rest of a bomb is never unpacked
        plain = _plain(unpack, block, left + 1)
        left -= len(plain)
        if left < 0:
            raise Unusable(f"the body is longer than the {most_bytes:,} bytes allowed")
        into.write(plain)
    if unpacker and not unpacker.eof:
        raise TryAgain("the compressed body broke off", Unusable)


def _plain(unpack: Callable[[bytes, int], bytes], block: bytes, most: int) -> bytes:
    try:
        return unpack(block, most)
    except zlib.error as error:
        raise Unusable("the compressed body is damaged") from error


def _is_gzip(headers: Mapping[str, str]) -> bool:
    """Whether the body is packed. Raises `Unusable` for a packing nobody asked for."""
    packing = headers.get("content-encoding", "identity").strip().lower()
    if packing not in {"identity", "gzip", "x-gzip", ""}:
        raise Unusable(f"the body is packed as {packing!r}, which was not asked for")
    return packing.endswith("gzip")

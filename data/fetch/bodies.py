"""Writing a body to a file as it arrives: never more than the limit, and never half of it taken for the whole."""

import zlib
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from data.fetch.failures import TryAgain, Unusable
from data.fetch.headers import count_of, is_gzip, packing_of
from data.fetch.stranger import excerpt

MOST_MEMBERS = 10_000
"""Parts of a packed body; a file packed in pieces of 64 kB has a fortieth of it."""


def check_frame(headers: Mapping[str, str], most_bytes: int) -> None:
    """Raises `Unusable` when the headers announce too much, or nothing that would show that the body was cut."""
    announced = count_of(headers.get("content-length"))
    if announced is not None and announced > most_bytes:
        raise Unusable(f"the server announced {announced:,} bytes, more than the {most_bytes:,} allowed")
    chunked = "chunked" in headers.get("transfer-encoding", "").lower()
    # a packed body says where a part of it ends, and not that it was the last
    if announced is None and not chunked:
        raise Unusable("the server did not say how long the body is, so nobody could tell if it was cut")


def write_body(blocks: Iterable[bytes], headers: Mapping[str, str], into: BinaryIO, most_bytes: int) -> None:
    """Write the blocks of a body, unpacked, to a file. Raises `Unusable` past the limit, which holds for what arrives
    and for what comes out of it, `TryAgain` when the end is missing.
    """
    unpacker = Gunzip() if _packed(headers) else None
    left = arriving = most_bytes
    for block in blocks:
        arriving -= len(block)
        # one byte more than allowed tells that there is more; the rest of a bomb is never unpacked
        plain = unpacker.plain(block, left + 1) if unpacker else block
        left -= len(plain)
        if min(left, arriving) < 0:
            raise Unusable(f"the body is longer than the {most_bytes:,} bytes allowed")
        into.write(plain)
    if unpacker and not unpacker.whole:
        raise TryAgain("the compressed body broke off", Unusable)


class Gunzip:
    """Unpacks a gzip body of one or more members, each of which is checked against its own sum."""

    def __init__(self) -> None:
        self._members, self._member = 0, _member()

    @property
    def whole(self) -> bool:
        """Whether what came so far ends with the end of a member."""
        return self._member.eof

    def plain(self, block: bytes, most: int) -> bytes:
        """What a block holds, at most so many bytes. Raises `Unusable` where it is damaged."""
        parts, room = list[bytes](), most
        while block and room > 0:
            if self._member.eof and not (block := self._next(block)):
                break
            parts.append(self._unpacked(block, room))
            room -= len(parts[-1])
            block = self._member.unused_data
        return b"".join(parts)

    def _next(self, block: bytes) -> bytes:
        """The block from the next member on; nothing where only padding follows."""
        rest = block.lstrip(b"\0")
        if rest:
            self._members, self._member = self._members + 1, _member()
            if self._members > MOST_MEMBERS:
                raise Unusable("the compressed body is damaged")
        return rest

    def _unpacked(self, block: bytes, most: int) -> bytes:
        try:
            return self._member.decompress(block, most)
        except zlib.error as error:
            raise Unusable("the compressed body is damaged") from error


def _member() -> "zlib._Decompress":
    # 16 + 15: a gzip frame with the largest window, and its checksum is looked at
    return zlib.decompressobj(wbits=31)


def _packed(headers: Mapping[str, str]) -> bool:
    """Whether the body is packed. Raises `Unusable` for a packing nobody asked for."""
    packed = is_gzip(headers)
    if packed is None:
        raise Unusable(f"the body is packed as {excerpt(packing_of(headers))!r}, which was not asked for")
    return packed

"""Files read within bounds: ordinary files only, so many bytes at most, and nested no deeper than a person writes."""

import errno
import json
import os
import re
import stat
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from data.base.replacing import KINDS

MOST_TOML, MOST_JSON = 1 << 20, 1 << 24
"""Bytes of a file of settings, and of one that tells of a result."""
DEEPEST = 60
"""Levels of tables and lists in one another."""
_MOST_DOTS = 1_000
_MORE = 1 << 16
"""Bytes that are read at once of a file that grows meanwhile."""
_MOST_OF_NAME = 80
_WHOLE = range(-(1 << 63), 1 << 63)
"""Whole numbers that every reader of TOML knows."""


class NestedTooDeeplyError(tomllib.TOMLDecodeError):
    """A text has more levels in one another than are read; the message says how many that is."""

    def __init__(self) -> None:
        super().__init__(f"is nested too deeply: it has more than {DEEPEST} tables or lists in one another")


class TooLargeError(tomllib.TOMLDecodeError):
    """A text has a whole number that is larger than are read; the message says where and how large they are."""

    def __init__(self, place: str = "a number") -> None:
        super().__init__(
            f"{place[:_MOST_OF_NAME]} is a whole number of more than 64 bits; give one from {_WHOLE[0]} to {_WHOLE[-1]}"
        )


def require_regular(path: Path) -> int:
    """Bytes of an ordinary file. Raises `OSError`, with what it is, for anything else."""
    return _bytes_of(path, path.stat())


def read_bytes(path: Path, most: int) -> bytes:
    """A file of at most `most` bytes. Raises `OSError` for one that cannot be read, that is larger, or that is no
    ordinary file: a pipe or a device may never end, and files of the system do not say how long they are.
    """
    require_regular(path)
    # it may have become a pipe since: opened so, none is waited for
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        said = _bytes_of(path, os.fstat(handle))
        if said > most:
            raise too_large(path, said, most)
        # so many are set aside at once
        content = file.read(said + 1) or b""
        while 0 < said < len(content) <= most and (more := file.read(_MORE)):
            content += more
    if content and not said:
        raise OSError(errno.EINVAL, "it is a file of the system, and only ordinary files are read", str(path))
    if len(content) > most:
        raise too_large(path, len(content), most)
    return content


def read_start(path: Path, count: int) -> bytes:
    """The first `count` bytes of an ordinary file. Raises `OSError` as `read_bytes` does."""
    if not require_regular(path):
        return b""
    with path.open("rb") as file:
        return file.read(count)


def too_large(path: Path, found: int, most: int) -> OSError:
    """The error of a file that has more bytes than are read."""
    return OSError(errno.EFBIG, f"it has {in_words(found)}, and at most {in_words(most)} are read", str(path))


def in_words(count: int) -> str:
    """Bytes as people say them."""
    return f"{count:,} bytes" if count < 10_000 else f"{count / 1e6:,.2f} MB"


def read_text(path: Path, most: int = MOST_JSON, encoding: str = "utf-8") -> str:
    """A file of text, its line ends those of Unix. Raises `OSError` as `read_bytes` does, `ValueError` for what is no
    such text.
    """
    text = read_bytes(path, most).decode(encoding)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_toml(path: Path, most: int = MOST_TOML) -> dict[str, Any]:
    """A file of TOML, with or without a byte order mark. Raises `OSError` as `read_bytes` does, `ValueError` for what
    is none.
    """
    return toml_of(read_text(path, most, "utf-8-sig"))


def read_json(path: Path, most: int = MOST_JSON) -> dict[str, Any]:
    """A file that holds one object of JSON. Raises `OSError` as `read_bytes` does, `ValueError` for what is none."""
    return json_of(read_text(path, most))


def toml_of(text: str) -> dict[str, Any]:
    """The tables of TOML. Raises `ValueError` for what is none, `NestedTooDeeplyError` for too many levels,
    `TooLargeError` for a whole number of more than 64 bits.
    """
    # the parser takes time with the square of the dots of a key
    if text.count(".") > _MOST_DOTS and any(part.count(".") > _MOST_DOTS for part in re.split(r"[=,{\n]", text)):
        raise NestedTooDeeplyError
    try:
        found = _not_too_deep(tomllib.loads(text))
    except RecursionError:
        raise NestedTooDeeplyError from None
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # of a number with more digits than Python reads
        raise TooLargeError from None
    for place in _too_large(found):
        raise TooLargeError(place)
    return found


def json_of(text: str | bytes) -> dict[str, Any]:
    """One object of JSON, whose numbers are finite. Raises `ValueError` for what is none, `NestedTooDeeplyError` for
    too many levels, `TooLargeError` for a whole number of more than 64 bits.
    """
    try:
        found = json.loads(text, parse_constant=_not_finite, parse_int=_whole)
    except RecursionError:
        raise NestedTooDeeplyError from None
    if not isinstance(found, dict):
        raise ValueError("is no object of JSON")  # noqa: TRY004  (of a text, not of an argument)
    return _not_too_deep(found)


def _not_too_deep(found: dict[str, Any]) -> dict[str, Any]:
    level: list[Any] = [found]
    for _ in range(DEEPEST + 1):
        nested = ([*one.values()] if isinstance(one, dict) else one for one in level if isinstance(one, dict | list))
        level = [below for one in nested for below in one]
        if not level:
            return found
    raise NestedTooDeeplyError


def _too_large(found: object, place: str = "") -> Iterator[str]:
    """Names of the whole numbers that are too large."""
    if isinstance(found, dict):
        for name, below in found.items():
            yield from _too_large(below, f"{place}.{name}" if place else name)
    elif isinstance(found, list):
        for below in found:
            yield from _too_large(below, place)
    elif isinstance(found, int) and found not in _WHOLE:
        yield place


def _whole(text: str) -> int:
    if len(text) > len(str(_WHOLE[0])) or (found := int(text)) not in _WHOLE:
        raise TooLargeError
    return found


def _not_finite(name: str) -> float:
    raise ValueError(f"has {name}, and its numbers must be finite")


def _bytes_of(path: Path, found: os.stat_result) -> int:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    for is_kind, kind in KINDS:
        if is_kind(found.st_mode):
            raise OSError(errno.EINVAL, f"it is {kind}, and only ordinary files are read", str(path))
    return found.st_size

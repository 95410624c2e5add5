"""What a file is, from its size and its first block: refused here, before anything of it is kept in memory."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.base.bounded import read_bytes, read_start, require_regular
from data.base.finding import Finding, Refused
from data.base.saying import UNSAID, Saying, said
from data.intake.reading.chart import is_chart

BLOCK = 65_536
LIMIT = 64 * 2**20
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f]")
_JSON = re.compile(rb"""\{|\[\s*([\[{"\]]|-?\d[\d.eE+-]*\s*[,\]]|(true|false|null)\b)""")
"""How JSON begins: an object, or a list of what JSON has, and no name in brackets."""
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
ZIP, PARQUET, OLE = b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Head:
    """Name, size in bytes and first block of a file; `limit` is the size that is read."""

    name: str
    size: int
    block: bytes
    limit: int = LIMIT

    @property
    def text(self) -> bytes:
        """The block without a byte-order mark and white space before it."""
        return self.block.removeprefix(b"\xef\xbb\xbf").lstrip()

    @property
    def packed(self) -> bool:
        """Whether it is a zip, a workbook (old ones are OLE) or Parquet, whose bytes are no text."""
        return self.block.startswith((ZIP, PARQUET, OLE))


ByteCheck = Callable[[Head], Saying]
"""The problem, to stand after the file's name; empty where there is none."""


def empty_file(head: Head) -> Saying:
    """Nothing but white space."""
    return UNSAID if head.text else said("head.empty")


def web_page(head: Head) -> Saying:
    """HTML or XML where a table is expected."""
    start = head.text[:512].lower()
    if not start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body")):
        return UNSAID
    title = re.search(rb"<title[^>]*>(.*?)</title>", head.text, re.DOTALL | re.IGNORECASE)
    told = said("head.title", title=_shown(title[1])) if title else UNSAID
    return said("head.web_page", title=told)


def json_body(head: Head) -> Saying:
    """JSON, mostly the error message of a download."""
    if not _JSON.match(head.text) or is_chart(head.text):
        return UNSAID
    try:
        told = json.dumps(json.loads(head.text), ensure_ascii=False)
    except (ValueError, RecursionError):
        told = _shown(head.text)
    return said("head.json", text=told[:120])


def document(head: Head) -> Saying:
    """A format that holds no table this program reads, or a packed one."""
    formats = {
        b"%PDF": "head.pdf",
        b"\x1f\x8b": "head.gzip",
        b"BZh": "head.bzip2",
        b"\xfd7zXZ": "head.xz",
        b"\x89PNG": "head.picture",
    }
    return next(
        (said("head.document", what=said(what)) for magic, what in formats.items() if head.block.startswith(magic)),
        UNSAID,
    )


def binary_junk(head: Head) -> Saying:
    """Bytes that no text has."""
    if head.packed or head.block.startswith(_UTF16) or utf16(head.block):
        return UNSAID
    found = _CONTROL.search(head.block)
    return said("head.binary", byte=head.block[found.start()], place=found.start()) if found else UNSAID


def too_large(head: Head) -> Saying:
    """More than a daily history can be."""
    return (
        said("head.too_large", size=head.size / 2**20, limit=head.limit // 2**20) if head.size > head.limit else UNSAID
    )


BYTE_CHECKS: tuple[ByteCheck, ...] = (empty_file, web_page, json_body, document, binary_junk, too_large)


def read_whole(path: Path, limit: int = LIMIT) -> tuple[Head, bytes]:
    """(head, content) of a file of at most so many bytes. Raises `Refused` where there is none to read, or where a
    check of `BYTE_CHECKS` finds something.
    """
    try:
        if path.is_dir():
            raise Refused([_whole(path.name, "unreadable", said("head.not_a_file"), "not-a-file")])
        size = require_regular(path)
        content = read_bytes(path, limit) if size <= limit else read_start(path, BLOCK)
    except (OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise Refused([_whole(str(path), "unreadable", said("head.unreadable", reason=reason))]) from None
    head = Head(path.name, size, content[:BLOCK], limit)
    for check in BYTE_CHECKS:
        problem = check(head)
        if problem:
            name = check.__name__
            raise Refused([_whole(head.name, name, problem)])
    return head, content


def utf16(content: bytes) -> str:
    """`utf-16-le` or `utf-16-be` where bytes without a mark look like it, else empty: every other
    byte of digits and commas is zero.

    >>> utf16("Date,Close".encode("utf-16-le")), utf16("Date,Close".encode("utf-16-be")), utf16(b"Date,Close")
    ('utf-16-le', 'utf-16-be', '')
    """
    block = content[: BLOCK // 2 * 2]
    for coding, zeros, others in (("utf-16-le", block[1::2], block[::2]), ("utf-16-be", block[::2], block[1::2])):
        if zeros.count(0) * 8 >= len(zeros) and others.count(0) * 10 < zeros.count(0):
            text = block.decode(coding, "ignore")
            if re.search(r"[\d,;\t]", text) and not _CONTROL.search(text.encode("utf-8", "ignore")):
                return coding
    return ""


def other_workbook(name: str) -> Finding:
    """The finding about a workbook of a sort that is not read."""
    return _whole(name, "document", said("head.other_workbook"))


def _whole(name: str, check: str, problem: Saying, why: str = "") -> Finding:
    check = check.replace("_", "-")
    return Finding(check, "error", name, None, "", "", problem, said(f"why.{why or check}"))


def _shown(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())[:80]

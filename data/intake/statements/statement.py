"""A statement of a broker, read by what it is."""

from pathlib import Path

from data.base.bounded import read_bytes, read_start, require_regular
from data.base.errors import DataError
from data.base.meant import file_hint
from data.contracts.calendars import SessionCalendar
from data.intake.dated_tables import path_and_words
from data.intake.reading.head import LIMIT
from data.intake.statements.flex import read_flex
from data.intake.statements.plain import read_plain
from data.intake.statements.rows import Statement

_BEGIN = 64


def read_statement(file: Path | str, calendar: SessionCalendar, currency: str) -> Statement:
    """What a file says of an account: a Flex statement of Interactive Brokers (XML), or a table with our columns;
    `currency` where a table has none.

    Raises `DataError` with one sentence for what is neither or is damaged, and `Refused` with all findings where cells
    of a table cannot be read.
    """
    path, _ = path_and_words(file)
    try:
        begin, size = read_start(path, _BEGIN), require_regular(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DataError(f"{path}: cannot be read ({reason}); {file_hint(Path(path))}") from None
    if not _is_xml(begin):
        return read_plain(file, calendar, currency)
    if size > LIMIT:
        raise DataError(f"{path.name}: has {size:,} bytes; a statement of a month has fewer")
    return read_flex(read_bytes(path, LIMIT), path.name, calendar)


def _is_xml(begin: bytes) -> bool:
    """Whether a file begins as XML does, in UTF-8 or UTF-16, and not as a web page."""
    bare = begin.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n").lower()
    return bare.startswith((b"<?xml", b"<flex", b"<!doctype")) and not bare.startswith((b"<!doctype html", b"<html"))

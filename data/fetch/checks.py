"""What a body must be before it is kept: of its kind, whole, with its columns, and no shorter than the one before."""

import csv
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from data.fetch.failures import Unusable
from data.fetch.series import BodyShape, Download
from data.fetch.store import Record
from data.fetch.workbook import sheets

SLACK = timedelta(days=10)
"""How much later than asked a history may start: holidays and weekends."""
ROLLING_SHARE = 0.9
"""The least rows a rolling history keeps from one fetch to the next."""
EPOCH = date(1970, 1, 1)
MOST_UNZIPPED = 64 * 2**20


class Extent(NamedTuple):
    """How much a body holds; a workbook's dates are not looked at."""

    rows: int
    first: date | None = None
    last: date | None = None


def extent(body: bytes, shape: BodyShape) -> Extent:
    """How much a body of a shape holds. Raises `Unusable` when it is not of that shape."""
    if not body.strip():
        raise Unusable("the body is empty")
    if body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        raise Unusable(f"the server sent a web page instead of data{_titled(body)}")
    return _READERS[shape.kind](body, shape)


def check_history(now: Extent, download: Download, before: Record | None) -> None:
    """Raises `Unusable` when a history starts later than it should, or is shorter than the kept one."""
    late = now.first and not download.series.rolling and now.first > download.since + SLACK
    if late:
        raise Unusable(f"the history starts on {now.first}, but {download.since} was asked for")
    for problem in _shrunken(now, before, rolling=download.series.rolling) if before else ():
        raise Unusable(f"{problem}; move {download.file} and {download.name}.json away to accept it")


def _shrunken(now: Extent, before: Record, *, rolling: bool) -> Iterable[str]:
    least = (before.rows or 0) * (ROLLING_SHARE if rolling else 1)
    if now.rows < least:
        yield f"the file has shrunk from {before.rows} rows to {now.rows}"
    if now.first and before.first and now.first > before.first and not rolling:
        yield f"the history starts on {now.first}, that of the kept file on {before.first}"
    if now.last and before.last and now.last < before.last:
        yield f"the history ends on {now.last}, that of the kept file on {before.last}"


def _of_csv(body: bytes, shape: BodyShape) -> Extent:
    if body.startswith((b"{", b"[")):
        raise Unusable(f"the server sent a JSON message instead of data: {_excerpt(body)}")
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unusable("the body is not CSV text") from error
    header = [name.strip() for name in lines[0]]
    _check_columns(shape.columns, header)
    return _span(_dates(lines, header.index(shape.columns[0]), len(header), shape))


def _dates(lines: Sequence[list[str]], place: int, width: int, shape: BodyShape) -> Iterable[date]:
    read = date.fromisoformat if shape.dates == "iso" else _us_date
    for number, line in enumerate(lines[1:], start=2):
        if not line:
            continue
        if len(line) < width:
            raise Unusable(
                f"line {number} of {len(lines)} has {len(line)} columns, the header {width}: the file is cut"
            )
        try:
            yield read(line[place].strip())
        except ValueError as error:
            raise Unusable(f"line {number}: {_excerpt(line[place].encode())!r} is not a date") from error


def _us_date(text: str) -> date:
    month, day, year = text.split("/")
    return date(int(year), int(month), int(day))


def _of_zip(body: bytes, shape: BodyShape) -> Extent:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            (member,) = archive.infolist()
            if member.file_size > MOST_UNZIPPED:
                raise Unusable(f"the archive unpacks to {member.file_size:,} bytes, more than {MOST_UNZIPPED:,}")
            return _of_csv(archive.read(member), shape)
    except ValueError as error:
        if isinstance(error, Unusable):
            raise
        raise Unusable("the archive does not hold one file") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Unusable("the archive is damaged or cut") from error


def _of_chart(body: bytes, shape: BodyShape) -> Extent:
    try:
        chart = json.loads(body)["chart"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Unusable(f"the body is not a chart in JSON: {_excerpt(body)}") from error
    if chart.get("error"):
        raise Unusable(f"the server sent an error: {_excerpt(str(chart['error'].get('description')).encode())}")
    try:
        return _of_result(chart["result"][0], shape)
    except (KeyError, IndexError, TypeError, OverflowError) as error:
        raise Unusable("the chart has no prices by day") from error


def _of_result(result: dict[str, Any], shape: BodyShape) -> Extent:
    quote, seconds = result["indicators"]["quote"][0], result["timestamp"]
    _check_columns(shape.columns, list(quote))
    lengths = {name: len(quote[name]) for name in shape.columns}
    if set(lengths.values()) != {len(seconds)}:
        raise Unusable(f"the chart has {len(seconds)} days, but its columns {lengths}")
    step = result["meta"]["dataGranularity"]
    if step != "1d":
        raise Unusable(f"the chart was asked for by day, but came by {_excerpt(str(step).encode())}")
    offset = result["meta"]["gmtoffset"]
    # times are UTC, and the session's day is that of its exchange
    return _span(EPOCH + timedelta(days=(second + offset) // 86_400) for second in seconds)


def _of_workbook(body: bytes, shape: BodyShape) -> Extent:
    found = sheets(body)
    _check_columns(shape.columns, list(found), "sheets")
    return Extent(found[shape.columns[0]])


def _check_columns(expected: Sequence[str], found: Sequence[str], what: str = "columns") -> None:
    missing = [name for name in expected if name not in found]
    if missing:
        told = _excerpt(", ".join(found).encode(), 200)
        raise Unusable(f"{what} expected: {', '.join(expected)}; missing: {', '.join(missing)}; found: {told}")


def _span(days: Iterable[date]) -> Extent:
    seen = list(days)
    if not seen:
        raise Unusable("there is not a single row below the header")
    return Extent(len(seen), min(seen), max(seen))


def _titled(body: bytes) -> str:
    title = re.search(rb"<title[^>]*>(.*?)</title", body[:10_000], re.IGNORECASE | re.DOTALL)
    return f": {_excerpt(title[1])}" if title else ""


def _excerpt(text: bytes, most: int = 80) -> str:
    """The beginning of what a stranger wrote, in one line without control characters."""
    line = " ".join(text[: 4 * most].decode("utf-8", "replace").split())
    plain = "".join(letter for letter in line if letter.isprintable())
    return plain if len(plain) <= most else f"{plain[:most]}..."


_READERS: dict[str, Callable[[bytes, BodyShape], Extent]] = {
    "csv": _of_csv,
    "zip": _of_zip,
    "chart": _of_chart,
    "xls": _of_workbook,
}

"""What a body must be before it is kept: of its kind, whole, with its columns, and no shorter than the one before."""

import csv
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from data.fetch.failures import Unusable
from data.fetch.series import BodyShape, Download
from data.fetch.sound_rows import check_days, check_numbers
from data.fetch.store import Record
from data.fetch.stranger import excerpt
from data.fetch.workbook import sheets

SLACK = timedelta(days=10)
"""How much later than asked a history may start: holidays and weekends."""
ROLLING_SHARE = 0.9
"""The least rows a rolling history keeps from one fetch to the next."""
EPOCH = date(1970, 1, 1)
MOST_TEXT = 8 * 2**20
"""Bytes of a text that is read: the longest chart, of the days since 1927, has 3 MB."""
MOST_LINES = 200_000
AHEAD = timedelta(days=2)
"""How far a history may be ahead of the day here (UTC): the next day has begun elsewhere, and clocks differ."""
_PACKINGS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstandard", 95: "xz", 98: "PPMd"}
"""Ways to pack that an archive names by number, beside stored and deflated."""


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
    if shape.kind in {"csv", "chart"} and len(body) > MOST_TEXT:
        raise Unusable(f"the body has {len(body):,} bytes, more than the {MOST_TEXT:,} of a daily history")
    return _READERS[shape.kind](body, shape)


def check_history(now: Extent, download: Download, before: Record | None, today: date) -> None:
    """Raises `Unusable` when a history starts later than it should, ends after today, or is shorter than the kept
    one.
    """
    if now.last and now.last > today + AHEAD:
        raise Unusable(f"the history ends on {now.last}, after today, {today}")
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
        raise Unusable(f"the server sent a JSON message instead of data: {excerpt(body)}")
    # a line may end in either way, and in both
    if max(body.count(b"\n"), body.count(b"\r")) > MOST_LINES:
        raise Unusable(f"the body has more than {MOST_LINES:,} lines, which no daily history has")
    try:
        lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unusable("the body is not CSV text") from error
    header = [name.strip() for name in lines[0]] if lines else []
    _check_columns(shape.columns, header)
    found = _span(_dates(lines, header.index(shape.columns[0]), len(header), shape))
    for name in shape.columns[1:]:
        place = header.index(name)
        check_numbers(name, [line[place] for line in lines[1:] if line])
    return found


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
        except (ValueError, OverflowError) as error:
            raise Unusable(f"line {number}: {excerpt(line[place])!r} is not a date") from error


def _us_date(text: str) -> date:
    month, day, year = text.split("/")
    return date(int(year), int(month), int(day))


def _of_zip(body: bytes, shape: BodyShape) -> Extent:
    return _of_csv(_only_member(body), shape)


def _only_member(body: bytes) -> bytes:
    """The one file of an archive, unpacked. Raises `Unusable` where there is no such thing."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            problem = "" if len(members) == 1 else "the archive does not hold one file"
            problem = problem or _not_unpacked(members[0])
            # asked for a number of bytes, it unpacks no more than these, whatever it says of its size
            content = b"" if problem else archive.open(members[0]).read(MOST_TEXT + 1)
    except (
        zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError,
        struct.error,
    ) as error:  # fmt: skip
        raise Unusable("the archive is damaged or cut") from error
    if problem:
        raise Unusable(problem)
    return content


def _not_unpacked(member: zipfile.ZipInfo) -> str:
    """Why a file of an archive is not unpacked; empty where it is."""
    if member.file_size > MOST_TEXT:
        return f"the archive unpacks to {member.file_size:,} bytes, more than {MOST_TEXT:,}"
    if member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return ""
    packing = _PACKINGS.get(member.compress_type, f"method {member.compress_type}")
    return f"the archive is packed with {packing}, and only deflate, which was always used, is unpacked"


def _of_chart(body: bytes, shape: BodyShape) -> Extent:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unusable(f"the body is not a chart in JSON: {excerpt(body)}") from error
    chart = answer.get("chart") if isinstance(answer, dict) else None
    if not isinstance(chart, dict):
        raise Unusable(f"the body is not a chart in JSON: {excerpt(body)}")
    if wrong := chart.get("error"):
        said = wrong.get("description", wrong) if isinstance(wrong, dict) else wrong
        raise Unusable(f"the server sent an error: {excerpt(str(said))}")
    try:
        return _of_result(chart["result"][0], shape)
    except (KeyError, IndexError, TypeError) as error:
        raise Unusable("the chart has no prices by day") from error


def _of_result(result: dict[str, Any], shape: BodyShape) -> Extent:
    quote, seconds = result["indicators"]["quote"][0], result["timestamp"]
    _check_columns(shape.columns, list(quote))
    lengths = {name: len(_listed(quote[name])) for name in shape.columns}
    if set(lengths.values()) != {len(_listed(seconds))}:
        raise Unusable(f"the chart has {len(seconds)} days, but its columns {lengths}")
    step = result["meta"]["dataGranularity"]
    if step != "1d":
        raise Unusable(f"the chart was asked for by day, but came by {excerpt(str(step))}")
    if (symbol := result["meta"].get("symbol")) != shape.symbol:
        raise Unusable(f"the chart is of {excerpt(str(symbol))}, but {shape.symbol} was asked for")
    for name in shape.columns:
        check_numbers(name, quote[name])
    return _span(_chart_days(seconds, _whole(result["meta"]["gmtoffset"])))


def _chart_days(seconds: list[Any], offset: int) -> Iterable[date]:
    # times are UTC, and the session's day is that of its exchange
    for number, second in enumerate(seconds, start=1):
        try:
            yield EPOCH + timedelta(days=(_whole(second) + offset) // 86_400)
        except (OverflowError, TypeError) as error:
            raise Unusable(f"day {number} of the chart: {excerpt(str(second))} is not a time") from error


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _whole(value: object) -> int:
    """A whole number, which neither a truth nor a fraction is."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _of_workbook(body: bytes, shape: BodyShape) -> Extent:
    found = sheets(body)
    _check_columns(shape.columns, list(found), "sheets")
    return Extent(found[shape.columns[0]])


def _check_columns(expected: Sequence[str], found: Sequence[str], what: str = "columns") -> None:
    missing = [name for name in expected if name not in found]
    if missing:
        told = excerpt(", ".join(found), 200)
        raise Unusable(f"{what} expected: {', '.join(expected)}; missing: {', '.join(missing)}; found: {told}")


def _span(days: Iterable[date]) -> Extent:
    seen = list(days)
    if not seen:
        raise Unusable("there is not a single row below the header")
    check_days(seen)
    return Extent(len(seen), min(seen), max(seen))


def _titled(body: bytes) -> str:
    title = re.search(rb"<title[^>]*>(.*?)</title", body[:10_000], re.IGNORECASE | re.DOTALL)
    return f": {excerpt(title[1])}" if title else ""


_READERS: dict[str, Callable[[bytes, BodyShape], Extent]] = {
    "csv": _of_csv,
    "zip": _of_zip,
    "chart": _of_chart,
    "xls": _of_workbook,
}

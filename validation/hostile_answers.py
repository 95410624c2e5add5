"""Answers of a malicious server, by chance: valid answers of public series, spoiled."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from data.fetch.public_series import SERIES
from data.fetch.series import Series

ANSWERS = Path(__file__).parents[1] / "tests" / "data" / "fetch" / "answers"
"""A valid answer of each source."""
_HUGE = 60_000
_EVIL_JSON = (
    b"null", b"[]", b'{"chart": []}', b'{"chart": "x"}', b'{"chart": null}', b"[" * 10_000, b'{"a":' * 10_000,
    b'{"chart": {"result": [null]}}', b'{"chart": {"result": {}}}', b'{"chart": {"error": "no"}}',
    b'{"chart": {"error": [1]}}', b"1e400", b"9" * 5_000, b"NaN", b'"\\ud800"',
)  # fmt: skip
_TIMES = ("NaN", "Infinity", "-1e308", "true", "null", '"x"', "[]", "99999999999999999999", "-9e18", "0.5", "1" * 4_400)
_WAITS = (
    "-1", "1e400", "soon", "", " ", "99999999999999999999", "0.5", "1" * 5_000, "²", "\x01", "Wed, 21 Oct 2015",
    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Wed, 21 Oct 99999 07:28:00 GMT", "0", "+1", "1, 2",
    "Wed, 21 Oct 2015 07:28:00 +9999", "Thu, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359",
)  # fmt: skip
_PLACES = (
    "/again", "https://xn--a/", "https://xn--\xff/", "https://xn--/", "https://xn--80ak6aa92e.com/x", "http://localhost/",
    "https://localhost:port/", "https://localhost:99999/", "https:///x", "//", "", "javascript:alert(1)",
    "file:///etc/passwd", "https://user:pass@localhost:{port}/x", "https://[::1/", "https://[v1.x]/", "\x00", "/\x1b",
    "https://" + "a" * 70_000, "https://l\u043ecalhost/", "https://localhost.evil.example/", "mailto:x", "https://\udcff/",
    "data:text/csv,a", "https://%6cocalhost:{port}/x", "https://LOCALHOST:{port}/x", "?" * 60_000, "/" + "../" * 9_000,
    "https://localhost:{port}/%zz", "https://127.0.0.1:{port}/x", "https://0x7f.1:{port}/x",
)  # fmt: skip
_HEADERS = (
    ("Content-Encoding", "br"), ("Content-Encoding", "gzip, gzip"), ("Content-Encoding", "GZIP "),
    ("Content-Encoding", "\x1b[31m"), ("Content-Length", "-5"), ("Content-Length", "9" * 30), ("Content-Length", "²"),
    ("Content-Length", "5, 5"), ("Content-Length", "0"), ("Content-Length", "9" * 5_000), ("Content-Length", "0x10"),
    ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "gzip, chunked"), ("Transfer-Encoding", "identity"),
    ("ETag", '"\x1b[31m\x07"'), ("ETag", "\xe9\xff"), ("ETag", '"' + "e" * 50_000 + '"'), ("ETag", '"a b"'),
    ("Last-Modified", "yesterday"), ("Last-Modified", "\xff"), ("Last-Modified", "Fri, 99 Zzz 99999 99:99:99 GMT"),
    ("Set-Cookie", "a=b; Expires=Wed, " + "1" * 5_000), ("Set-Cookie", "\x00=;;;=; domain=.; path=\xff"),
    ("Content-Type", "text/html"), ("Content-Type", "\xff/\x00"), ("Content-Range", "bytes 0-1/2"), ("Refresh", "0"),
    ("Connection", "close"), ("Connection", "upgrade"), ("Upgrade", "h2c"), ("X" * 3_000, "y"), ("Date", "\xff"),
    ("Bad Name", "x"), ("", "x"), ("Location", "https://evil.example/"), ("Retry-After", "-1"), ("Trailer", "x"),
)  # fmt: skip
_STATUSES = (
    100, 101, 102, 103, 199, 200, 201, 203, 204, 205, 206, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308, 400, 401,
    403, 404, 407, 408, 410, 418, 429, 451, 500, 502, 503, 504, 511, 599, 600, 999, 0,
)  # fmt: skip


class Reply(NamedTuple):
    """What is wrong with an answer, and what makes it: pieces of bytes, each with the seconds a server waits before."""

    what: str
    pieces: Callable[[], Iterator[tuple[float, bytes]]]


def valid(series: Series) -> bytes:
    """A valid body of a series."""
    return next(ANSWERS.glob(series.file.replace("{year}", "*"))).read_bytes()


def plain_reply(body: bytes) -> bytes:
    """A proper answer with a body."""
    head = f'HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nETag: "one"\r\nConnection: close\r\n\r\n'
    return head.encode() + body


def reply(rng: np.random.Generator, series: Series, port: int) -> Reply:
    """A spoiled answer of a series."""
    kind, seed = _KINDS[int(rng.integers(len(_KINDS)))], int(rng.integers(2**62))
    # made where it is sent: an answer may be large, and whoever tries thousands keeps what was tried
    return Reply(kind.__name__.strip("_"), lambda: kind(np.random.default_rng(seed), valid(series), port))


def one_of(rng: np.random.Generator, these: tuple[str, ...]) -> str:
    """One of some texts."""
    return these[int(rng.integers(len(these)))]


def _answer(body: bytes, status: int = 200, *headers: tuple[str, str], framed: bool = True) -> bytes:
    lines = [f"HTTP/1.1 {status:03d} Said", *(f"{name}: {value}" for name, value in headers)]
    if framed and not any(name in {"Content-Length", "Transfer-Encoding"} for name, _ in headers):
        lines.append(f"Content-Length: {len(body)}")
    head = "\r\n".join([*lines, "Connection: close", "", ""])
    return head.encode("latin-1", "replace") + body


def spoiled(rng: np.random.Generator, body: bytes) -> bytes:
    """A body with some bytes changed, cut out, doubled or put in."""
    spoiled = bytearray(body)
    for _ in range(int(rng.integers(1, 6))):
        at, size = int(rng.integers(len(spoiled) + 1)), int(rng.integers(1, 40))
        match int(rng.integers(5)):
            case 0:
                spoiled[at : at + 1] = bytes([int(rng.integers(256))])
            case 1:
                del spoiled[at : at + size]
            case 2:
                spoiled[at:at] = spoiled[at : at + size]
            case 3:
                spoiled[at:at] = rng.bytes(size)
            case _:
                del spoiled[at:]
    return bytes(spoiled)


def _changed_body(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    yield 0.0, _answer(spoiled(rng, body))


def _changed_cell(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    lines = body.decode("latin-1").split("\n")
    at = int(rng.integers(len(lines)))
    cells = lines[at].split(",")
    evil = ("", "nan", "inf", "1" * 5_000, "99999-01-01", "9999-12-31", "01/01/99999999999999999999", '"', "\x00", "²")
    cells[int(rng.integers(len(cells)))] = one_of(rng, evil)
    lines[at] = ",".join(cells)
    yield 0.0, _answer("\n".join(lines).encode("latin-1", "replace"))


def _evil_json(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    if rng.random() < 0.5 or not body.startswith(b"{"):
        yield 0.0, _answer(_EVIL_JSON[int(rng.integers(len(_EVIL_JSON)))])
        return
    chart = json.loads(body)
    result = chart["chart"]["result"][0]
    part = [result["timestamp"], result["meta"], result["indicators"]["quote"][0]][int(rng.integers(3))]
    keys = list(range(len(part))) if isinstance(part, list) else list(part)
    part[keys[int(rng.integers(len(keys)))]] = "EVIL"
    yield 0.0, _answer(json.dumps(chart).replace('"EVIL"', one_of(rng, _TIMES)).encode())


def _odd_wait(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    yield 0.0, _answer(body, int(rng.choice([429, 503, 500, 408])), ("Retry-After", one_of(rng, _WAITS)))


def _redirect(rng: np.random.Generator, _body: bytes, port: int) -> Iterator[tuple[float, bytes]]:
    place = one_of(rng, _PLACES).replace("{port}", str(port))
    head = f"HTTP/1.1 {int(rng.choice([301, 302, 303, 307, 308]))} Moved\r\nLocation: ".encode()
    coding = "utf-8" if rng.random() < 0.5 else "latin-1"
    yield 0.0, head + place.encode(coding, "replace") + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def _odd_header(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    headers = [_HEADERS[int(rng.integers(len(_HEADERS)))] for _ in range(int(rng.integers(1, 4)))]
    yield 0.0, _answer(body, 200, *headers, framed=rng.random() < 0.8)


def _odd_status(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    yield 0.0, _answer(body, int(rng.choice(_STATUSES)))


def _packed(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    parts = (
        gzip.compress(body) + gzip.compress(body), gzip.compress(body[:9]) + gzip.compress(body[9:]),
        gzip.compress(body)[: int(rng.integers(1, 60))], gzip.compress(body) + b"\0" * 40,
        gzip.compress(body) + b"junk", gzip.compress(b"0" * 9_000_000), gzip.compress(b"") * 12_000,
        spoiled(rng, gzip.compress(body)),
        zlib.compress(body), bz2.compress(body), lzma.compress(body), gzip.compress(gzip.compress(body)), body,
    )  # fmt: skip
    packed = parts[int(rng.integers(len(parts)))]
    yield 0.0, _answer(packed, 200, ("Content-Encoding", "gzip"))


def _archive(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    content = (body, b"Date,USD,JPY\n2024-01-02,1,2\n", b"\0" * 20_000_000, b"\n" * 3_000_000)[int(rng.integers(4))]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", methods[int(rng.integers(4))]) as archive:
        archive.writestr("a.csv", content)
    packed = made.getvalue()
    yield 0.0, _answer(spoiled(rng, packed) if rng.random() < 0.6 else packed)


def _drip(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    whole = _answer(body)
    at = int(rng.integers(len(whole)))
    yield 0.0, whole[:at]
    pause = float(rng.choice([0.02, 0.1, 5.0]))
    for byte in whole[at : at + 400]:
        yield pause, bytes([byte])


def _endless(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    match int(rng.integers(6)):
        case 0:
            start, more = b"", b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\n" * 20
        case 1:
            start, more = b"HTTP/1.1 200 OK\r\n", b"X-Flood: " + b"y" * 900 + b"\r\n"
        case 2:
            start, more = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"400\r\n" + b"z" * 1024 + b"\r\n"
        case 3:
            start, more = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1;" + b"e" * 500 + b"\r\nx\r\n"
        case 4:
            start = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
            member = gzip.compress(b"")
            more = b"%x\r\n%b\r\n" % (len(member), member) * 20
        case _:
            start, more = b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", body[:500]
    yield 0.0, start
    for _ in range(_HUGE):
        yield 0.0, more


def _no_http(rng: np.random.Generator, body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    starts = (
        b"", b"\r\n" * 50, b"HTTP/9.9 200 OK\r\n\r\n", b"HTTP/1.1 20 OK\r\n\r\n", b"HTTP/1.1 \xff\xfe\r\n\r\n",
        b"HTTP/1.0 200\r\n\r\n", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\nX: y\n\n", b"HTTP/1.1 200 OK\r\n : x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA\x00: b\r\n\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nx", rng.bytes(2_000),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nx\r\n0\r\n\r\n",
    )  # fmt: skip
    yield 0.0, starts[int(rng.integers(len(starts)))] + (body if rng.random() < 0.5 else b"")


def _large(rng: np.random.Generator, _body: bytes, _port: int) -> Iterator[tuple[float, bytes]]:
    contents = (
        b"\n",
        b",",
        b"a\n",
        b"aa,",
        b"<",
        b"0",
        b"[",
        b'{"":',
        b'"',
        b" ",
        b"observation_date,DTB3\n1954-01-04,1\n",
    )
    unit = contents[int(rng.integers(len(contents)))]
    yield 0.0, _answer(unit * (190_000 // len(unit)))


_KINDS: tuple[Callable[[np.random.Generator, bytes, int], Iterator[tuple[float, bytes]]], ...] = (
    _changed_body, _changed_cell, _evil_json, _odd_wait, _redirect, _odd_header, _odd_status, _packed, _archive, _drip,
    _endless, _no_http, _large,
)  # fmt: skip
NAMES = tuple(one.name for one in SERIES)

"""A local server over TLS that answers what it is told to, the bodies of every source, and a clock that waits for
nobody.
"""

import csv
import gzip
import io
import json
import ssl
import struct
import threading
import zipfile
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
import trustme

from data.fetch.clock import Clock
from data.fetch.fetching import Fetcher
from data.fetch.patience import FetchLimits
from data.fetch.public_series import SERIES
from data.fetch.series import downloads
from data.fetch.store import Store
from data.fetch.web import Web, open_client

TODAY = datetime(2024, 3, 15, 21, 0, tzinfo=UTC)
SMALL = FetchLimits(connect=2.0, read=0.15, most_bytes=200_000)


@dataclass
class Reply:
    """What the server says: `cut` sends only so many bytes, `silent` sends no body until the client hangs up, `framed`
    announces its length.
    """

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: int | None = None
    silent: bool = False
    framed: bool = True
    packed: bool = False


class Server(ThreadingHTTPServer):
    """Answers with the replies in turn, the last one again and again; remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.replies, self.asked = [], []
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def origin(self):
        return f"https://localhost:{self.server_port}"

    def say(self, *replies):
        self.replies = list(replies)

    def handle_error(self, request, client_address):
        """A client that hangs up is what some tests are about."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        reply = self.server.replies.pop(0) if len(self.server.replies) > 1 else self.server.replies[0]
        body = gzip.compress(reply.body) if reply.packed else reply.body
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.packed:
            self.send_header("Content-Encoding", "gzip")
        if reply.framed:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if reply.silent:
            self.rfile.read(1)
        self.wfile.write(body[: reply.cut])
        self.close_connection = reply.cut is not None or not reply.framed


class FakeTime:
    """Time that passes only where somebody sleeps, and by `step` seconds at each look."""

    def __init__(self):
        self.now, self.seconds, self.step, self.slept = TODAY, 1000.0, 0.0, []

    def elapsed(self):
        self.seconds += self.step
        return self.seconds

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.seconds += seconds

    @property
    def clock(self):
        return Clock(lambda: self.now, self.elapsed, self.sleep, lambda: 0.5)


@pytest.fixture(scope="session")
def authority():
    return trustme.CA()


def certified(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(scope="session")
def certificate(authority):
    return certified(authority)


@pytest.fixture
def server(certificate):
    running = Server(certificate)
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture(scope="session")
def trusting(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(context)
    return context


@pytest.fixture
def fake():
    return FakeTime()


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "kept")


@pytest.fixture
def no_proxy(monkeypatch):
    """A proxy of the machine has no business between a test and its own server."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(no_proxy, trusting, fake):
    """Makes a `Web` whose client trusts the test's authority (or the context given)."""
    clients = []

    def build(limits=SMALL, context=trusting):
        clients.append(open_client(limits, context))
        return Web(clients[-1], fake.clock, limits)

    yield build
    for client in clients:
        client.close()


@pytest.fixture
def local(server):
    """Downloads of a series with their publisher's host replaced by the test's server."""

    def build(name, since=None, today=TODAY):
        (series,) = (one for one in SERIES if one.name == name)
        planned = downloads(series, since, today.date())
        return [replace(one, url=server.origin + httpx.URL(one.url).raw_path.decode()) for one in planned]

    return build


@pytest.fixture
def fetch(server, local, opened, store, fake):
    """Fetch a series from the server, which gives these replies; the outcome of its last download."""

    def run(name, *replies, limits=SMALL, since=None, force=False):
        server.say(*replies)
        fetcher = Fetcher(store, opened(limits), fake.clock, force=force)
        return list(fetcher.fetch_all(local(name, since, fake.now)[-1:], lambda _download: None))[-1]

    return run


def days_from(first, count):
    return [first + timedelta(days=n) for n in range(count)]


def csv_text(columns, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue().encode()


def fred(code, days):
    return csv_text(["observation_date", code], [[day, "." if n == 3 else 5.0 + n / 100] for n, day in enumerate(days)])


def cboe(columns, days):
    return csv_text(columns, [[f"{day:%m/%d/%Y}", *["17.240000"] * (len(columns) - 1)] for day in days])


def treasury(days):
    weeks = ("4 WEEKS", "8 WEEKS", "13 WEEKS", "17 WEEKS", "26 WEEKS", "52 WEEKS")
    kinds = ("BANK DISCOUNT", "COUPON EQUIVALENT")
    header = ["Date", *(f'"{week} {kind}"' for week in weeks for kind in kinds)]
    rows = [",".join([f"{day:%m/%d/%Y}", *["5.28"] * 12]) for day in reversed(days)]
    return "\n".join([",".join(header), *rows]).encode()


def ecb(days):
    rows = [f"{day},1.0889,162.3,N/A,\n" for day in reversed(days)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref-hist.csv", "Date,USD,JPY,CYP,\n" + "".join(rows))
    return packed.getvalue()


def chart(days, **columns):
    seconds = [int(datetime(day.year, day.month, day.day, 14, 30, tzinfo=UTC).timestamp()) for day in days]
    prices = {name: [100.0] * len(days) for name in ("open", "high", "low", "close", "volume")} | columns
    meta = {"symbol": "^GSPC", "gmtoffset": -18000, "dataGranularity": "1d"}
    result = {"meta": meta, "timestamp": seconds, "indicators": {"quote": [prices]}}
    return json.dumps({"chart": {"result": [result], "error": None}}).encode()


def record(kind, content):
    return struct.pack("<HH", kind, len(content)) + content


def workbook(rows, sheet="Data"):
    """A compound file of one stream, Workbook, with one sheet: the least that Excel's own layout allows."""
    bound = struct.pack("<IHBB", 0, 0, len(sheet), 0) + sheet.encode()
    start = len(record(0x809, b"\0" * 16) + record(0x85, bound) + record(0x0A, b""))
    book = record(0x809, b"\0" * 16) + record(0x85, struct.pack("<I", start) + bound[4:]) + record(0x0A, b"")
    cells = b"".join(record(0x203, struct.pack("<HHHd", row, 0, 0, 1871.01 + row)) for row in range(rows))
    page = (
        record(0x809, b"\0" * 16) + record(0x200, struct.pack("<IIHHH", 0, rows, 0, 1, 0)) + cells + record(0x0A, b"")
    )
    stream = book + page
    count = len(stream)
    stream += b"\0" * (-count % 512)
    sectors = len(stream) // 512
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    chain = [*range(3, sectors + 2), end] if sectors else []
    table = [0xFFFFFFFD, end, *chain]
    table += [free] * (128 - len(table))
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0")
    entry = name + struct.pack("<HBB", 18, 2, 1) + b"\0" * 48 + struct.pack("<II", 2, count) + b"\0" * 4
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 10
    header += struct.pack("<IIIIIIII", 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *table) + entry.ljust(512, b"\0") + stream


@pytest.fixture(scope="session")
def body():
    """A realistic body of a series: so many days from its first on."""

    def build(name, count=40, first=None, columns=None):
        (series,) = (one for one in SERIES if one.name == name)
        year = date(TODAY.year, 1, 2) if series.yearly else series.begins
        days = days_from(first or year, count)
        match series.shape.kind, series.provider:
            case "csv", "fred":
                return fred(columns or series.shape.columns[1], days)
            case "csv", "cboe":
                return cboe(columns or series.shape.columns, days)
            case "csv", _:
                return treasury(days)
            case "zip", _:
                return ecb(days)
            case "chart", _:
                return chart(days, **(columns or {}))
            case _:
                return workbook(count, columns or "Data")

    return build


@pytest.fixture
def reply():
    return Reply


@pytest.fixture
def stranger(no_proxy):
    """A server whose certificate nobody has reason to trust."""
    running = Server(certified(trustme.CA()))
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def small():
    return SMALL

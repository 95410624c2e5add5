"""A malicious server: what it answers for one series must change nothing of what others give, and nothing that is kept.

python -m validation.hostile --only server --count 1000
"""

import json
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import trustme

from data.base.errors import OverlayError
from data.fetch.clock import Clock, system_clock
from data.fetch.fetching import DownloadOutcome, Fetcher
from data.fetch.patience import FetchLimits
from data.fetch.public_series import SERIES
from data.fetch.series import Download, Series, downloads
from data.fetch.store import Store
from data.fetch.web import Web, open_client
from data.intake.check import check_file
from validation.hostile import rng_of
from validation.hostile_answers import Reply, plain_reply, reply, valid
from validation.hostile_run import Attempt

Pieces = Callable[[bytes], Iterator[tuple[float, bytes]]]
"""What a server writes to a request: bytes, each after so many seconds."""
LIMITS = FetchLimits(
    connect=2.0, read=0.5, deadline=1.5, pause=0.0, backoff=0.02, tries=2, redirects=3, most_bytes=200_000
)
LONGEST = 6.0
"""Seconds that one hostile series may take with these limits: a deadline, a last try, and a slow machine."""
TODAY = date(2026, 7, 10)
KINDS = {"gspc": "index", "sp500": "index", "vix": "vix", "vixcls": "vix", "dtb3": "bills", "dtb4wk": "bills",
    "dgs1mo": "bills-1m", "dexjpus": "fx", "ecb-rates": "fx", "shiller": "dividends"}  # fmt: skip
"""What a fetched file is read as."""


def attempt(seed: int, folder: Path) -> Attempt:
    """A malicious answer, or several in turn, for one series between two honest ones."""
    rng = rng_of(seed)
    series = SERIES[int(rng.integers(len(SERIES)))]
    server = _listening()
    answers = [reply(rng, series, server.getsockname()[1]) for _ in range(int(rng.integers(1, 4)))]
    had = bool(rng.random() < 0.5)
    kind = f"{series.name}: {', '.join(one.what for one in answers)}"
    return Attempt(kind, ("data", "fetch"), folder, call=lambda: _tried(series, answers, server, folder, had=had))


def _tried(series: Series, answers: Sequence[Reply], server: socket.socket, folder: Path, *, had: bool) -> None:
    """Fetch among honest series; an answer, a file or a folder that is not what it should be is an `AssertionError`."""
    store, honest = Store(folder / "kept"), [one for one in SERIES if one.name in {"dtb3", "skew"} and one != series]
    with _serving(server, answers), _honest() as friend:
        if had:
            _fetched(_downloads([series], friend, "127.0.0.1"), store, _yesterday())
        before = {path.name: path.read_bytes() for path in store.folder.glob("*")}
        planned = [
            *_downloads(honest[:1], friend, "127.0.0.1"), *_downloads([series], server, "localhost"),
            *_downloads(honest[1:], friend, "127.0.0.1"),
        ]  # fmt: skip
        began = time.monotonic()
        outcomes = _fetched(planned, store, system_clock())
        took = time.monotonic() - began
    bad = next(one for one in outcomes if one.download.series == series)
    if took > LONGEST:
        raise AssertionError(f"it took {took:.1f} s")
    for one in outcomes:
        if one is not bad and one.state != "fetched":
            raise AssertionError(f"{one.download.name} is {one.state} beside it: {one.why}")
    _look(store, bad, before)
    sys.stdout.write(json.dumps({"state": bad.state, "why": bad.why}) + "\n")


def _look(store: Store, bad: DownloadOutcome, before: dict[str, bytes]) -> None:
    """Whether the folder is as the outcome says."""
    litter = [path.name for path in store.folder.glob(".tmp-*")]
    if litter:
        raise AssertionError(f"left behind: {litter}")
    record = store.record(bad.download.name)
    if not bad.failed:
        if record is None or not store.is_intact(record):
            raise AssertionError(f"{bad.state}, but what is kept is not intact")
        if bad.download.name in KINDS:
            _read(store.folder / record.file, KINDS[bad.download.name])
        return
    changed = [name for name, content in before.items() if (store.folder / name).read_bytes() != content]
    if changed or (not before and record is not None):
        raise AssertionError(f"refused, but changed: {changed or record}")


def _read(path: Path, kind: str) -> None:
    with suppress(OverlayError):
        check_file(str(path), kind, {kind: {}}, (None, None), today=20_644)


def _fetched(planned: Sequence[Download], store: Store, clock: Clock) -> list[DownloadOutcome]:
    with open_client(LIMITS, _trusting()) as client:
        return list(Fetcher(store, Web(client, clock, LIMITS), clock).fetch_all(planned, lambda _one: None))


def _yesterday() -> Clock:
    return system_clock()._replace(now=lambda: datetime(2026, 7, 9, 12, tzinfo=UTC))


def _downloads(series: Sequence[Series], server: socket.socket, host: str) -> list[Download]:
    port = server.getsockname()[1]
    return [
        replace(list(downloads(one, None, TODAY))[-1], url=f"https://{host}:{port}/{one.name}", since=one.begins)
        if not one.yearly
        else replace(list(downloads(one, None, TODAY))[-1], url=f"https://{host}:{port}/{one.name}")
        for one in series
    ]


@cache
def _authority() -> trustme.CA:
    return trustme.CA()


@cache
def _certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _authority().issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _authority().configure_trust(context)
    return context


def _listening() -> socket.socket:
    _certified()
    return socket.create_server(("127.0.0.1", 0), backlog=20)


@contextmanager
def _serving(server: socket.socket, answers: Sequence[Reply]) -> Iterator[None]:
    """The malicious server: the answers in turn, the last one again and again."""
    turn = iter(answers)

    def pieces(_asked: bytes) -> Iterator[tuple[float, bytes]]:
        return next(turn, answers[-1]).pieces()

    with _answering(server, pieces):
        yield


@contextmanager
def _honest() -> Iterator[socket.socket]:
    """A server that gives the valid answer of every series by its name in the path."""
    server, bodies = _listening(), {one.name: plain_reply(valid(one)) for one in SERIES}

    def pieces(asked: bytes) -> Iterator[tuple[float, bytes]]:
        name = asked.split(b" ")[1].strip(b"/").decode()
        yield 0.0, bodies[name]

    with _answering(server, pieces):
        yield server


@contextmanager
def _answering(server: socket.socket, pieces: Pieces) -> Iterator[None]:
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            with suppress(OSError):
                connection, _ = server.accept()
                threading.Thread(target=_speak, args=(connection, pieces), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield
    finally:
        over.set()
        server.close()


def _speak(connection: socket.socket, pieces: Pieces) -> None:
    with suppress(OSError, ValueError), _certified().wrap_socket(connection, server_side=True) as secure:
        secure.settimeout(5.0)
        asked = secure.recv(65_536)
        for pause, piece in pieces(asked):
            time.sleep(pause)
            secure.sendall(piece)

"""Asking a server for a file: over TLS, politely, from the host that was named and no other."""

import http
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from http.cookiejar import CookieJar
from importlib.metadata import version
from typing import BinaryIO, NamedTuple

import httpx

from data.base.errors import ConfigError
from data.fetch.bodies import check_frame, write_body
from data.fetch.clock import Clock
from data.fetch.deadline import hanging_up
from data.fetch.failures import TryAgain, Unreachable, Unusable
from data.fetch.headers import asked_to_wait, kept_mark, kept_moment
from data.fetch.patience import FetchLimits, persist
from data.fetch.stranger import excerpt

CONDITIONS = {"if-none-match", "if-modified-since"}
"""Headers that allow a server to answer that nothing has changed."""


class Answer(NamedTuple):
    """What a server said: 200 with a body, or 304 when the file has not changed since;
    headers that it did not send are None.
    """

    status: int
    etag: str | None
    last_modified: str | None


class NoCookies(CookieJar):
    """Takes no cookie from anybody, and gives none."""

    def extract_cookies(self, response: object, request: object) -> None:
        """Leaves them where they are."""

    def add_cookie_header(self, request: object) -> None:
        """Adds none."""


class Moved(Exception):  # noqa: N818  (reads as the sentence it prints)
    """A server says that a file is elsewhere."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


def open_client(limits: FetchLimits, context: ssl.SSLContext | None = None) -> httpx.Client:
    """A client that says who it is, and raises redirects as `Moved`. Certificates are always checked, against `context`
    or else the usual authorities.

    Raises `ConfigError` when the environment names a proxy or certificates that cannot be used.
    """
    agent = f"Mozilla/5.0 (compatible; mmf-overlay/{version('mmf-overlay')})"
    timeout = httpx.Timeout(limits.read, connect=limits.connect)
    headers = {"User-Agent": agent, "Accept-Encoding": "gzip"}
    trusted = context or _trusted()
    try:
        return httpx.Client(
            verify=trusted, timeout=timeout, headers=headers, limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False, cookies=NoCookies(), event_hooks={"response": [_moved]},
        )  # fmt: skip
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as error:
        raise ConfigError(f"the proxy that the environment names cannot be used: {error}") from error


def _trusted() -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        file = (
            f"SSLKEYLOGFILE={error.filename}" if error.filename else f"SSL_CERT_FILE={os.environ.get('SSL_CERT_FILE')}"
        )
        raise ConfigError(
            f"{file}: cannot be used for secure connections ({error.strerror or error}); name another file "
            "(certificates as PEM), or leave the variable out"
        ) from error


def _moved(response: httpx.Response) -> None:
    """Raises `Moved` before the client looks at where a redirect leads, which may be no address at all."""
    if response.has_redirect_location:
        raise Moved(response.headers["location"])


class Web:
    """Fetches files with a client, and remembers when each host was asked last."""

    def __init__(self, client: httpx.Client, clock: Clock, limits: FetchLimits) -> None:
        self._client, self._clock, self._limits = client, clock, limits
        self._asked: dict[str, float] = {}

    def get(self, url: str, headers: Mapping[str, str], into: BinaryIO) -> Answer:
        """Write the body of a URL to a file that can be rewound; tries again after passing troubles.

        Raises `Unusable` for an answer that cannot be used, `Unreachable` when there is none.
        """
        until = self._clock.elapsed() + self._limits.deadline
        return persist(lambda: self._try(url, headers, into, until), self._clock, self._limits)

    def _try(self, url: str, headers: Mapping[str, str], into: BinaryIO, until: float) -> Answer:
        into.seek(0)
        into.truncate()
        here = httpx.URL(url)
        for _ in range(self._limits.redirects + 1):
            self._wait_for_turn(_secure(here, here))
            try:
                return self._asked_once(here, headers, into, until)
            except Moved as moved:
                here = _next(here, moved.location)
            except httpx.TransportError as error:
                self._in_time(until)
                raise _explained(error, here.host, self._limits) from error
        raise Unusable(f"{here.host} sent the request round in circles")

    def _asked_once(self, url: httpx.URL, headers: Mapping[str, str], into: BinaryIO, until: float) -> Answer:
        left = until - self._clock.elapsed()
        if left <= 0.0:
            raise self._too_late()
        with (
            hanging_up(left) as heard,
            self._client.stream("GET", url, headers=headers, extensions={"trace": heard}) as response,
        ):
            return self._answer(response, into, until)

    def _wait_for_turn(self, host: str) -> None:
        """Leave the pause between two requests to a host."""
        free = self._asked.get(host, float("-inf")) + self._limits.pause
        if free > self._clock.elapsed():
            self._clock.sleep(free - self._clock.elapsed())
        self._asked[host] = self._clock.elapsed()

    def _answer(self, response: httpx.Response, into: BinaryIO, until: float) -> Answer:
        status, headers = response.status_code, response.headers
        _check_status(response, self._clock)
        if status == http.HTTPStatus.OK:
            check_frame(headers, self._limits.most_bytes)
            write_body(self._blocks(response, until), headers, into, self._limits.most_bytes)
        return Answer(status, kept_mark(headers.get("etag")), kept_moment(headers.get("last-modified")))

    def _blocks(self, response: httpx.Response, until: float) -> Iterator[bytes]:
        """The blocks of a body as they arrive; the deadline is looked at between them."""
        # raw, because the client would unpack a block of any size
        for block in response.iter_raw():
            self._in_time(until)
            yield block

    def _in_time(self, until: float) -> None:
        if self._clock.elapsed() > until:
            raise self._too_late()

    def _too_late(self) -> Unusable:
        return Unusable(f"the answer had not arrived whole after {self._limits.deadline:.0f} s")


def _check_status(response: httpx.Response, clock: Clock) -> None:
    """Raises what a status other than 200 (or 304, where it was asked for) means."""
    status = response.status_code
    conditional = not CONDITIONS.isdisjoint(response.request.headers)
    if status == http.HTTPStatus.OK or (status == http.HTTPStatus.NOT_MODIFIED and conditional):
        return
    said = f"{response.url.host} answered {status} {_phrase(status)}"
    if status >= 500 or status in {http.HTTPStatus.TOO_MANY_REQUESTS, http.HTTPStatus.REQUEST_TIMEOUT}:
        raise TryAgain(said, Unusable, asked_to_wait(response.headers.get("retry-after"), clock.now()))
    raise Unusable(said)


def _phrase(status: int) -> str:
    known = {one.value: one.phrase for one in http.HTTPStatus}
    return known.get(status, "").strip() or "(a status without a name)"


def _secure(url: httpx.URL, here: httpx.URL) -> str:
    """The host of a URL, as it is asked; one that names none is asked for here. Raises `Unusable` unless it is asked
    over TLS.
    """
    host = excerpt(url.raw_host) or here.host
    if url.scheme != "https":
        raise Unusable(f"{host} was to be asked over {excerpt(url.scheme)}; only https is used")
    return host


def _next(here: httpx.URL, location: str) -> httpx.URL:
    """Where a redirect leads. Raises `Unusable` when that is another host, or no address."""
    try:
        there = here.join(location)
    except (httpx.InvalidURL, ValueError) as error:
        raise Unusable(f"{here.host} redirects to {excerpt(location)!r}, which is no address") from error
    host = _secure(there, here)
    if (there.raw_host, there.port) != (here.raw_host, here.port):
        port = "" if there.port is None else f":{there.port}"
        raise Unusable(f"{here.host} redirects to {host}{port}, another host, which is not followed")
    if there.userinfo:
        raise Unusable(f"{here.host} redirects to an address with a name or a password, which is not followed")
    return there


def _explained(error: httpx.TransportError, host: str, limits: FetchLimits) -> TryAgain | Unreachable:
    """What a broken connection means to a user."""
    if isinstance(error, httpx.ConnectTimeout):
        return TryAgain(f"{host} could not be reached within {limits.connect:g} s", Unreachable)
    if isinstance(error, httpx.TimeoutException):
        return TryAgain(f"{host} sent nothing for {limits.read:g} s", Unreachable)
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return Unreachable(f"{host} could not be reached ({_cause(error)}); is this machine online?")
    return TryAgain(f"the transfer from {host} broke off or was not proper HTTP", Unusable)


def _cause(error: BaseException | None) -> str:
    """The first cause of a connection error that says something."""
    causes: tuple[tuple[type[BaseException], str], ...] = (
        (ssl.SSLCertVerificationError, "its certificate is not trusted"),
        (ssl.SSLError, "no secure connection"),
        (socket.gaierror, "its name is not known"),
        (ConnectionRefusedError, "connection refused"),
    )
    while error is not None:
        for kind, words in causes:
            if isinstance(error, kind):
                return words
        error = error.__cause__ or error.__context__
    return "no connection"

"""The deadline of a download holds whatever stands between: a proxy, and TLS within TLS."""

import socket
import threading
from contextlib import suppress

import pytest

from data.fetch.clock import system_clock
from data.fetch.deadline import hanging_up
from data.fetch.failures import Unreachable, Unusable
from data.fetch.patience import FetchLimits
from data.fetch.web import Web, open_client

QUICK = FetchLimits(connect=1.0, read=1.0, deadline=0.4, pause=0.0, backoff=0.01, tries=2)
TOLD = "the answer had not arrived whole after 0 s"


@pytest.fixture
def serving():
    """Makes servers that give each connection to a function, over TLS where they have a context; their port."""
    listeners = []

    def build(answer, context=None):
        listening = socket.create_server(("127.0.0.1", 0))
        listeners.append(listening)

        def one(connection):
            with suppress(OSError, ValueError), connection:
                if context is None:
                    answer(connection)
                else:
                    with context.wrap_socket(connection, server_side=True) as secure:
                        answer(secure)

        def accept():
            with suppress(OSError):
                while True:
                    threading.Thread(target=one, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return listening.getsockname()[1]

    yield build
    for each in listeners:
        each.shutdown(socket.SHUT_RDWR)
        each.close()


def forever(start, more):
    def answer(connection):
        connection.recv(65_536)
        connection.sendall(start)
        while True:
            connection.sendall(more)
            threading.Event().wait(0.02)

    return answer


def tunnel(port, pause=0.0):
    """A proxy that does what it is asked, and hands on what comes back, a byte at a time where it is to pause."""

    def pump(source, target, most, wait):
        with suppress(OSError, ValueError):
            while piece := source.recv(most):
                target.sendall(piece)
                threading.Event().wait(wait)

    def answer(connection):
        connection.recv(65_536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with socket.create_connection(("127.0.0.1", port)) as there:
            back = threading.Thread(target=pump, args=(there, connection, 1 if pause else 65_536, pause), daemon=True)
            back.start()
            pump(connection, there, 65_536, 0.0)

    return answer


DRIP = forever(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nX: ", b"a")


@pytest.fixture
def asked(no_proxy, trusting, monkeypatch, authority, tmp_path):
    """What becomes of a question put through a proxy, which without a deadline would never end."""
    with authority.cert_pem.tempfile(str(tmp_path)) as file:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        monkeypatch.setenv("NO_PROXY", "")

        def ask(proxy, port=9):
            monkeypatch.setenv("HTTPS_PROXY", proxy)
            clock = system_clock()
            with open_client(QUICK, trusting) as client, (tmp_path / "body").open("w+b") as body:
                with pytest.raises((Unusable, Unreachable)) as refused:
                    Web(client, clock, QUICK).get(f"https://localhost:{port}/x", {}, body)
                return str(refused.value)

        yield ask


@pytest.mark.pages
@pytest.mark.parametrize(
    "answer", [DRIP, forever(b"", b"HTTP/1.1 103 Early\r\nX: y\r\n\r\n" * 9)], ids=["drips", "floods"]
)
def test_a_proxy_that_never_ends_its_answer_does_not_hold_a_download_up(answer, asked, serving):
    told = asked(f"http://127.0.0.1:{serving(answer)}")
    assert told == TOLD


@pytest.mark.pages
@pytest.mark.parametrize("secure", [False, True], ids=["plain proxy", "proxy over TLS"])
def test_a_server_that_drips_behind_a_proxy_does_not_either(secure, asked, serving, certificate):
    port = serving(DRIP, certificate)
    scheme, context = ("https", certificate) if secure else ("http", None)
    told = asked(f"{scheme}://localhost:{serving(tunnel(port), context)}", port)
    assert told == TOLD


@pytest.mark.pages
def test_nor_a_proxy_that_hands_on_a_handshake_byte_by_byte(asked, serving, certificate):
    port = serving(DRIP, certificate)
    told = asked(f"https://localhost:{serving(tunnel(port, pause=0.05), certificate)}", port)
    assert told == TOLD


def test_what_was_answered_in_time_is_left_alone(serving, certificate, trusting):
    port = serving(lambda one: one.sendall(b"all"), certificate)
    with hanging_up(60.0) as heard, socket.create_connection(("127.0.0.1", port)) as plain:
        heard("connection.connect_tcp.complete", {"return_value": Stream(plain)})
        with trusting.wrap_socket(plain, server_hostname="localhost") as line:
            assert line.recv(9) == b"all"
    assert threading.active_count() == len(
        [one for one in threading.enumerate() if not isinstance(one, threading.Timer)]
    )


def test_a_connection_that_is_made_too_late_ends_at_once(serving):
    port = serving(lambda one: one.recv(9))
    with hanging_up(0.0) as heard, socket.create_connection(("127.0.0.1", port)) as line:
        threading.Event().wait(0.1)
        heard("connection.connect_tcp.complete", {"return_value": Stream(line)})
        assert line.recv(9) == b""


class Stream:
    """A connection as `httpcore` hands it over."""

    def __init__(self, line):
        self._line = line

    def get_extra_info(self, _name):
        return self._line

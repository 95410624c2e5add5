"""Servers that mean harm: every answer is one sentence, in time, and changes nothing that others give."""

import gzip
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from random import Random

import pytest

from data.fetch.clock import system_clock
from data.fetch.failures import Unreachable, Unusable
from data.fetch.fetching import Fetcher
from data.fetch.headers import asked_to_wait, kept_mark, kept_moment
from data.fetch.patience import FetchLimits
from data.fetch.web import Web, open_client
from tests.support.sparing import only

QUICK = FetchLimits(connect=2.0, read=1.0, deadline=0.3, pause=0.0, backoff=0.01, tries=2, most_bytes=200_000)
NOT_FOLLOWED = {
    "https://xn--a/": "localhost redirects to xn--a, another host, which is not followed",
    "https://xn--\xff/": "which is no address",
    "https://xn--80ak6aa92e.com/x": "xn--80ak6aa92e.com, another host, which is not followed",
    "https://l\u043ecalhost/": "another host, which is not followed",
    "https://localhost.evil.example/": "localhost.evil.example, another host, which is not followed",
    "https://localhost:99999/": "localhost redirects to localhost:99999, another host, which is not followed",
    "https://me:secret@localhost:{port}/": "an address with a name or a password, which is not followed",
    "https://[::1/": "which is no address",
    "https:///x": "localhost sent the request round in circles",
    "https://" + "a" * 70_000: "which is no address",
    "file:///etc/passwd": "localhost was to be asked over file; only https is used",
    "javascript:alert(1)": "localhost was to be asked over javascript; only https is used",
    "/\x1b[31m": "which is no address",
}


@pytest.mark.parametrize("place", only(list(NOT_FOLLOWED), *list(NOT_FOLLOWED)[:3], "/\x1b[31m"))
def test_a_redirect_elsewhere_or_nowhere_is_one_sentence(place, fetch, reply, server):
    where = place.replace("{port}", str(server.server_port)).encode("utf-8").decode("latin-1")
    outcome = fetch("vix", reply(status=302, headers={"Location": where}))
    told = "not proper HTTP" if place == "/\x1b[31m" and "proper" in outcome.why else NOT_FOLLOWED[place]
    assert (outcome.state, told in outcome.why) == ("refused", True), outcome.why
    assert outcome.why.isprintable()
    assert len(outcome.why) < 250


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120.0), (" 7 ", 7.0), ("0", 0.0), ("99999999999999999999", 1e15), ("1" * 5_000, 1e15),
        ("-1", None), ("1e400", None), ("0.5", None), ("+1", None), ("\u00b2", None), ("", None), (None, None),
        ("soon", None), ("1, 2", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None), ("Wed, 21 Oct 2015 07:28:00 +9999", None),
        ("Fri, 15 Mar 2024 21:00:30 GMT", 30.0), ("Friday, 15-Mar-24 21:00:30 GMT", 30.0),
        ("Fri Mar 15 21:00:30 2024", 30.0), ("Fri, 15 Mar 2024 22:00:30 +0100", 30.0),
        ("Fri, 15 Mar 2024 21:00:30 -0000", 30.0), ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Thu, 01 Jan 0001 00:00:00 +2359", 0.0), ("Fri, 31 Dec 9999 23:59:59 -2359", None),
    ],
)  # fmt: skip
def test_every_form_of_a_wait_is_understood_or_left_aside(text, seconds, today):
    assert asked_to_wait(text, today) == seconds


def test_a_wait_beyond_a_day_is_told_as_such(fetch, reply):
    outcome = fetch("vix", reply(status=429, headers={"Retry-After": "9" * 30}))
    assert outcome.why == "localhost answered 429 Too Many Requests; try again another day"


@pytest.mark.parametrize("name", only(["ETag", "Last-Modified"], "ETag"))
def test_marks_that_could_do_harm_are_not_kept(name, fetch, body, reply, server, fake):
    evil = {"ETag": '"\x9b31m\xe9"', "Last-Modified": "yesterday\x9b"}
    kept = fetch("vix", reply(body("vix"), headers={name: evil[name]})).record
    assert (kept.etag, kept.last_modified) == (None, None)
    fake.now += timedelta(days=1)
    assert fetch("vix", reply(body("vix", 41))).state == "fetched"
    assert not {"If-None-Match", "If-Modified-Since"} & set(server.asked[-1][1])


def test_marks_of_a_version_are_kept_as_they_are():
    assert [kept_mark(one) for one in ('"a"', 'W/"33a64df5"', "bare")] == ['"a"', 'W/"33a64df5"', "bare"]
    assert [kept_mark(one) for one in ('"a b"', '"\x7f"', '"' + "e" * 300 + '"', "\r\nX: y", None)] == [None] * 5
    assert kept_moment("Fri, 15 Mar 2024 20:00:00 GMT") == "Fri, 15 Mar 2024 20:00:00 GMT"
    assert [kept_moment(one) for one in ("now", "Fri, 99 Zzz 2024", "x" * 999, None)] == [None] * 4


def test_a_mark_written_into_a_note_by_hand_is_not_sent(fetch, body, reply, server, fake, store):
    note = store.record("vix") or fetch("vix", reply(body("vix"))).record
    store.note(replace(note, etag='"a\nX: y"', last_modified="\u2603"))
    fake.now += timedelta(days=1)
    assert fetch("vix", reply(body("vix"))).state == "unchanged"
    assert not {"If-None-Match", "If-Modified-Since"} & set(server.asked[-1][1])


def test_no_cookie_is_taken(fetch, body, reply, server, fake):
    fetch("vix", reply(body("vix"), headers={"Set-Cookie": "a=b; Path=/"}))
    fake.now += timedelta(days=1)
    fetch("vix", reply(body("vix")))
    assert "Cookie" not in server.asked[-1][1]


def test_every_member_of_a_packed_body_is_read(fetch, body, reply, store):
    sent = body("vix")
    packed = gzip.compress(sent[:300]) + gzip.compress(sent[300:]) + b"\0" * 9
    assert fetch("vix", reply(packed, headers={"Content-Encoding": "gzip"})).state == "fetched"
    assert (store.folder / "vix.csv").read_bytes() == sent


@pytest.mark.pages
@pytest.mark.parametrize(
    ("tail", "why"),
    [
        (gzip.compress(b"x" * 400, mtime=0)[:-9], "the compressed body broke off, 4 times"),
        (b"junk", "the compressed body is damaged"),
        (gzip.compress(b"", mtime=0) * 11_000, "the server announced 220,290 bytes, more than the 200,000 allowed"),
    ],
    ids=["cut", "junk", "many"],
)
def test_a_second_member_that_is_wrong_is_never_left_out_in_silence(tail, why, fetch, reply):
    sent = gzip.compress(b"DATE,OPEN,HIGH,LOW,CLOSE\n", mtime=0) + tail
    outcome = fetch("vix", reply(sent, headers={"Content-Encoding": "gzip"}))
    assert outcome.why.replace(f"{len(sent):,}", "220,290") == why


@pytest.fixture
def speaking(certificate, no_proxy):
    """Makes a server that writes these pieces to each request, each after so many seconds, until the client is gone."""
    servers, over = [], threading.Event()

    def build(pieces):
        listening = socket.create_server(("127.0.0.1", 0))
        servers.append(listening)

        def speak(connection):
            with suppress(OSError, ValueError), certificate.wrap_socket(connection, server_side=True) as secure:
                secure.recv(65_536)
                for pause, piece in pieces():
                    over.wait(pause)
                    secure.sendall(piece)

        def accept():
            with suppress(OSError):
                while True:
                    threading.Thread(target=speak, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return f"https://localhost:{listening.getsockname()[1]}/x"

    yield build
    over.set()
    for one in servers:
        one.close()


def endless(start, more, pause=0.01):
    def pieces():
        yield 0.0, start
        while True:
            yield pause, more

    return pieces


FLOODS = {
    "headers that drip": endless(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "a status that drips": endless(b"HTTP/1.1 200 O", b"K"),
    "early hints without end": endless(b"", b"HTTP/1.1 103 Early\r\nX: y\r\n\r\n"),
    "headers without end": endless(b"HTTP/1.1 200 OK\r\n", b"X: " + b"y" * 9_000 + b"\r\n", 0.0),
    "a body that drips": endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n", b"y"),
    "chunks without end": endless(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"2000\r\n" + b"y" * 8192 + b"\r\n", 0.0
    ),
    "members without end": endless(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 400, 0.0),
}


@pytest.mark.parametrize("flood", only(list(FLOODS), "headers that drip"))
def test_no_answer_takes_longer_than_the_deadline(flood, speaking, trusting, tmp_path):
    url, clock = speaking(FLOODS[flood]), system_clock()
    with open_client(QUICK, trusting) as client, (tmp_path / "body").open("w+b") as body:
        with pytest.raises((Unusable, Unreachable)) as refused:
            Web(client, clock, QUICK).get(url, {}, body)
        assert body.seek(0, 2) <= QUICK.most_bytes
    if "drip" in flood:
        assert str(refused.value) == "the answer had not arrived whole after 0 s"


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(25))
def test_one_bad_source_never_ends_the_others(seed, speaking, local, opened, store, server, fake, body, reply):
    chance = Random(seed)  # noqa: S311
    piece = bytes(chance.randrange(256) for _ in range(chance.randrange(300)))
    starts = (
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 Moved\r\nLocation: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n",
    )

    def pieces():
        yield 0.0, chance.choice(starts) + piece

    names = chance.sample(["vix", "skew", "pput", "dtb3"], 3)
    server.say(*(reply(body(name)) for name in names[1:]), reply(body(names[2])))
    planned = [one for name in names for one in local(name)]
    place = chance.randrange(3)
    planned = [*planned[1:][:place], replace(planned[0], url=speaking(pieces)), *planned[1:][place:]]
    outcomes = list(Fetcher(store, opened(), fake.clock).fetch_all(planned, lambda _one: None))
    others = [one for one in outcomes if one.download.name != names[0]]
    assert [(one.state, one.why) for one in others] == [("fetched", "")] * 2
    (bad,) = (one for one in outcomes if one.download.name == names[0])
    assert bad.failed
    assert bad.why


def test_a_certificate_of_the_usual_kind_is_looked_at(trusting):
    assert (trusting.verify_mode, trusting.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_a_date_of_a_wait_is_that_of_the_clock_here(fetch, body, reply, fake):
    when = format_datetime(fake.now - timedelta(days=400), usegmt=True)
    assert fetch("vix", reply(status=503, headers={"Retry-After": when}), reply(body("vix"))).state == "fetched"
    # no sooner than a host may be asked again
    assert fake.slept == [0.0, 1.0]

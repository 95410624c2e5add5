"""Every source and every fault, over a local TLS server."""

import json
import socket
from dataclasses import replace
from datetime import date, timedelta
from email.utils import format_datetime

import pytest

from data.base.errors import ConfigError, ResultError
from data.fetch.fetching import Fetcher, listing, plan
from data.fetch.public_series import SERIES, chosen
from data.fetch.web import open_client
from tests.support.sparing import only

NAMES = [one.name for one in SERIES]


def files(store):
    return sorted(path.name for path in store.folder.iterdir())


@pytest.mark.parametrize("name", only(NAMES, *list(NAMES)[::3]))
def test_every_source_is_kept_as_it_came_with_a_note_of_its_origin(name, fetch, body, reply, store, server, today):
    sent = body(name)
    told = {"ETag": '"one"', "Last-Modified": "Fri, 15 Mar 2024 20:00:00 GMT"}
    outcome = fetch(name, reply(sent, headers=told))
    assert (outcome.state, outcome.why) == ("fetched", "")
    download, record = outcome.download, outcome.record
    assert (store.folder / download.file).read_bytes() == sent
    assert files(store) == sorted([download.file, f"{download.name}.json"])
    assert store.record(download.name) == record
    assert (record.rows, record.bytes, record.etag) == (40, len(sent), '"one"')
    assert (record.fetched_at, record.url) == (today, download.url)
    if name != "shiller":
        first = date(2024, 1, 2) if name == "treasury-bills" else download.since
        assert (record.first, record.last) == (first, first + timedelta(days=39))
    ((path, headers),) = server.asked
    assert download.url.endswith(path)
    assert "mmf-overlay/" in headers["User-Agent"]


def test_a_file_of_today_is_not_asked_for_again_unless_forced(fetch, body, reply, server):
    fetch("dtb3", reply(body("dtb3")))
    assert fetch("dtb3", reply(status=500)).state == "current"
    assert len(server.asked) == 1
    assert fetch("dtb3", reply(body("dtb3", 41)), force=True).state == "fetched"


def test_an_unchanged_file_is_not_sent_again(fetch, body, reply, server, fake, store):
    fetch("vix", reply(body("vix"), headers={"ETag": '"one"', "Last-Modified": "Fri, 15 Mar 2024 20:00:00 GMT"}))
    first = fake.now
    fake.now += timedelta(days=1)
    outcome = fetch("vix", reply(status=304))
    assert (outcome.state, store.record("vix").fetched_at, store.record("vix").checked_at) == (
        "unchanged",
        first,
        fake.now,
    )
    assert server.asked[-1][1]["If-None-Match"] == '"one"'
    assert server.asked[-1][1]["If-Modified-Since"] == "Fri, 15 Mar 2024 20:00:00 GMT"


def test_the_same_bytes_again_are_unchanged(fetch, body, reply, fake):
    fetch("vix", reply(body("vix")))
    fake.now += timedelta(days=1)
    assert fetch("vix", reply(body("vix"))).state == "unchanged"


@pytest.mark.pages
def test_a_damaged_file_is_fetched_whole(fetch, body, reply, server, store):
    fetch("vix", reply(body("vix"), headers={"ETag": '"one"'}))
    (store.folder / "vix.csv").write_bytes(b"scribble")
    assert fetch("vix", reply(body("vix"))).state == "fetched"
    assert "If-None-Match" not in server.asked[-1][1]
    (store.folder / "vix.json").write_text("{", encoding="utf-8")
    assert fetch("vix", reply(body("vix"))).state == "fetched"


def test_304_without_being_asked_is_refused(fetch, reply):
    assert fetch("vix", reply(status=304)).why == "localhost answered 304 Not Modified"


def test_a_year_that_is_over_is_never_asked_for_again(local, opened, store, server, fake, body, reply):
    (past, _now) = local("treasury-bills", date(2023, 1, 1))
    server.say(reply(body("treasury-bills", 360, date(2023, 1, 3))))

    def fetched():
        return next(Fetcher(store, opened(), fake.clock).fetch_all([past], lambda _download: None)).state

    assert fetched() == "fetched"
    fake.now += timedelta(days=400)
    assert fetched() == "current"


@pytest.mark.pages
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ({"status": 404}, "localhost answered 404 Not Found"),
        ({"status": 403}, "localhost answered 403 Forbidden"),
        ({"status": 206}, "localhost answered 206 Partial Content"),
        (
            {"body": b"<!DOCTYPE html><html><title>Down for\n maintenance\x1b[31m</title>",
                "headers": {"Content-Type": "text/html"}},
            "the server sent a web page instead of data: Down for maintenance[31m",
        ),
        ({"body": b""}, "the body is empty"),
        ({"body": b"\n"}, "the body is empty"),
        ({"body": b"\xff\xfe\x00"}, "the body is not CSV text"),
        ({"body": b'{"error_code": 400}'}, 'the server sent a JSON message instead of data: {"error_code": 400}'),
        ({"body": b"observation_date,DTB3\n"}, "there is not a single row below the header"),
        (
            {"body": b"observation_date,DTB3\n1954-01-04,1.33\n1954-01"},
            "line 3 of 3 has 1 columns, the header 2: the file is cut",
        ),
        ({"body": b"observation_date,DTB3\n1954-01-04,1.33\nno,2\n"}, "line 3: 'no' is not a date"),
        (
            {"body": b"DATE,VALUE\n1954-01-04,1.33\n"},
            "columns expected: observation_date, DTB3; missing: observation_date, DTB3; found: DATE, VALUE",
        ),
        (
            {"status": 302, "headers": {"Location": "https://elsewhere.example/DTB3.csv"}},
            "localhost redirects to elsewhere.example, another host, which is not followed",
        ),
        (
            {"status": 301, "headers": {"Location": "http://localhost/DTB3.csv"}},
            "localhost was to be asked over http; only https is used",
        ),
        ({"status": 301, "headers": {"Location": "/again"}}, "localhost sent the request round in circles"),
        ({"status": 301, "headers": {"Location": "https://localhost:port/"}},
            "localhost redirects to 'https://localhost:port/', which is no address"),
        ({"body": b"x", "framed": False},
            "the server did not say how long the body is, so nobody could tell if it was cut"),
        ({"body": b"x", "headers": {"Content-Encoding": "br"}}, "the body is packed as 'br', which was not asked for"),
        ({"body": b"observation_date", "headers": {"Content-Encoding": "gzip"}}, "the compressed body is damaged"),
        ({"body": b"x" * 200_001}, "the server announced 200,001 bytes, more than the 200,000 allowed"),
        ({"body": b"x" * 9_000_000, "packed": True}, "the body is longer than the 200,000 bytes allowed"),
        ({"body": b"x" * 100, "cut": 50}, "the transfer from localhost broke off or was not proper HTTP, 4 times"),
        ({"body": b"x" * 5000, "packed": True, "framed": False},
            "the server did not say how long the body is, so nobody could tell if it was cut"),
        ({"status": 503}, "localhost answered 503 Service Unavailable, 4 times"),
        (
            {"status": 429, "headers": {"Retry-After": "3600"}},
            "localhost answered 429 Too Many Requests; try again in 3600 s or more",
        ),
        ({"status": 599}, "localhost answered 599 (a status without a name), 4 times"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_and_the_kept_file_stays(answer, why, fetch, body, reply, store, fake):
    kept = body("dtb3")
    fetch("dtb3", reply(kept))
    fake.now += timedelta(days=1)
    before = {path.name: path.read_bytes() for path in store.folder.iterdir()}
    outcome = fetch("dtb3", reply(**answer))
    assert (outcome.state, outcome.why) == ("refused", why)
    assert {path.name: path.read_bytes() for path in store.folder.iterdir()} == before


@pytest.mark.pages
def test_a_server_that_says_nothing_is_given_up(fetch, reply, small):
    outcome = fetch("vix", reply(b"x", silent=True), limits=replace(small, tries=2))
    assert (outcome.state, outcome.why) == ("unreachable", "localhost sent nothing for 0.15 s, 2 times")


def test_a_body_that_trickles_meets_the_deadline(fetch, body, reply, fake):
    fake.step = 40.0
    assert fetch("vix", reply(body("vix"))).why == "the answer had not arrived whole after 180 s"


def test_a_passing_trouble_is_waited_out_twice_as_long_each_time(fetch, body, reply, fake, store):
    outcome = fetch("vix", reply(status=500), reply(b"x" * 9, cut=5), reply(body("vix")))
    assert (outcome.state, fake.slept) == ("fetched", [0.75, 0.25, 1.5])
    assert (store.folder / "vix.csv").read_bytes() == body("vix")


@pytest.mark.parametrize("asked", ["7", "date"])
def test_a_server_that_says_how_long_to_wait_is_obeyed(asked, fetch, body, reply, fake):
    wait = asked if asked == "7" else format_datetime(fake.now + timedelta(seconds=7), usegmt=True)
    fetch("vix", reply(status=429, headers={"Retry-After": wait}), reply(body("vix")))
    assert fake.slept == [7.0]


def test_a_wait_nobody_understands_is_our_own(fetch, body, reply, fake):
    fetch("vix", reply(status=429, headers={"Retry-After": "soon"}), reply(body("vix")))
    assert fake.slept[0] == 0.75


def test_a_redirect_on_the_same_host_is_followed(fetch, body, reply, server):
    assert fetch("vix", reply(status=301, headers={"Location": "/moved.csv"}), reply(body("vix"))).state == "fetched"
    assert server.asked[-1][0] == "/moved.csv"


def test_a_packed_body_is_kept_unpacked(fetch, body, reply, store):
    assert fetch("vix", reply(body("vix"), packed=True)).state == "fetched"
    assert (store.folder / "vix.csv").read_bytes() == body("vix")


def test_a_host_has_a_pause_between_two_requests(local, opened, store, server, fake, body, reply):
    server.say(reply(body("vix")))
    list(Fetcher(store, opened(), fake.clock).fetch_all(local("vix") + local("vix3m"), lambda _download: None))
    assert fake.slept == [1.0]


def test_a_host_that_cannot_be_reached_is_not_asked_again_but_others_are(
    local, opened, store, server, fake, body, reply
):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        closed = [
            replace(one, url=f"https://127.0.0.1:{nobody.getsockname()[1]}/x") for one in local("vix") + local("skew")
        ]
    server.say(reply(body("pput")))
    told = []
    outcomes = list(Fetcher(store, opened(), fake.clock).fetch_all([*closed, *local("pput")], told.append))
    assert [one.state for one in outcomes] == ["unreachable", "unreachable", "fetched"]
    assert outcomes[0].why == "127.0.0.1 could not be reached (connection refused); is this machine online?"
    assert outcomes[1].why == outcomes[0].why
    assert [one.name for one in told] == ["vix", "skew", "pput"]


def test_a_name_nobody_knows_is_one_sentence(fetch, reply, monkeypatch):
    def unknown(*_args, **_more):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome = fetch("vix", reply())
    assert outcome.why == "localhost could not be reached (its name is not known); is this machine online?"


def test_a_certificate_of_a_stranger_is_not_trusted(local, opened, store, stranger, fake, body, reply):
    stranger.say(reply(body("vix")))
    there = [replace(one, url=f"{stranger.origin}/vix.csv") for one in local("vix")]
    (outcome,) = Fetcher(store, opened(), fake.clock).fetch_all(there, lambda _download: None)
    assert outcome.why == "localhost could not be reached (its certificate is not trusted); is this machine online?"
    assert stranger.asked == []


def test_the_usual_authorities_do_not_vouch_for_the_tests_server(local, opened, store, server, fake, body, reply):
    server.say(reply(body("vix")))
    (outcome,) = Fetcher(store, opened(context=None), fake.clock).fetch_all(local("vix"), lambda _download: None)
    assert "certificate is not trusted" in outcome.why


@pytest.mark.parametrize(
    ("name", "first", "count", "why"),
    [
        ("vix", date(1990, 1, 2), 30, "the file has shrunk from 40 rows to 30"),
        ("vix", date(1990, 1, 5), 45, "the history starts on 1990-01-05, that of the kept file on 1990-01-02"),
        ("sp500", date(1957, 4, 10), 30, "the file has shrunk from 40 rows to 30"),
        ("sp500", date(1957, 3, 1), 40, "the history ends on 1957-04-09, that of the kept file on 1957-04-12"),
        ("shiller", None, 39, "the file has shrunk from 40 rows to 39"),
    ],
)
def test_a_history_that_shrinks_is_refused(name, first, count, why, fetch, body, reply, fake):
    kept = fetch(name, reply(body(name)))
    fake.now += timedelta(days=1)
    outcome = fetch(name, reply(body(name, count, first)))
    assert outcome.why == f"{why}; move {kept.download.file} and {name}.json away to accept it"


def test_a_rolling_history_may_lose_its_oldest_days(fetch, body, reply, fake):
    fetch("sp500", reply(body("sp500")))
    fake.now += timedelta(days=1)
    assert fetch("sp500", reply(body("sp500", 39, date(1957, 3, 6)))).state == "fetched"


def test_a_first_history_that_starts_late_is_refused(fetch, body, reply, store):
    assert fetch("vix", reply(body("vix", 9, date(1999, 1, 4)))).why == (
        "the history starts on 1999-01-04, but 1990-01-02 was asked for"
    )
    assert files(store) == []


def test_a_later_start_does_not_shorten_what_is_kept_and_an_earlier_one_lengthens_it(fetch, body, reply, store, today):
    fetch("dtb3", reply(body("dtb3", 40, date(2000, 1, 3))), since=date(2000, 1, 1))

    def since(day):
        return plan(chosen(["dtb3"]), day, today.date(), store)[0].since

    assert (since(date(2010, 1, 1)), since(date(1990, 1, 1)), since(None)) == (
        date(2000, 1, 1),
        date(1990, 1, 1),
        date(1954, 1, 4),
    )
    assert fetch("dtb3", reply(body("dtb3", 50, date(1999, 12, 24))), since=date(1999, 12, 24)).state == "fetched"


def test_a_start_after_today_is_refused(store, today):
    with pytest.raises(ConfigError, match="--since 2024-03-15 is not before today, 2024-03-15"):
        plan(chosen(["dtb3"]), today.date(), today.date(), store)


def test_an_interrupted_fetch_leaves_the_kept_file_and_nothing_else(fetch, body, reply, store, fake, monkeypatch):
    fetch("vix", reply(body("vix")))
    fake.now += timedelta(days=1)
    before = files(store)

    def interrupted(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr("data.fetch.fetching.check_history", interrupted)
    with pytest.raises(KeyboardInterrupt):
        fetch("vix", reply(body("vix", 41)))
    assert files(store) == before
    assert store.is_intact(store.record("vix"))


def test_a_folder_that_cannot_be_written_is_one_sentence(fetch, body, reply, store):
    store.folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(ResultError, match=r"cannot be written .*; name another folder with --to"):
        fetch("vix", reply(body("vix")))


def test_the_listing_tells_what_is_kept_damaged_and_absent(fetch, body, reply, store, today):
    fetch("vix", reply(body("vix")))
    fetch("skew", reply(body("skew")))
    (store.folder / "skew.csv").write_bytes(b"")
    told = listing(plan(chosen(["vix", "vix3m", "skew"]), None, today.date(), store), store)
    assert {one.download.name: one.state for one in told} == {"vix": "kept", "vix3m": "absent", "skew": "damaged"}


def test_a_record_is_plain_json(fetch, body, reply, store):
    fetch("ecb-rates", reply(body("ecb-rates")))
    plain = json.loads((store.folder / "ecb-rates.json").read_text(encoding="utf-8"))
    assert plain == store.record("ecb-rates").plain()
    assert (plain["first"], plain["rows"], plain["etag"]) == ("1999-01-04", 40, None)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("HTTPS_PROXY", "gopher://x", "the proxy that the environment names cannot be used: "),
        ("HTTPS_PROXY", "https://x:port", "the proxy that the environment names cannot be used: "),
        (
            "SSL_CERT_FILE",
            "/no/such/file",
            "SSL_CERT_FILE=/no/such/file: cannot be used for secure connections (No such",
        ),
        (
            "SSL_CERT_FILE",
            "{}",
            "SSL_CERT_FILE={}: cannot be used for secure connections (Is a directory); name another",
        ),
        (
            "SSLKEYLOGFILE",
            "{}",
            "SSLKEYLOGFILE={}: cannot be used for secure connections (Is a directory); name another",
        ),
    ],
)
def test_an_environment_that_cannot_be_used_is_one_sentence_that_names_it(
    name, value, told, no_proxy, monkeypatch, small, tmp_path
):
    monkeypatch.setenv(name, value.format(tmp_path))
    with pytest.raises(ConfigError) as refused:
        open_client(small)
    assert str(refused.value).startswith(told.format(tmp_path))

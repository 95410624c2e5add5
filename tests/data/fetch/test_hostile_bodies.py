"""Bodies that were made to do harm: refused in a sentence, in little memory and time."""

import io
import json
import os
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from data.fetch.checks import check_history, extent
from data.fetch.failures import Unusable
from data.fetch.public_series import chosen
from data.fetch.series import downloads
from data.fetch.store import Record
from data.fetch.workbook import sheets

DAY = datetime(2024, 3, 15, tzinfo=UTC)
NOTE = Record("vix", "vix.csv", "https://x", DAY, DAY, "0" * 64, 3, date(1990, 1, 2), 1, date(1990, 1, 2), None)


def refusal(name, sent):
    with pytest.raises(Unusable) as refused:
        extent(sent, chosen([name])[0].shape)
    return str(refused.value)


@pytest.mark.parametrize(
    "sent",
    [b"null", b"[]", b"7", b'"x"', b'{"chart": []}', b'{"chart": null}', b'{"chart": "x"}', b"[" * 10_000, b"9" * 5000],
)  # fmt: skip
def test_what_is_no_chart_is_told_as_such(sent):
    assert refusal("gspc", sent).startswith("the body is not a chart in JSON: ")


@pytest.mark.parametrize("error", ["no", [1], {"code": 1}, {"description": None}, True])
def test_an_error_of_any_form_is_told(error):
    assert refusal("gspc", json.dumps({"chart": {"error": error}}).encode()).startswith("the server sent an error: ")


@pytest.mark.parametrize(
    "time", ["NaN", "Infinity", "-1e308", "true", "null", '"x"', "[]", "0.5", "99999999999999999999", "-9000000000000"]
)
def test_a_time_that_is_none_is_refused_with_its_day(time, body):
    sent = json.loads(body("gspc", 3))
    sent["chart"]["result"][0]["timestamp"][1] = "EVIL"
    why = refusal("gspc", json.dumps(sent).replace('"EVIL"', time).encode())
    assert why.startswith("day 2 of the chart: ")
    assert why.endswith(" is not a time")


@pytest.mark.parametrize(
    ("place", "value"),
    [(("meta", "gmtoffset"), float("nan")), (("meta", "gmtoffset"), True), (("timestamp",), {}), (("indicators",), []),
        (("meta",), None), (("indicators", "quote"), [[]]), (("indicators", "quote"), "xyz")],
)  # fmt: skip
def test_a_chart_of_another_form_has_no_prices(place, value, body):
    sent = json.loads(body("gspc", 3))
    part = sent["chart"]["result"][0]
    for name in place[:-1]:
        part = part[name]
    part[place[-1]] = value
    assert refusal("gspc", json.dumps(sent).encode()).startswith(("the chart has no prices by day", "columns expected"))


@pytest.mark.parametrize(("method", "name"), [(zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")])
def test_another_packing_is_named_whether_broken_or_not(method, name):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("a.csv", b"Date,USD,JPY\n2024-01-02,1,2\n" * 50)
    broken = packed.getvalue().replace(b"a.csv", b"b.csv")
    spoiled = bytearray(broken)
    spoiled[60:64] = b"\xff" * 4
    for sent in (broken, bytes(spoiled)):
        assert refusal("ecb-rates", sent) == (
            f"the archive is packed with {name}, and only deflate, which was always used, is unpacked"
        )


def test_an_archive_that_lies_about_its_size_is_not_unpacked_beyond_it():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"0" * 9_000_000)
    told = struct.pack("<I", 9_000_000)
    assert packed.getvalue().count(told) == 2
    lie = packed.getvalue().replace(told, struct.pack("<I", 100))
    assert refusal("ecb-rates", lie) == "the archive is damaged or cut"
    assert refusal("ecb-rates", packed.getvalue()) == "the archive unpacks to 9,000,000 bytes, more than 8,388,608"


def circled(whole, *, table_of_tables=False):
    """A workbook whose chain of sectors leads back to its beginning."""
    made = bytearray(whole)
    if table_of_tables:
        struct.pack_into("<II", made, 44, 100_000_000, 4096)
        struct.pack_into("<I", made, 68, 2)
        return bytes(made)
    last = next(at for at in range(512, 1024, 4) if made[at : at + 4] == b"\xfe\xff\xff\xff" and at > 520)
    struct.pack_into("<I", made, last, 2)
    return bytes(made)


def test_a_workbook_whose_sectors_run_in_a_circle_is_told_as_such(body):
    whole = body("shiller", 300)
    assert refusal("shiller", circled(whole)) == "the sectors of the workbook lead round in a circle"
    assert refusal("shiller", circled(whole, table_of_tables=True)) == "the workbook is damaged or cut"


def test_a_workbook_of_many_sheets_is_not_looked_at_for_ever(monkeypatch):
    def bound(number):
        name = b"%05d" % number
        return struct.pack("<HHIHBB", 0x85, 8 + len(name), 0, 0, len(name), 0) + name

    many = b"".join(map(bound, range(20_000))) + struct.pack("<HH", 0x0A, 0)
    monkeypatch.setattr("data.fetch.workbook._workbook", lambda _body: many)
    assert len(sheets(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) == 100


@pytest.mark.parametrize("unit", [b"\n", b"a\n", b"\r", b"1954-01-04,1\r\n"])
def test_too_many_lines_are_counted_and_not_read(unit):
    sent = b"observation_date,DTB3\n" + unit * 300_000
    assert refusal("dtb3", sent) == "the body has more than 200,000 lines, which no daily history has"


@pytest.mark.parametrize("name", ["dtb3", "gspc"])
def test_a_text_longer_than_any_history_is_not_read(name):
    assert refusal(name, b"[" + b"[[]]," * 2_000_000) == (
        "the body has 10,000,001 bytes, more than the 8,388,608 of a daily history"
    )


def test_a_mark_without_a_text_has_no_columns():
    assert refusal("dtb3", b"\xef\xbb\xbf").startswith("columns expected: observation_date, DTB3; missing: ")


@pytest.mark.parametrize("day", ["01/01/99999999999999999999", "1/1/" + "9" * 5_000, "\u00b2/1/2020", "1/2", "//"])
def test_a_day_beyond_all_days_is_no_date(day):
    assert refusal("vix", f"DATE,OPEN,HIGH,LOW,CLOSE\n{day},1,1,1,1\n".encode()).endswith(" is not a date")


def test_a_history_that_ends_after_today_is_refused(body):
    (vix,) = downloads(chosen(["vix"])[0], None, DAY.date())
    found = extent(body("vix"), vix.series.shape)
    check_history(found._replace(last=date(2024, 3, 17)), vix, None, DAY.date())
    with pytest.raises(Unusable, match="the history ends on 9999-12-31, after today, 2024-03-15"):
        check_history(found._replace(last=date(9999, 12, 31)), vix, None, DAY.date())


def noted(store):
    """A note of a body, whether that is there or not."""
    store.folder.mkdir(exist_ok=True)
    (store.folder / "vix.json").write_text(json.dumps(NOTE.plain()), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value"),
    [("rows", "many"), ("rows", True), ("bytes", 1.5), ("bytes", "1"), ("url", 7), ("etag", ["x"]), ("first", "soon"),
        ("file", "../../etc/passwd"), ("file", "/dev/zero"), ("name", "skew"), ("checked_at", 5),
        ("fetched_at", "0001-01-01T00:00:00+14:00"), ("sha256", None), ("since", None)],
)  # fmt: skip
def test_a_note_that_this_program_did_not_write_is_none(name, value, store):
    noted(store)
    assert store.record("vix") == NOTE
    path = store.folder / "vix.json"
    path.write_text(json.dumps(NOTE.plain() | {name: value}), encoding="utf-8")
    assert store.record("vix") is None


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 1_000, "null", "", "\ufeff{}", "{" + " " * 100_000 + "}"])
def test_a_note_that_is_none_at_all_is_left_aside(text, store):
    noted(store)
    (store.folder / "vix.json").write_text(text, encoding="utf-8")
    assert store.record("vix") is None


def test_a_note_or_a_file_that_is_a_pipe_is_not_waited_for(store):
    noted(store)
    os.mkfifo(store.folder / "vix.csv")
    assert not store.is_intact(replace(NOTE, bytes=0))
    (store.folder / "vix.json").unlink()
    os.mkfifo(store.folder / "vix.json")
    assert store.record("vix") is None


def test_a_bomb_of_one_member_is_stopped_at_the_limit(fetch, reply):
    bomb = zlib.compressobj(1, zlib.DEFLATED, 31)
    sent = bomb.compress(b"0" * 5_000_000) + bomb.flush()
    outcome = fetch("vix", reply(sent, headers={"Content-Encoding": "gzip"}))
    assert outcome.why == "the body is longer than the 200,000 bytes allowed"

"""Bodies that are not what they should be."""

import io
import json
import zipfile
from contextlib import suppress
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest

from data.fetch.checks import Extent, extent
from data.fetch.failures import Unusable
from data.fetch.public_series import SERIES, chosen
from data.fetch.workbook import sheets


def refusal(name, sent):
    with pytest.raises(Unusable) as refused:
        extent(sent, chosen([name])[0].shape)
    return str(refused.value)


def archive(*members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for number, member in enumerate(members):
            file.writestr(f"{number}.csv", member)
    return packed.getvalue()


def test_a_chart_counts_days_at_the_exchange(body):
    shape = chosen(["gspc"])[0].shape
    assert extent(body("gspc", 3), shape) == Extent(3, date(1927, 12, 30), date(1928, 1, 1))


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"chart": {"result": None, "error": {"code": "Not Found", "description": "No data found"}}},
            "the server sent an error: No data found"),
        ({"chart": {"result": [], "error": None}}, "the chart has no prices by day"),
        ({"chart": {"result": [{"meta": {}}], "error": None}}, "the chart has no prices by day"),
        ({"finance": {}}, 'the body is not a chart in JSON: {"finance": {}}'),
    ],
)  # fmt: skip
def test_an_error_in_json_is_told(sent, why):
    assert refusal("gspc", json.dumps(sent).encode()) == why


def test_a_chart_is_whole_and_by_day(body):
    assert refusal("gspc", body("gspc")[:-9]).startswith("the body is not a chart in JSON")
    assert refusal("gspc", b"[" * 100_000).startswith("the body is not a chart in JSON")
    assert refusal("gspc", body("gspc", columns={"close": [1.0]})).startswith("the chart has 40 days, but its columns")
    monthly = body("gspc").replace(b'"1d"', b'"1mo"')
    assert refusal("gspc", monthly) == "the chart was asked for by day, but came by 1mo"
    assert "missing: volume; found: open" in refusal("gspc", body("gspc").replace(b'"volume"', b'"turnover"'))


def test_an_archive_is_whole_and_holds_one_small_file(body):
    assert refusal("ecb-rates", body("ecb-rates")[:-30]) == "the archive is damaged or cut"
    assert refusal("ecb-rates", b"PK but nothing else") == "the archive is damaged or cut"
    assert refusal("ecb-rates", archive("a", "b")) == "the archive does not hold one file"
    assert refusal("ecb-rates", archive("Date,USD,JPY\n")) == "there is not a single row below the header"
    assert "missing: JPY; found: Date, USD" in refusal("ecb-rates", archive("Date,USD\n2024-01-02,1\n"))


def test_an_archive_that_would_fill_the_memory_is_refused(monkeypatch):
    monkeypatch.setattr("data.fetch.checks.MOST_TEXT", 1000)
    why = "the archive unpacks to 1,001 bytes, more than 1,000"
    assert refusal("ecb-rates", archive(b"0" * 1001)) == why


def test_a_workbook_is_whole_and_has_its_sheet(body):
    whole = body("shiller", 300)
    assert extent(whole, chosen(["shiller"])[0].shape).rows == 300
    assert refusal("shiller", whole[:-1]) == "the workbook is damaged or cut"
    assert refusal("shiller", whole[:1000]) == "the workbook is damaged or cut"
    assert refusal("shiller", b"PK\x03\x04") == "the body is not an Excel 97-2003 workbook"
    found = refusal("shiller", body("shiller", columns="Sheet1"))
    assert found == "sheets expected: Data; missing: Data; found: Sheet1"


def test_workbooks_that_excel_wrote_are_read_and_no_part_of_them_passes_for_the_whole():
    package = Path(find_spec("statsmodels").origin).parent
    results = package / "tsa" / "statespace" / "tests" / "results" / "frbny_nowcast" / "Nowcasting"
    whole = (results / "data" / "US" / "2016-06-29.xls").read_bytes()
    assert sheets(whole) == {"data": 379}
    for length in range(1, len(whole), 4999):
        with pytest.raises(Unusable):
            sheets(whole[:length])
    older = package / "datasets" / "macrodata" / "src" / "macrodata.xls" / "macrodata.xls"
    with pytest.raises(Unusable, match="holds no Excel 97-2003 workbook"):
        sheets(older.read_bytes())


def test_an_open_quote_is_not_csv():
    assert refusal("dtb3", b'observation_date,DTB3\n"1954-01-04,1\n') == "the body is not CSV text"


def test_a_mark_before_the_text_and_blank_lines_do_no_harm():
    sent = b"\xef\xbb\xbfobservation_date,DTB3\r\n1954-01-04,1.33\r\n\r\n"
    assert extent(sent, chosen(["dtb3"])[0].shape) == Extent(1, date(1954, 1, 4), date(1954, 1, 4))


@pytest.mark.parametrize("name", [one.name for one in SERIES])
def test_damage_anywhere_is_refused_or_harmless_and_never_a_traceback(name, body):
    shape, whole, chance = chosen([name])[0].shape, body(name, 12), Random(1)  # noqa: S311
    for _ in range(60):
        damaged = bytearray(whole[: chance.randrange(1, len(whole) + 1)])
        for _ in range(chance.randrange(4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        with suppress(Unusable):
            assert extent(bytes(damaged), shape).rows <= 12 or name == "shiller"

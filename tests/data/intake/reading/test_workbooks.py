"""Workbooks, old and new, of both systems of day numbers, and Parquet as pandas writes it from yfinance."""

import contextlib
import io
import zipfile
from datetime import date, datetime

import pandas as pd
import pytest
import xlwt
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from data.base.days import iso
from data.base.finding import Refused
from data.intake.check import check_source, kind_of_file
from data.intake.reading.sheet import read_sheet
from data.intake.series_file import read_history
from data.intake.source import parse_source

FIRST, LAST = datetime(2018, 12, 28), datetime(2018, 12, 31)  # noqa: DTZ001  (as spreadsheets have them)


def old(rows, *, since_1904=False, sheets=("Prices",)):
    """An .xls with the same rows on each sheet, dates as dates."""
    book = xlwt.Workbook()
    book.dates_1904 = since_1904
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for name in sheets:
        sheet = book.add_sheet(name)
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(place, column, value, *((style,) if isinstance(value, date) else ()))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def new(rows, *, since_1904=False):
    book = Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def read(tmp_path):
    def history(content, given="index", name="x.bin"):
        (tmp_path / name).write_bytes(content)
        kind, colon, words = given.partition(":")
        return read_history(parse_source(kind, f"{tmp_path / name}{colon}{words}"))

    return history


@pytest.mark.parametrize("write", [old, new])
@pytest.mark.parametrize("since_1904", [False, True])
@pytest.mark.parametrize("form", ["dates", "day numbers", "texts"])
def test_days_of_a_workbook_are_its_days(write, since_1904, form, read):
    number = (LAST - (datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30))).days  # noqa: DTZ001
    last = {"dates": LAST, "day numbers": number, "texts": "2018-12-31"}[form]
    first = {"dates": FIRST, "day numbers": number - 3, "texts": "2018-12-28"}[form]
    rows = [["A bank's table", None], ["Date", "Close"], [first, 2485.74], [last, 2506.85]]
    history = read(write(rows, since_1904=since_1904))
    assert [iso(day) for day in history.days.tolist()] == ["2018-12-28", "2018-12-31"]
    assert list(history.values["close"]) == [2485.74, 2506.85]  # noqa: PD011
    assert history.lines.tolist() == [3, 4]
    assert not history.findings


def test_an_old_workbook_says_what_is_wrong_in_it(read, tmp_path):
    rows = [["Date", "Close"], [FIRST, 2485.74], [LAST, "n.m."]]
    assert [(one.check, one.line) for one in read(old(rows)).findings] == [("text-in-number", 3)]
    with pytest.raises(Refused) as refused:
        read(old(rows, sheets=("One", "Two")))
    assert [one.check for one in refused.value.findings] == ["several-sheets"]
    (tmp_path / "y.xls").write_bytes(old([["DATE", "DTB3"], [FIRST, 2.31], [LAST, 2.4]]))
    assert kind_of_file(tmp_path / "y.xls") == "bills"


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.8])
def test_a_damaged_old_workbook_is_refused_in_a_sentence(share, read):
    content = old([["Date", "Close"], *([FIRST, 2485.74 + place] for place in range(300))])
    with pytest.raises(Refused) as refused:
        read(content[: int(len(content) * share)])
    assert [one.check for one in refused.value.findings] == ["damaged"]


@pytest.mark.pages
@pytest.mark.parametrize("place", range(0, 6000, 97))
def test_bytes_gone_wrong_in_an_old_workbook_crash_nothing(place, read):
    content = bytearray(old([["Date", "Close"], *([FIRST, 2485.74 + n] for n in range(40))]))
    content[place % len(content)] ^= 0xFF
    with contextlib.suppress(Refused):
        assert len(read(bytes(content))) <= 40


def prices(*tickers):
    days = pd.DatetimeIndex([FIRST, LAST], name="Date")
    columns = pd.MultiIndex.from_product([["Close", "High", "Low", "Open", "Volume"], tickers],
        names=["Price", "Ticker"])  # fmt: skip
    return pd.DataFrame([[float(row + place) for place in range(len(columns))] for row in (2480, 2500)], days, columns)


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("as_column", [False, True])
def test_parquet_of_two_levels_is_read_as_its_csv_is(swapped, as_column, read, tmp_path):
    frame = prices("^GSPC")
    frame = frame.swaplevel(axis=1) if swapped else frame
    (frame.reset_index() if as_column else frame).to_parquet(tmp_path / "f.parquet")
    history = read((tmp_path / "f.parquet").read_bytes())
    assert [iso(day) for day in history.days.tolist()] == ["2018-12-28", "2018-12-31"]
    assert {name: list(history.values[name]) for name in history.values} == {  # noqa: PD011
        "close": [2480.0, 2500.0], "high": [2481.0, 2501.0], "low": [2482.0, 2502.0], "open": [2483.0, 2503.0],
        "volume": [2484.0, 2504.0],
    }  # fmt: skip
    assert (history.shape, history.findings) == ("Yahoo", ())


@pytest.mark.parametrize(
    "name",
    ["[{[]: 1}, 2]", f"(0x{'f' * 5_000}, '^GSPC')", "({(): []}, {{}})", "('Close', b'x')", "(" * 150 + ")" * 150,
     "[1, 2]", r"['Close', '\ud800']", "('Close', '^GSPC', '')", "('Close', '\\p')"],
)  # fmt: skip
def test_a_column_of_parquet_that_is_called_by_anything_but_two_texts_is_one_of_its_own(name, tmp_path):
    pd.DataFrame({"Date": ["2018-12-28", "2018-12-31"], name: [1.0, 2.0]}).to_parquet(tmp_path / "f.parquet")
    assert read_sheet(tmp_path / "f.parquet").header == ("Date", name)


def test_parquet_of_several_tickers_is_refused_with_their_names(tmp_path):
    prices("^GSPC", "^VIX").to_parquet(tmp_path / "f.parquet")
    _, found = check_source(parse_source("index", str(tmp_path / "f.parquet")))
    assert [(one.check, one.problem) for one in found] == [("several-tickers", "holds ^GSPC, ^VIX")]


def test_parquet_of_the_discount_of_bills_knows_its_basis(read, tmp_path):
    prices("^IRX").to_parquet(tmp_path / "f.parquet")
    assert (
        str(read((tmp_path / "f.parquet").read_bytes(), "bills").quote) == "bank discount of 91 days, as act/365 yield"
    )


@pytest.mark.parametrize("member", ["xl/workbook.bin", "content.xml"])
def test_workbooks_of_another_sort_are_told(member, read):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr(member, "x")
        packed.writestr("other.xml", "x")
    with pytest.raises(Refused, match=r"is a binary or OpenDocument workbook \(save it as \.xlsx or CSV\)"):
        read(content.getvalue())


def test_a_title_that_is_a_month_is_no_row_of_values(read):
    rows = ["2014\u5e741\u6708,,", "Date,Close,", "2018-12-28,2485.74,", "2018-12-31,2506.85,"]
    assert read("\n".join(rows).encode()).findings == ()

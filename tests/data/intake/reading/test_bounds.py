"""No more of a file is read than a table needs, and nothing that is no ordinary file."""

import io
import os
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from data.base import finding
from data.base.finding import Refused
from data.intake.check import check_source
from data.intake.reading import bounds, packed
from data.intake.reading.bounds import MOST_FIELDS, MOST_SIGNS, Bounds
from data.intake.reading.sheet import read_sheet
from data.intake.reading.text import Row
from data.intake.source import parse_source

SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
STYLES = "xl/styles.xml"


def refused(path, **how):
    with pytest.raises(Refused) as told:
        read_sheet(path, **how)
    return [one.check for one in told.value.findings], str(told.value)


@pytest.fixture
def book(tmp_path):
    """A workbook whose sheet, or another file in it, is told as XML."""

    def made(rows, **others):
        plain, path = io.BytesIO(), tmp_path / "x.xlsx"
        Workbook().save(plain)
        held = zipfile.ZipFile(plain)
        told = {name: held.read(name) for name in held.namelist()}
        told["xl/worksheets/sheet1.xml"] = SHEET.format(rows)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {**told, **others}.items():
                archive.writestr(name, content)
        return path

    return made


@pytest.mark.parametrize("row", [[""] * (MOST_FIELDS + 1), ["x" * (MOST_SIGNS + 1)]], ids=["fields", "signs"])
def test_a_row_has_so_many_fields_and_a_cell_so_many_signs(row):
    with pytest.raises(Refused, match=r"^f line 7: has more than .*; cut it to the series"):
        Bounds("f").rows([Row(7, row)])
    assert Bounds("f").rows([Row(7, row[:-1])] if len(row) > 1 else [Row(7, [row[0][:-1]])])


def test_the_tables_of_a_file_share_what_is_read():
    shared = Bounds("f", most=2)
    shared.rows([Row(1, ["a"] * 20), Row(2, ["a"] * 15)])
    with pytest.raises(Refused, match="40 cells"):
        shared.rows([Row(1, ["a"] * 6)])
    with pytest.raises(Refused, match="2 rows"):
        Bounds("f", most=2).rows([Row(line, ["a"]) for line in (1, 2, 3)])


def test_a_text_that_is_there_twice_is_kept_once():
    rows = Bounds("f").rows([Row(1, ["abcd"[:3]]), Row(2, ["xabc"[1:]])])
    assert rows[0].cells[0] is rows[1].cells[0]


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes among its files")
def test_only_ordinary_files_are_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "cannot be read (it is a pipe, and only ordinary files are read)" in refused(tmp_path / "pipe.csv")[1]
    (tmp_path / "zeros.csv").symlink_to("/dev/zero")
    assert "it is a device, and only ordinary files are read" in refused(tmp_path / "zeros.csv")[1]
    (tmp_path / "circle.csv").symlink_to(tmp_path / "circle.csv")
    assert refused(tmp_path / "circle.csv")[0] == ["unreadable"]
    assert "is not a file; give the name of a file" in refused(tmp_path)[1]


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="has no such files")
def test_a_file_of_the_system_is_none_of_somebodys_own(tmp_path):
    (tmp_path / "maps.csv").symlink_to("/proc/self/maps")
    assert "it is a file of the system, and only ordinary files are read" in refused(tmp_path / "maps.csv")[1]


@pytest.mark.parametrize(
    ("rows", "check", "said"),
    [
        (f'<row r="3">{"<c/>" * 1_001}</row>', "too-many-cells", "line 3: has more than 1,000 cells in a row"),
        ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too-many-cells", "line 1: has more than 200,000 rows, 1,000"),
        ('<row r="1048576"><c/></row>', "too-many-cells", "line 1048576: has more than 200,000 rows"),
        ('<row r="2"/><row r="2"/>', "damaged", "row 2 stands below row 2"),
    ],
)  # fmt: skip
def test_a_workbook_that_asks_for_too_much_is_refused(book, rows, check, said):
    checks, sentence = refused(book(rows))
    assert checks == [check]
    assert said in sentence


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "it declares a document type, in which XML can hide entities"),
        ('<?xml version="1.0" encoding="cp037"?><a/>', "in an encoding that XML here cannot have"),
        ("<a>", "no element found"),
        (f"<styleSheet>{'<xf/>' * 2_001}</styleSheet>", "2,000 other elements of XML, as a workbook"),
    ],
    ids=["entities", "encoding", "cut", "styles"],
)
def test_the_xml_of_a_workbook_is_looked_through(book, content, said, monkeypatch):
    monkeypatch.setattr(packed, "MOST_OTHERS", 2_000)
    assert said in refused(book("", **{STYLES: content}))[1]


@pytest.mark.parametrize("name", ["xl/sheet1.dat", "xl/sheet1.png", "xl/folder/"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp037"])
def test_so_is_xml_of_another_name(book, name, encoding):
    content = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    checks, sentence = refused(book("", **{name: content.encode(encoding)}))
    assert checks == ["damaged"]
    assert "is no readable workbook" in sentence


def test_so_is_xml_behind_white_space(book):
    content = f'{" " * 300}<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert "it declares a document type" in refused(book("", **{"xl/sheet1.dat": content}))[1]


def test_a_sheet_of_another_name_has_no_more_rows_and_cells_either(book):
    rows = f'<row r="3">{"<c/>" * 1_001}</row>'
    assert refused(book("", **{"xl/sheet1.dat": SHEET.format(rows)}))[0] == ["too-many-cells"]


def test_pictures_and_settings_of_printers_in_a_workbook_are_let_be(book):
    printer = "Printer".encode("utf-16-le") + bytes(200)
    path = book(
        '<row r="1"><c r="A1"><v>1</v></c></row>', **{"xl/a.png": b"\x89PNG\r\n<", "xl/b.bin": printer, "xl/c.bin": b""}
    )
    assert zipfile.ZipFile(path).namelist()[-1] == "xl/c.bin"
    assert "is no readable workbook" not in refused(path)[1]


def test_a_text_of_parquet_that_stands_in_every_row_is_refused_soon(tmp_path):
    count = 20_000
    long = pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), pa.array(["x" * 30_000]))
    pq.write_table(pa.table({"Date": ["2015-01-02"] * count, "Close": long}), tmp_path / "a.parquet")
    assert refused(tmp_path / "a.parquet")[0] == ["too-many-cells"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (pa.array([[1.0]]), "column Close has lists or structures"),
        (pa.array([1], pa.timestamp("us", "Nowhere/Land")), "column Close"),
        (pa.array([2**62], pa.timestamp("us")), "column Close"),
    ],
    ids=["list", "zone", "far"],
)
def test_values_of_parquet_that_are_none_of_a_table_are_told(tmp_path, values, said):
    pq.write_table(pa.table({"Date": ["2015-01-02"], "Close": values}), tmp_path / "a.parquet")
    checks, sentence = refused(tmp_path / "a.parquet")
    assert checks == ["damaged"]
    assert said in sentence


def test_lines_end_as_they_end(tmp_path):
    (tmp_path / "a.csv").write_bytes(b'Date,Close\r\n2015-01-02,"a\rb"\r2015-01-05,2\n\n2015-01-06,3')
    sheet = read_sheet(tmp_path / "a.csv")
    assert sheet.rows == [["2015-01-02", "a\rb"], ["2015-01-05", "2"], ["2015-01-06", "3"]]
    assert sheet.lines == [2, 4, 6]


def test_lines_without_anything_are_counted_too(monkeypatch):
    monkeypatch.setattr(bounds, "MOST_ROWS", 3)
    rows = [Row(line, []) for line in range(1, 5)]
    assert len(Bounds("f", most=9).rows(rows[:3])) == 3
    with pytest.raises(Refused, match="line 4: has more than 9 rows"):
        Bounds("f", most=9).rows(rows)


def test_looking_for_errors_stops_where_there_are_many(tmp_path, monkeypatch):
    monkeypatch.setattr(finding, "MOST_ERRORS", 5)
    (tmp_path / "a.csv").write_text("Date,Close\n" + "2015-01-02,1\n" * 20, encoding="utf-8")
    _, found = check_source(parse_source("index", str(tmp_path / "a.csv")))
    told = [one for one in found if one.check in {"row-repeats", "many-errors"}]
    assert [one.check for one in told][:5] == ["row-repeats"] * 5
    assert "a.csv: has 5 errors, the last of them row-repeats, and no more like these were looked for; mend" in str(
        told[5]
    )

import csv

import openpyxl
import pyarrow.parquet as pq
import pytest

from data.base.errors import ResultError
from engine import backtest, load_config
from engine.results.export import export_table, format_of
from engine.results.folders import write_file


@pytest.fixture(scope="module")
def table(market):
    return backtest(load_config(None, ["period.start=2008-01-02", "period.end=2008-01-31"]), market).table("equity")


def test_csv_is_what_a_spreadsheet_in_japan_reads(table, tmp_path):
    export_table(table, "csv", tmp_path / "equity.csv")
    assert (tmp_path / "equity.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
    with (tmp_path / "equity.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["date"] for row in rows] == [day.isoformat() for day in table["date"].to_pylist()]
    assert [float(row["equity"]) for row in rows] == table["equity"].to_pylist()


def test_parquet_keeps_values_and_units(table, tmp_path):
    export_table(table, "parquet", tmp_path / "equity.parquet")
    stored = pq.read_table(tmp_path / "equity.parquet")
    assert stored.equals(table)
    assert stored.schema.field("equity").metadata[b"unit"] == b"account currency"


def test_a_sheet_has_a_header_dates_and_numbers(table, tmp_path):
    export_table(table, "xlsx", tmp_path / "equity.xlsx")
    book = openpyxl.load_workbook(tmp_path / "equity.xlsx", read_only=True)
    header, first, *_ = book["equity"].values
    assert list(header) == table.column_names
    assert first[0].date() == table["date"][0].as_py()
    assert first[1] == table["equity"][0].as_py()
    book.close()


def test_a_file_is_not_overwritten_unasked(table, tmp_path):
    file = tmp_path / "equity.csv"
    file.write_text("mine")
    with pytest.raises(ResultError, match=r"equity.csv: exists; choose another name or give --force"):
        export_table(table, "csv", file)
    assert file.read_text() == "mine"
    export_table(table, "csv", file, force=True)
    assert file.read_text() != "mine"


def test_a_folder_that_is_not_there_is_named(table, tmp_path):
    with pytest.raises(ResultError, match=r"equity.csv: there is no folder .*nowhere; make it first"):
        export_table(table, "csv", tmp_path / "nowhere" / "equity.csv")


def test_the_format_is_asked_for_or_read_off_the_name(tmp_path):
    assert format_of(None, tmp_path / "a.XLSX") == "xlsx"
    assert format_of("csv", tmp_path / "a.txt") == "csv"
    with pytest.raises(ResultError, match=r"its ending names no format; give --format csv, parquet, xlsx"):
        format_of(None, tmp_path / "a.txt")


def test_a_folder_is_no_file_to_write(table, tmp_path):
    with pytest.raises(ResultError, match="is a folder; give the name of a file"):
        export_table(table, "csv", tmp_path, force=True)


def test_a_folder_that_is_a_file_is_told(table, tmp_path):
    (tmp_path / "file").write_text("kept")
    with pytest.raises(ResultError, match=r"equity.csv: cannot be written \(Not a directory\)"):
        export_table(table, "csv", tmp_path / "file" / "equity.csv")
    with pytest.raises(ResultError, match=r"page.html: cannot be written \(Not a directory\)"):
        write_file(tmp_path / "file" / "page.html", lambda path: path.write_text("page"))
    assert (tmp_path / "file").read_text() == "kept"

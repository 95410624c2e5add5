import csv

import openpyxl
import pyarrow as pa
import pytest

from data.base.errors import ResultError
from engine.results.defused import defused, defused_table
from engine.results.export import export_table

EVIL = [
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "'=1",
]  # fmt: skip
PLAIN = ["core", "a=b", "-1.5", "+3", "", "2008-01-02", "ESZ18"]


def exported(tmp_path, kind, table):
    file = tmp_path / f"table.{kind}"
    export_table(table, kind, file)
    if kind == "xlsx":
        return [list(row) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()]
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


def test_only_what_begins_as_a_formula_does_has_a_mark():
    assert [defused(one) for one in EVIL] == [f"'{one}" for one in EVIL]
    assert [defused(one) for one in PLAIN] == PLAIN
    table = pa.table({"name": [*PLAIN, None], "size": [-1.0] * 8})
    assert defused_table(table).equals(table)


def test_no_cell_and_no_title_of_a_csv_is_a_formula(tmp_path):
    columns = {name: pa.array(EVIL).dictionary_encode() if place % 2 else EVIL for place, name in enumerate(EVIL)}
    titles, *rows = exported(tmp_path, "csv", pa.table({**columns, "size": [-2.5] * len(EVIL)}))
    assert titles == [*(f"'{one}" for one in EVIL), "size"]
    assert rows == [[f"'{one}"] * len(EVIL) + ["-2.5"] for one in EVIL]


def test_every_cell_and_title_of_a_sheet_is_text_as_it_stands(tmp_path):
    texts = [*EVIL, *PLAIN, "#REF!", "#N/A"]
    rows = exported(tmp_path, "xlsx", pa.table({one or "empty": texts for one in texts}))
    assert {cell.data_type for row in rows for cell in row if cell.value is not None} == {"s"}
    told = [text.replace("\r", "\n") for text in texts]  # as XML has them
    assert [row[0].value or "" for row in rows[1:]] == told


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_told_as_text(tmp_path, kind):
    rows = exported(tmp_path, kind, pa.table({"crises": [["1987", "=2008"], ["=x"], []]}))
    told = [[getattr(cell, "value", cell) for cell in row] for row in rows[:3]]
    assert told == [["crises"], ['["1987", "=2008"]'], ['["=x"]']]


@pytest.mark.parametrize("table", [{"a\x1b": ["x"]}, {"a": ["=\x1b"]}, {"a": ["x", "\x1b"]}])
def test_a_control_character_in_a_sheet_is_a_sentence(tmp_path, table, capfd):
    with pytest.raises(ResultError, match=r"table\.xlsx: a text has a control character, which a sheet cannot hold"):
        exported(tmp_path, "xlsx", pa.table(table))
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


def test_a_sheet_whose_table_has_an_odd_name_is_written(tmp_path):
    table = pa.table({"a": [1]}).replace_schema_metadata({"table": "a/b:[c]*?\\'" * 9})
    assert len(exported(tmp_path, "xlsx", table)) == 2

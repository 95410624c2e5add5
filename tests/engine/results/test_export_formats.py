"""What other programs find in an exported file: types, formats, encodings."""

import datetime as dt
import io

import openpyxl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import csv

from data.base.columns import Column, arrow_schema
from data.base.errors import ResultError
from engine.comparison.curves import curves
from engine.results.export import export_table
from engine.results.run import RunResult
from engine.results.units import measure_of

SCHEMA = arrow_schema(
    "some",
    1,
    (
        Column("date", pa.date32(), "date", ""),
        Column("amount", pa.float64(), "account currency", "", nullable=True),
        Column("share", pa.float64(), "annual decimal", "", nullable=True),
        Column("price", pa.float64(), "index points", ""),
        Column("size", pa.int64(), "contracts, signed", ""),
        Column("hypothetical", pa.bool_(), "flag", ""),
        Column("reason", pa.string(), "text", "", nullable=True),
    ),
)
DAY = dt.date(2008, 10, 15)
ROWS = [
    (DAY, -1234.5, 0.0125, 907.84, -2, True, "volatility above 20 %"),
    (DAY, None, None, 0.1, 0, False, "=1+1"),
    (DAY, 0.0, -1.0, 1e-9, 10**9, False, ""),
]


def table_of(rows):
    columns = list(zip(*rows, strict=True)) or [[]] * len(SCHEMA)
    return pa.table([pa.array(values, f.type) for values, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)


@pytest.fixture
def sheet(tmp_path):
    export_table(table_of(ROWS), "xlsx", tmp_path / "some.xlsx")
    book = openpyxl.load_workbook(tmp_path / "some.xlsx")
    yield book["some"]
    book.close()


def test_cells_have_types_and_formats_by_unit(sheet):
    first = sheet[2]
    assert [cell.number_format for cell in first] == [
        "yyyy-mm-dd", "#,##0.00", "0.00%", "0.00", "0", "General", "General",
    ]  # fmt: skip
    assert [cell.data_type for cell in first] == ["d", "n", "n", "n", "n", "b", "s"]
    assert first[0].value.isoformat() == "2008-10-15T00:00:00"
    assert [cell.value for cell in first[1:]] == list(ROWS[0][1:])


def test_a_null_is_an_empty_cell_and_text_is_never_a_formula(sheet):
    second = sheet[3]
    assert [second[1].value, second[2].value] == [None, None]
    assert (second[6].value, second[6].data_type) == ("=1+1", "s")


def test_the_header_is_bold_stays_in_sight_and_columns_are_wide_enough(sheet):
    assert [cell.value for cell in sheet[1]] == SCHEMA.names
    assert all(cell.font.b for cell in sheet[1])
    assert not sheet[2][0].font.b
    assert sheet.freeze_panes == "A2"
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    assert list(widths) == list("ABCDEFG")
    assert all(width > len(name) for width, name in zip(widths.values(), SCHEMA.names, strict=True))
    assert widths["G"] > len(ROWS[0][6])


def test_text_that_no_sheet_can_hold_is_refused(tmp_path):
    with pytest.raises(ResultError, match=r"bad.xlsx: a text has a control character, which a sheet cannot hold"):
        export_table(table_of([(*ROWS[0][:-1], "a\x01b")]), "xlsx", tmp_path / "bad.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_curves_of_a_comparison_are_money():
    equity = pa.table(
        [[DAY], [1.0]], schema=pa.schema([SCHEMA.field("date"), SCHEMA.field("amount").with_name("equity")])
    )
    beside = curves({name: RunResult(None, {"equity": equity}, {}) for name in ("core", "A")}, "equity")
    assert [(field.name, field.metadata[b"unit"]) for field in beside.schema][1:] == [
        ("core", b"currency in which the run is told"), ("A", b"currency in which the run is told"),
    ]  # fmt: skip
    assert {measure_of(field) for field in beside.schema} == {"date", "money"}


def read_csv(content, encoding):
    text = content.decode(encoding).encode()
    types = {field.name: field.type for field in SCHEMA}
    options = csv.ConvertOptions(column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False)
    return csv.read_csv(
        io.BytesIO(text), parse_options=csv.ParseOptions(newlines_in_values=True), convert_options=options
    )


NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(st.sampled_from("abc \"',;\n%=-@日本語円あア"), max_size=8)


@pytest.mark.pages
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp932"])
@given(
    rows=st.lists(
        st.tuples(
            st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1)),
            st.none() | NUMBERS, st.none() | NUMBERS, NUMBERS, st.integers(-(2**63), 2**63 - 1), st.booleans(),
            st.none() | WORDS,
        ),
        max_size=5,
    )
)  # fmt: skip
def test_csv_read_back_is_the_table(rows, encoding, tmp_path_factory):
    file = tmp_path_factory.getbasetemp() / f"{encoding}.csv"
    export_table(table_of(rows), "csv", file, force=True, encoding=encoding)
    found = read_csv(file.read_bytes(), encoding).to_pylist()
    told = [{**row, "reason": row["reason"] and row["reason"].removeprefix("'")} for row in found]
    assert told == table_of(rows).to_pylist()
    assert not any((row["reason"] or "").startswith(("=", "@")) for row in found)


def test_only_the_first_encoding_has_a_byte_order_mark(tmp_path):
    for encoding, begins in (("utf-8-sig", b"\xef\xbb\xbf"), ("utf-8", b'"da'), ("cp932", b'"da')):
        export_table(table_of(ROWS), "csv", tmp_path / encoding, encoding=encoding)
        assert (tmp_path / encoding).read_bytes()[:3] == begins


def test_text_that_the_encoding_lacks_is_named_and_nothing_is_left(tmp_path):
    with pytest.raises(ResultError, match=r"bad.csv: cp932 has no '☕'; choose --encoding utf-8-sig"):
        export_table(table_of([(*ROWS[0][:-1], "tea ☕")]), "csv", tmp_path / "bad.csv", encoding="cp932")
    assert list(tmp_path.iterdir()) == []

"""Rows of a table, chosen and laid out."""

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.columns import Column, arrow_schema
from data.base.errors import ResultError
from engine.report.console import console
from engine.report.rows import GAP, blocks, plain_rows, row_tables
from engine.results.row_filter import chosen_rows
from engine.results.schemas import SCHEMAS
from engine.results.units import measure_of

SCHEMA = arrow_schema(
    "some",
    1,
    (
        Column("date", pa.date32(), "date", ""),
        Column("amount", pa.float64(), "account currency", "", nullable=True),
        Column("share", pa.float64(), "decimal, <= 0", ""),
        Column("size", pa.int64(), "contracts, signed", ""),
        Column("hypothetical", pa.bool_(), "flag", ""),
        Column("reason", pa.string(), "text", ""),
    ),
)
TABLE = pa.table(
    {
        "date": [date(2008, 1, 2), date(2008, 1, 3), date(2008, 1, 4)],
        "amount": [1234.5, None, -3.0],
        "share": [0.0, -0.5, -0.25],
        "size": [1, -2, 3],
        "hypothetical": [True, False, True],
        "reason": ["fixed roll date", "Halved", "a halved [bold] overlay"],
    },
    schema=SCHEMA,
)


def test_rows_are_chosen_by_date_and_by_text_in_any_case():
    def sizes(**asked):
        return chosen_rows(TABLE, "some", **asked)["size"].to_pylist()

    assert sizes() == [1, -2, 3]
    assert sizes(first=date(2008, 1, 3)) == [-2, 3]
    assert sizes(first=date(2008, 1, 3), last=date(2008, 1, 3)) == [-2]
    assert sizes(text="halved") == [-2, 3]
    assert sizes(text="HALVED", last=date(2008, 1, 3)) == [-2]
    assert sizes(text="zz") == []
    assert chosen_rows(TABLE.slice(0, 0), "some", text="a").num_rows == 0


def test_a_table_without_dates_has_none_to_choose_by():
    with pytest.raises(ResultError, match="table some has no column date; leave out --from and --to"):
        chosen_rows(TABLE.drop_columns("date"), "some", first=date(2008, 1, 3))
    numbers = TABLE.select(["amount"])
    assert chosen_rows(numbers, "some", text="3").num_rows == 0


def test_values_are_shown_by_their_units(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for block in row_tables(TABLE, 80):
        console().print(block)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[2] == ["2008-01-02", "1,234.50", "0.000%", "1", "yes", "fixed", "roll", "date"]
    assert lines[3] == ["2008-01-03", "n/a", "-50.000%", "-2", "no", "Halved"]
    assert lines[4][-4:] == ["a", "halved", "[bold]", "overlay"]


def test_for_json_dates_are_iso_and_what_is_no_number_is_null():
    table = TABLE.set_column(2, SCHEMA.field("share"), pa.array([float("nan"), float("inf"), 0.5]))
    assert [row["share"] for row in plain_rows(table)] == [None, None, 0.5]
    assert plain_rows(table)[0]["date"] == "2008-01-02"


@given(st.lists(st.integers(1, 67), min_size=1, max_size=20), st.booleans())
def test_every_column_is_shown_once_and_every_block_fits(columns, dated):
    widths = {"date": 10} if dated else {}
    widths |= {f"c{place}": width for place, width in enumerate(columns)}
    found = blocks(widths, 80)
    key = ["date"] if dated else []
    assert key + [name for block in found for name in block[len(key) :]] == list(widths)
    assert all(sum(widths[name] for name in block) + GAP * (len(block) - 1) <= 80 for block in found)
    assert all(block[: len(key)] == key for block in found)


def test_the_measure_of_a_column_follows_from_its_type_and_unit():
    def measures(table):
        return {field.name: measure_of(field) for field in SCHEMAS[table]}

    equity, fills = measures("equity"), measures("fills")
    assert (equity["date"], equity["equity"], equity["drawdown"]) == ("date", "money", "percent")
    assert (equity["total_exposure"], equity["excess_ratio"]) == ("points", "percent")
    assert (fills["size"], fills["price"], fills["hypothetical"], fills["reason"]) == (
        "count",
        "points",
        "flag",
        "text",
    )
    assert measures("targets")["volatility"] == "percent"
    assert measure_of(pa.field("bare", pa.float64())) == "number"

"""A benchmark of one's own, read from a file of levels or of returns."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.days import iso
from data.base.errors import ConfigError
from data.base.finding import Refused
from data.intake.benchmark_file import read_benchmark


def written(folder, text, name="mine.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_levels_are_read_as_they_stand_and_called_as_the_file(tmp_path):
    found = read_benchmark(written(tmp_path, "date,level\n2020-01-02,100\n2020-01-03,101.5\n2020-01-06,99\n"))
    assert found.name == "mine"
    assert [iso(day) for day in found.days.tolist()] == ["2020-01-02", "2020-01-03", "2020-01-06"]
    assert found.levels.tolist() == [100.0, 101.5, 99.0]


def test_a_column_with_dividends_is_taken_before_a_price(tmp_path):
    file = written(tmp_path, "Date,Close,Adj Close\n2020-01-02,100,80\n2020-01-03,101,81\n")
    assert read_benchmark(file).levels.tolist() == [80.0, 81.0]


def test_a_name_behind_the_file_is_its_column_or_what_it_is_called(tmp_path):
    file = written(tmp_path, "Date,Close,Adj Close\n2020-01-02,100,80\n2020-01-03,101,81\n")
    assert read_benchmark(f"{file}:Close").name == "Close"
    assert read_benchmark(f"{file}:Close").levels.tolist() == [100.0, 101.0]
    assert read_benchmark(f"{file}:World fund").name == "World fund"
    assert read_benchmark(f"{file}:World fund").levels.tolist() == [80.0, 81.0]


@pytest.mark.parametrize(
    ("column", "values"), [("return", (0.5, 0.01, -0.02)), ("return_percent", (0.3, 1, -2)), ("return", (50, 1, -2))]
)
def test_returns_are_compounded_from_the_first_day(tmp_path, column, values):
    days = ("2020-01-31", "2020-02-28", "2020-03-31")
    values = tuple(0.01 if value == 0.5 else value for value in values)
    rows = "".join(f"{day},{value}\n" for day, value in zip(days, values, strict=True))
    found = read_benchmark(written(tmp_path, f"date,{column}\n{rows}"))
    assert found.levels == pytest.approx([1.0, 1.01, 1.01 * 0.98], rel=1e-12)


def test_parquet_is_read_too(tmp_path):
    table = pa.table({"date": np.array(["2020-01-02", "2020-01-03"], "datetime64[D]"), "nav": [10.0, 11.0]})
    pq.write_table(table, tmp_path / "fund.parquet")
    assert read_benchmark(str(tmp_path / "fund.parquet")).levels.tolist() == [10.0, 11.0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("date,level\n2020-01-02,100\n2020-01-03,0\n", "leaves nothing of a level"),
        ("date,level\n2020-01-02,100\n2020-01-03,10\n", "0.1 times the value of 2020-01-02"),
        ("date,level\n2020-01-03,100\n2020-01-02,101\n", "2020-01-03"),
        ("date,level\n2020-01-02,100\n", "level"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path, text, told):
    with pytest.raises(Refused, match=told):
        read_benchmark(written(tmp_path, text))


def test_columns_that_say_nothing_are_asked_for(tmp_path):
    with pytest.raises(ConfigError, match=r"has the columns a, b beside its dates; .* mine\.csv:a"):
        read_benchmark(written(tmp_path, "date,a,b\n2020-01-02,1,2\n2020-01-03,1,2\n"))

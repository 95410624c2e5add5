"""A table is written to the file that is named, also where its name looks like an address."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.bounded_parquet import read_parquet
from data.base.parquet_written import write_parquet


@pytest.mark.parametrize("folder", ["a:b:c", "s3:", "http:", "plain", "a\udcff"])
def test_a_folder_with_a_colon_or_a_byte_that_is_no_letter_is_a_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(folder).mkdir()
    table = pa.table({"a": [1.0, 2.0]})
    write_parquet(table, Path(folder) / "table.parquet")
    with (tmp_path / folder / "table.parquet").open("rb") as file:
        assert pq.read_table(file).equals(table)
    assert read_parquet(Path(folder) / "table.parquet").equals(table)

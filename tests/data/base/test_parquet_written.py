"""A table is written to the file that is named, also where its name looks like an address."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.parquet_written import write_parquet


@pytest.mark.parametrize("folder", ["a:b:c", "s3:", "http:", "plain"])
def test_a_folder_with_a_colon_is_a_folder(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path(folder).mkdir()
    table = pa.table({"a": [1.0, 2.0]})
    write_parquet(table, Path(folder) / "table.parquet")
    assert pq.read_table(tmp_path / folder / "table.parquet").equals(table)

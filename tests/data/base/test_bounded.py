"""Files are read within bounds."""

import os
import tracemalloc
from contextlib import nullcontext
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base import bounded
from data.base.bounded import (
    NestedTooDeeplyError,
    TooLargeError,
    json_of,
    read_bytes,
    read_json,
    read_text,
    read_toml,
    toml_of,
)
from data.base.bounded_parquet import read_parquet


def test_an_ordinary_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert read_bytes(tmp_path / "a", 3) == b"abc"


def test_a_larger_file_is_refused_with_both_sizes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 12_345_678)
    with pytest.raises(OSError, match=r"it has 12\.35 MB, and at most 1\.05 MB are read"):
        read_bytes(tmp_path / "a", 1 << 20)


def test_no_more_memory_is_taken_than_a_file_has_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    tracemalloc.start()
    try:
        assert read_bytes(tmp_path / "a", 1 << 31) == b"abc"
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("most", "whole"), [(1_000_000, True), (300_000, False)])
def test_a_file_that_grows_meanwhile_is_read_whole_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, *, whole: bool
) -> None:
    (tmp_path / "a").write_bytes(b"x" * 400_000)
    monkeypatch.setattr(bounded, "_bytes_of", lambda *_: 3)
    with nullcontext() if whole else pytest.raises(OSError, match=r"at most 0\.30 MB are read"):
        assert read_bytes(tmp_path / "a", most) == b"x" * 400_000


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(OSError, match="it is a pipe, and only ordinary files are read"):
        read_bytes(tmp_path / "a", 10)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_a_device_is_refused(path: str) -> None:
    with pytest.raises(OSError, match="it is a device"):
        read_bytes(Path(path), 10)


def test_a_file_of_the_system_is_refused() -> None:
    with pytest.raises(OSError, match="it is a file of the system"):
        read_bytes(Path("/proc/self/status"), 1 << 20)


def test_a_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_text(tmp_path)


@pytest.mark.parametrize("text", ["a=" + "[" * 600 + "]" * 600, "a=" + "[" * 99 + "]" * 99, ".".join("a" * 90) + "=1"])
def test_toml_of_many_levels_is_refused(text: str) -> None:
    with pytest.raises(NestedTooDeeplyError, match="more than 60 tables or lists in one another"):
        toml_of(text)


def test_a_key_of_a_million_dots_is_refused_at_once() -> None:
    with pytest.raises(NestedTooDeeplyError):
        toml_of("x = {" + "a." * 400_000 + "a=1}")


HUGE = ["0x" + "f" * 5_000, "0b" + "1" * 64, "0o" + "7" * 22, "9" * 5_000, str(2**63), str(-(2**63) - 1)]


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize("text", ["a.b = {}", "a = {{ b = [1, [{}]] }}", "[[a]]\nb = {}"])
def test_a_whole_number_of_more_than_64_bits_is_refused_in_toml_with_its_place(text: str, number: str) -> None:
    with pytest.raises(
        TooLargeError, match=r"(a\.b|a number) is a whole number of more than 64 bits; give one from -9"
    ):
        toml_of(text.format(number))


@pytest.mark.parametrize("number", HUGE[3:])
def test_so_is_one_in_json(number: str) -> None:
    with pytest.raises(TooLargeError, match="a number is a whole number of more than 64 bits"):
        json_of(f'{{"a": [{number}]}}')


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_the_largest_of_64_bits_are_read(number: int) -> None:
    assert toml_of(f"a = {number}") == json_of(f'{{"a": {number}}}') == {"a": number}


def test_the_place_of_a_number_is_told_by_its_beginning() -> None:
    with pytest.raises(TooLargeError) as refused:
        toml_of("k" * 900_000 + f" = {2**63}")
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize("depth", [99, 600, 200_000])
def test_json_of_many_levels_is_refused(depth: int) -> None:
    with pytest.raises(NestedTooDeeplyError):
        json_of('{"a":' + "[" * depth + "]" * depth + "}")


@pytest.mark.parametrize(
    "text", ["[]", "null", '{"a": NaN}', '{"a": -Infinity}', '{"a": ' + "9" * 5000 + "}", "", "\ufeff{}"]
)
def test_what_is_no_finite_object_of_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  (each in its own words)
        json_of(text)


def test_files_of_toml_and_json(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    (tmp_path / "b").write_bytes(b'{"a": 1}\r\n')
    assert read_toml(tmp_path / "a") == read_json(tmp_path / "b") == {"a": 1}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = pa.table({"a": [1, None, 3], "b": ["x", None, "y"], "c": [[1.0], [], [2.0, 3.0]]}).replace_schema_metadata(
        {"k": "v"}
    )
    pq.write_table(table, tmp_path / "a", row_group_size=2)
    as_ever = pq.ParquetFile(tmp_path / "a").read()
    assert as_ever.to_pydict() == table.to_pydict()
    for most in (1_000_000, 200):
        assert read_parquet(tmp_path / "a", most=most).equals(as_ever, check_metadata=True)
    assert read_parquet(tmp_path / "a", ["b"]).column_names == ["b"]


def test_a_small_file_that_would_be_large_is_refused(tmp_path: Path) -> None:
    one = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), ["x" * 100_000])
    pq.write_table(pa.table({"a": one}), tmp_path / "a", compression="zstd", store_schema=False)
    assert (tmp_path / "a").stat().st_size < 3_000
    with pytest.raises(ValueError, match=r"has more than 10\.00 MB of values"):
        read_parquet(tmp_path / "a", most=10_000_000)


@pytest.mark.parametrize("kind", [pa.null(), pa.list_(pa.null()), pa.int8()])
def test_so_is_one_of_very_many_rows_or_values(tmp_path: Path, kind: pa.DataType) -> None:
    values = [[None] * 1_000_000] if pa.types.is_list(kind) else [None] * 1_000_000
    pq.write_table(pa.table({"a": pa.array(values, kind)}), tmp_path / "a")
    with pytest.raises(ValueError, match=r"at most 99 are read|at most 125,000 are read"):
        read_parquet(tmp_path / "a", most_rows=99, most=1_000_000)


def test_lists_of_a_fixed_size_have_one(tmp_path: Path) -> None:
    table = pa.table({"a": pa.nulls(2, pa.list_(pa.int8(), 1_000_000))})
    pq.write_table(table, tmp_path / "a")
    with pytest.raises(ValueError, match=r"lists of more than 1,000 values|values, and at most"):
        read_parquet(tmp_path / "a", most=10_000)

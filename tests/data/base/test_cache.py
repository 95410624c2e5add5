from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.base.cache import (
    cached_table,
    content_hash,
    files_hash,
    keep_bytes,
    kept_bytes,
    read_intact,
    stamped,
    write_atomically,
)

TABLE = pa.table({"a": [1, 2], "b": ["x", "y"]})


@pytest.fixture
def cache_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path))
    return tmp_path


def builder(calls):
    def build():
        calls.append(1)
        return TABLE

    return build


def test_a_table_is_built_once(cache_folder):
    calls = []
    first = cached_table("t", "key", TABLE.schema, builder(calls))
    second = cached_table("t", "key", TABLE.schema, builder(calls))
    assert (first.to_pylist(), len(calls)) == (second.to_pylist(), 1)


def test_another_key_builds_again(cache_folder):
    calls = []
    cached_table("t", "one", TABLE.schema, builder(calls))
    cached_table("t", "two", TABLE.schema, builder(calls))
    assert len(calls) == 2


def test_a_truncated_file_is_built_again(cache_folder):
    calls = []
    cached_table("t", "key", TABLE.schema, builder(calls))
    (file,) = cache_folder.glob("*.parquet")
    file.write_bytes(file.read_bytes()[:50])
    assert cached_table("t", "key", TABLE.schema, builder(calls)).to_pylist() == TABLE.to_pylist()
    assert len(calls) == 2


OTHERS = {
    "columns": pa.table({"c": [1, 2]}),
    "more columns": TABLE.append_column("c", pa.array([1, 2])),
    "types": pa.table({"a": ["1", "2"], "b": ["x", "y"]}),
    "no rows": TABLE.slice(0, 0),
    "a value that is missing": pa.table({"a": [1, None], "b": ["x", "y"]}),
}


@pytest.mark.parametrize("which", OTHERS)
def test_a_table_of_another_shape_is_built_again_whoever_stamped_it(cache_folder, which):
    cached_table("t", "key", TABLE.schema, builder([]))
    (file,) = cache_folder.glob("*.parquet")
    write_atomically(file, OTHERS[which].replace_schema_metadata(stamped(OTHERS[which])))
    for calls in (1, 0):
        built = []
        assert cached_table("t", "key", TABLE.schema, builder(built)).to_pylist() == TABLE.to_pylist()
        assert len(built) == calls


def test_a_file_with_other_values_under_the_old_hash_is_built_again(cache_folder):
    calls = []
    stored = cached_table("t", "key", TABLE.schema, builder(calls))
    (file,) = cache_folder.glob("*.parquet")
    pq.write_table(
        pa.table({"a": [1, 3], "b": ["x", "y"]}).replace_schema_metadata(pq.read_schema(file).metadata), file
    )
    assert cached_table("t", "key", TABLE.schema, builder(calls)).to_pylist() == stored.to_pylist()
    assert len(calls) == 2


def test_a_write_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(
        "pyarrow.parquet.write_table", lambda *_args, **_more: (_ for _ in ()).throw(OSError("disk full"))
    )
    with pytest.raises(OSError, match="disk full"):
        write_atomically(tmp_path / "t.parquet", TABLE)
    assert list(tmp_path.iterdir()) == []


def test_the_content_hash_sees_values_names_and_types_but_not_metadata_or_chunks():
    same = pa.concat_tables([TABLE.slice(0, 1), TABLE.slice(1)]).replace_schema_metadata({"a": "b"})
    assert content_hash(same) == content_hash(TABLE)
    for other in (
        TABLE.set_column(0, "a", pa.array([1, 3])),
        TABLE.rename_columns(["a", "c"]),
        TABLE.set_column(0, "a", pa.array([1, 2], pa.int32())),
    ):
        assert content_hash(other) != content_hash(TABLE)


def test_the_content_hash_survives_parquet(tmp_path):
    pq.write_table(TABLE, tmp_path / "t.parquet")
    assert content_hash(pq.read_table(tmp_path / "t.parquet")) == content_hash(TABLE)


def test_a_files_hash_changes_with_the_file_and_with_the_words(tmp_path):
    file = tmp_path / "f"
    file.write_text("one")
    first = files_hash([file], "v1")
    assert files_hash([file], "v2") != first
    file.write_text("two")
    assert files_hash([file], "v1") != first


@pytest.mark.parametrize("seed", range(40))
def test_a_file_damaged_anywhere_is_built_again(cache_folder, seed):
    calls = []
    cached_table("t", "key", TABLE.schema, builder(calls))
    (file,) = cache_folder.glob("*.parquet")
    damaged, rng = bytearray(file.read_bytes()), Random(seed)  # noqa: S311
    for _ in range(5):
        damaged[rng.randrange(len(damaged))] ^= rng.randrange(1, 256)
    file.write_bytes(bytes(damaged))
    assert cached_table("t", "key", TABLE.schema, builder(calls)).to_pylist() == TABLE.to_pylist()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("OVERLAY_CACHE", str(tmp_path / "file"))
    assert cached_table("t", "key", TABLE.schema, builder([])).to_pylist() == TABLE.to_pylist()


LISTS = {
    "numbers": pa.array([[1.0, 2.5], [], [float("nan")]], pa.list_(pa.float64())),
    "numbers and none": pa.array([None, [1.0, None], None, [2.0]], pa.list_(pa.float64())),
    "words": pa.array([["a", "b"], [], ["c"]], pa.list_(pa.string())),
    "lists": pa.array([[[1], []], [], [[2, 3]]], pa.list_(pa.list_(pa.int64()))),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_are_known_again_when_they_are_read_back(tmp_path, name):
    table = pa.table({name: LISTS[name]})
    write_atomically(tmp_path / "lists", table.replace_schema_metadata(stamped(table)))
    assert read_intact(tmp_path / "lists").to_pydict().keys() == {name}
    assert content_hash(table.slice(1)) == content_hash(pa.table({name: LISTS[name].to_pylist()[1:]}, table.schema))


def test_whole_numbers_of_which_some_are_missing_are_known_again_when_they_are_read_back(tmp_path):
    table = pa.table({"first": pa.array(np.arange(480), pa.int64(), mask=np.arange(480) % 5 > 0)})
    write_atomically(tmp_path / "firsts", table.replace_schema_metadata(stamped(table)))
    assert read_intact(tmp_path / "firsts").equals(table)


def test_lists_that_differ_are_told_apart():
    ways = [[[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3], []], [[1, 2, 3], None], [[1, 2], [4]]]
    assert len({content_hash(pa.table({"a": pa.array(way, pa.list_(pa.int64()))})) for way in ways}) == len(ways)


@pytest.mark.parametrize("content", [b"", b"\0" * 1000, b"code"])
def test_bytes_are_known_again_and_with_any_of_them_changed_are_not(tmp_path, content):
    file = tmp_path / "deep" / "bytes"
    assert kept_bytes(file) is None
    keep_bytes(file, content)
    assert kept_bytes(file) == content
    whole = file.read_bytes()
    for place in range(0, len(whole), 7):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        assert kept_bytes(file) is None
        file.write_bytes(whole[:place])
        assert kept_bytes(file) is None

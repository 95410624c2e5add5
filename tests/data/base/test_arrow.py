import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.arrow import from_codes, from_rows, is_among, to_array, to_codes, to_column


@given(st.lists(st.floats(allow_nan=False)))
def test_floats_go_in_and_out_unchanged(values):
    column = to_column(values, pa.float64())
    assert column.to_pylist() == values
    assert to_array(pa.chunked_array([column])).tolist() == values


@given(st.lists(st.booleans()))
def test_flags_go_in_and_out_unchanged(values):
    column = to_column(values, pa.bool_())
    assert column.to_pylist() == values
    assert to_array(pa.chunked_array([column])).tolist() == values


@pytest.mark.pages
@given(st.lists(st.text()))
def test_words_of_any_script_go_in_and_out_unchanged(values):
    assert to_column(values, pa.string()).to_pylist() == values


@given(st.lists(st.sampled_from(["cash", "fund", "追証"])))
def test_codes_stand_for_their_words(values):
    codes, words = to_codes(pa.chunked_array([to_column(values, pa.string())]))
    assert [words[code] for code in codes] == values
    assert from_codes(codes, words).to_pylist() == values
    assert is_among(pa.chunked_array([from_codes(codes, words)]), {"fund"}).tolist() == [
        one == "fund" for one in values
    ]


def test_codes_of_columns_on_the_same_memory_are_told_apart_and_what_is_given_may_be_changed():
    whole = to_column(["ab", "c", "ab", "c", "a"], pa.string())
    bounds = pa.py_buffer(np.array([0, 1, 3, 4, 6, 7], dtype=np.int32))
    other = pa.Array.from_buffers(pa.string(), 5, [None, bounds, whole.buffers()[2]])
    for column, words in (
        (whole, ["ab", "c", "a"]), (other, ["a", "bc"]), (whole.slice(1, 2), ["c", "ab"]), (whole, ["ab", "c", "a"]),
    ):  # fmt: skip
        codes, found = to_codes(pa.chunked_array([column]))
        assert (found, [found[code] for code in codes]) == (words, column.to_pylist())
        found.clear()
    assert to_codes(pa.chunked_array([whole.slice(4), whole.slice(0, 1)]))[1] == ["a", "ab"]


def test_in_a_nullable_column_nan_is_null():
    assert to_column([1.0, float("nan"), 2.0], pa.float64(), nullable=True).to_pylist() == [1.0, None, 2.0]


def test_a_slice_and_several_chunks_are_read_as_one_array():
    column = pa.chunked_array([to_column([1.0, 2.0, 3.0], pa.float64()).slice(1), to_column([4.0], pa.float64())])
    assert to_array(column).tolist() == [2.0, 3.0, 4.0]


def test_flags_too_and_none_of_them():
    flags = to_column([True, False, True, True, False, True, False, False, True, True], pa.bool_())
    column = pa.chunked_array([flags.slice(1, 8), flags.slice(10), flags.slice(9)])
    assert to_array(column).tolist() == [False, True, True, False, True, False, False, True, True]
    assert to_array(pa.chunked_array([], pa.bool_())).tolist() == []


@pytest.mark.parametrize("kind", [pa.int64(), pa.int32(), pa.date32()])
def test_whole_numbers_keep_their_type(kind):
    column = to_column(np.array([1, 2]), kind)
    assert column.type == kind
    assert to_array(pa.chunked_array([column])).tolist() == [1, 2]


def test_rows_are_a_table_of_their_schema_and_none_an_empty_one():
    schema = pa.schema([pa.field("name", pa.string()), pa.field("value", pa.float64(), nullable=True)])
    rows = [("a", 1.5), ("b", None)]
    assert from_rows(rows, schema).to_pylist() == [{"name": "a", "value": 1.5}, {"name": "b", "value": None}]
    assert from_rows([], schema).equals(schema.empty_table())

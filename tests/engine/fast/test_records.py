"""Records are the same to a loop as objects and as rows of an array."""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np
import pytest

from engine.fast.records import read, record_dtype, record_of, records, rows_of


@dataclass(slots=True)
class Position:
    expiry: int
    size: int = 2
    mark: float = inf
    call: bool = True
    spread: float = 0.5


class Terms(NamedTuple):
    share: float
    days: int
    counts: bool


def test_a_type_of_a_record_is_aligned_and_in_the_order_of_the_class():
    dtype = record_dtype(Position)
    assert dtype.names == ("expiry", "size", "mark", "call", "spread")
    assert [dtype[name].str for name in dtype.names] == ["<i8", "<i8", "<f8", "|b1", "<f8"]
    assert dtype.isalignedstruct


def test_records_start_with_defaults_and_zeros_either_way():
    start = Position(expiry=0)
    assert read(Position, records(Position, 3, compiled=False)) == [start] * 3
    compiled = records(Position, 3, compiled=True)
    assert compiled.dtype == record_dtype(Position)
    assert read(Position, compiled) == [start] * 3
    assert len(records(Position, 0, compiled=True)) == len(records(Position, 0, compiled=False)) == 0


def test_records_are_each_their_own():
    one, other = records(Position, 2, compiled=False)
    one.size = 7
    assert other.size == 2


def test_what_is_read_back_has_the_numbers_of_python():
    (back,) = read(Position, records(Position, 1, compiled=True))
    assert [type(getattr(back, name)) for name in record_dtype(Position).names] == [int, int, float, bool, float]


def test_settings_become_one_record_or_stay_what_they_are():
    terms = Terms(0.1, 3, counts=True)
    assert record_of(terms, compiled=False) is terms
    one = record_of(terms, compiled=True)
    assert (one["share"], one["days"], one["counts"]) == (0.1, 3, True)
    assert read(Terms, rows_of(Terms, [terms, terms])) == [terms, terms]


def test_a_record_holds_numbers_alone():
    class Named(NamedTuple):
        name: str

    class Plain:
        size: int = 0

    with pytest.raises(TypeError, match=r"Named.name is <class 'str'>; a record holds int, float and bool"):
        record_dtype(Named)
    with pytest.raises(TypeError, match="Plain is no dataclass"):
        records(Plain, 1, compiled=True)
    assert isinstance(record_dtype(Position), np.dtype)

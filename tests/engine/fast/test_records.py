"""What is written into records is read back from them, whether they are objects or parts of an array."""

from dataclasses import astuple, fields, is_dataclass
from math import inf

import numpy as np
import pytest

from engine.fast import records as subject
from engine.fast.books import LISTS, Books, Filled, Firsts, Money, Summary, Told
from engine.fast.plan import Plan
from engine.fast.records import as_records, as_rows, new_books, read_list, read_part, record_dtype
from engine.fast.sessions import Session

WAYS = pytest.mark.parametrize("compiled", [False, True], ids=["plain", "compiled"])
PERIOD = "period.start=2013-01-02", "period.end=2013-03-28"


def set_in(record, part, **values):
    """Set what the loop would set as `record.part.name`."""
    for name, value in values.items():
        if isinstance(record, np.void):
            record[part][name] = value
        else:
            setattr(getattr(record, part), name, value)


def nested(record):
    """Values of a record and of the records in it, as plain tuples."""
    values = astuple(record) if is_dataclass(record) else record
    return tuple(nested(one) if isinstance(one, tuple) else one for one in values)


@WAYS
def test_books_begin_with_nothing_and_no_session(compiled):
    (books,) = new_books(compiled=compiled)
    assert astuple(read_part(books, "money")) == (*[0.0] * (len(fields(Money)) - 1), False)
    assert read_part(books, "summary") == Summary(-inf, 0.0, inf, 0, 0, 0, 0, 0, 0, -1, 0.0)
    assert astuple(read_part(books, "firsts")) == (-1,) * len(fields(Firsts))
    assert (read_part(books, "counts").row, read_part(books, "hedge").settled) == (-1, -1)
    assert [read_list(books, name) for name in LISTS] == [[] for _ in LISTS]


@WAYS
def test_a_part_is_read_as_numbers_of_python(compiled):
    (books,) = new_books(compiled=compiled)
    set_in(books, "money", cash=0.1, ruined=True)
    set_in(books, "counts", row=3)
    money, counts = read_part(books, "money"), read_part(books, "counts")
    assert (money.cash, money.ruined, counts.row) == (0.1, True, 3)
    assert [type(one) for one in (money.cash, money.ruined, counts.row)] == [float, bool, int]


@WAYS
def test_a_list_is_read_once_as_far_as_it_is_filled(compiled):
    (books,) = new_books(compiled=compiled)
    told = [Told(5, 2), Told(6, 1)]
    for place, one in enumerate(told):
        if compiled:
            books["events"][place] = astuple(one)
        else:
            books.events[place].row, books.events[place].kind = one.row, one.kind
    set_in(books, "counts", events=2)
    found = read_list(books, "events")
    assert found == told
    assert read_list(books, "events") == []
    if not compiled:
        books.events[0].kind = 9
        assert found == told, "what was read is not what is written next"


def test_a_plan_is_the_same_either_way(prepared):
    plan = prepared("C", *PERIOD).plan
    (plain,), array = as_records(Plan, [plan], compiled=False), as_records(Plan, [plan, plan], compiled=True)
    assert plain is plan
    assert array.dtype == record_dtype(Plan)
    assert array[0]["rules"]["ratio"] == plan.rules.ratio > 0.0
    assert array[1]["rules"]["halving"]["restore_sessions"] == plan.rules.halving.restore_sessions
    assert array[0]["option"]["terms"].tolist() == tuple(plan.option.terms)
    assert array[0]["broker"].tolist() == astuple(plan.broker)


def test_sessions_are_the_same_either_way(prepared):
    made = prepared("C", *PERIOD)
    count = len(made.days)
    plain, array = (as_rows(Session, made.columns, count, compiled=compiled) for compiled in (False, True))
    assert len(plain) == len(array) == count > 50
    assert repr([nested(one) for one in plain]) == repr(array.tolist())
    assert [one.dates.day for one in plain] == made.days


@pytest.mark.parametrize("name", LISTS)
def test_an_array_has_the_room_that_is_told(name):
    record, count = LISTS[name]
    assert record_dtype(Books)[name].shape == (count,)
    assert record_dtype(Books)[name].base == record_dtype(record)


def test_types_are_of_eight_bytes_and_of_one_for_yes_or_no():
    told = record_dtype(Filled)
    assert {name: told[name].str for name in ("row", "strike", "call")} == {
        "row": "<i8",
        "strike": "<f8",
        "call": "|b1",
    }
    assert told.isalignedstruct
    assert all(told.fields[name][1] % 8 == 0 for name in told.names if name != "call")


def test_a_plain_list_grows_where_it_is_asked():
    grown = subject.new_record(Books).futures
    grown[7].size = 3
    assert (grown[7].size, grown[0].size) == (3, 0)
    assert sorted(grown) == [0, 7]

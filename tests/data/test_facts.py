from datetime import date
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.days import day_of
from data.errors import MissingFact
from data.facts import Fact, FactTable, facts, files

CONFIDENCES = {"H", "M", "L", "own", "carried"}


def on(text):
    return day_of(date.fromisoformat(text))


def table(*rows, **others):
    """A table of `x` and others: rows are (day, value), or with what is to be said of their confidence."""
    facts_of = {"x": rows, **others}
    return FactTable(
        "made_up",
        [
            Fact(name, on(day), value, "unit", *(confidence or ["H"]), "here")
            for name, given in facts_of.items()
            for day, value, *confidence in given
        ],
    )


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_every_fact_has_a_unit_a_confidence_and_a_source(path):
    rows = list(facts(path.stem))
    assert rows
    assert all(row.unit and row.source and row.confidence in CONFIDENCES for row in rows)


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_no_fact_begins_twice_on_a_day(path):
    keys = [(row.name, row.valid_from) for row in facts(path.stem)]
    assert len(keys) == len(set(keys))


def test_a_value_holds_from_its_day_until_the_next_row():
    made_up = table(("2020-01-01", 1.0), ("2020-02-01", 2.0))
    assert made_up.value("x", day_of(date(2020, 1, 31))) == 1.0
    assert made_up.value("x", day_of(date(2020, 2, 1))) == 2.0


def test_before_the_first_row_there_is_no_value_and_the_error_says_where_to_add_one():
    with pytest.raises(MissingFact, match=r"data/facts/made_up.csv has no x on 2019-12-31; add a row"):
        table(("2020-01-01", 1.0)).value("x", day_of(date(2019, 12, 31)))


def test_the_nearest_value_is_carried_before_the_first_row_and_after_the_end():
    made_up = table(("2020-01-01", 1.0), ("2020-02-01", 2.0), ("2020-03-01", None))
    days = [on(day) for day in ("1928-01-03", "2020-01-15", "2020-02-01", "2020-02-29", "2020-03-01", "2030-01-02")]
    assert [made_up.carried("x", day) for day in days] == made_up.path("x", days) == [1.0, 1.0, 2.0, 2.0, 2.0, 2.0]
    with pytest.raises(MissingFact, match="has no y; it has x"):
        made_up.carried("y", days[0])


@given(
    st.lists(st.tuples(st.integers(0, 400), st.none() | st.floats(-1.0, 1.0)), min_size=1, max_size=12, unique_by=itemgetter(0)),
    st.lists(st.integers(-50, 500), min_size=1, max_size=30),
)  # fmt: skip
def test_a_day_is_carried_from_the_last_value_known_else_from_the_first(rows, days):
    rows = sorted(rows)
    if rows[0][1] is None:
        rows[0] = (rows[0][0], 0.5)
    made_up = FactTable("made_up", [Fact("x", day, value, "unit", "H", "here") for day, value in rows])
    known = [(day, value) for day, value in rows if value is not None]
    expected = [([value for start, value in known if start <= day] or [known[0][1]])[-1] for day in days]
    assert made_up.path("x", days) == [made_up.carried("x", day) for day in days] == expected


def test_the_reach_of_names_is_from_where_all_are_known_of_themselves_until_the_first_ends():
    made_up = table(
        ("2020-01-01", 1.0),
        ("2020-03-01", None),
        **{
            "y.a": [("2019-01-01", 1.0, "carried"), ("2019-06-01", 2.0)],
            "y.b": [("2019-02-01", 1.0), ("2021-01-01", 1.0, "carried")],
            "yen": [("2025-01-01", 1.0)],
        },
    )
    assert made_up.reach("x") == (on("2020-01-01"), on("2020-03-01"))
    assert made_up.reach("y") == (on("2019-06-01"), on("2021-01-01"))
    assert made_up.reach("y.a") == (on("2019-06-01"), None)
    with pytest.raises(MissingFact, match="has no z"):
        made_up.reach("z")


def test_an_empty_value_closes_a_series():
    closed = table(("2020-01-01", 1.0), ("2020-02-01", None))
    assert closed.find("x", day_of(date(2020, 2, 1))) is None
    with pytest.raises(MissingFact):
        closed.value("x", day_of(date(2020, 3, 1)))


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(MissingFact, match="has no y; it has x"):
        table(("2020-01-01", 1.0)).value("y", 0)

from datetime import date

import pytest

from data.days import day_of
from data.errors import MissingFact
from data.facts import Fact, FactTable, facts, files

CONFIDENCES = {"H", "M", "L", "own"}


def table(*rows):
    return FactTable(
        "made_up", [Fact("x", day_of(date.fromisoformat(day)), value, "unit", "H", "here") for day, value in rows]
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


def test_the_first_value_can_be_carried_back_but_a_closed_series_not_forward():
    made_up = table(("2020-01-01", 1.0), ("2020-02-01", 2.0), ("2020-03-01", None))
    days = (day_of(date(year, month, 15)) for year, month in ((1990, 6), (2020, 1), (2020, 2)))
    assert [made_up.carried_back("x", day) for day in days] == [1.0, 1.0, 2.0]
    with pytest.raises(MissingFact):
        made_up.carried_back("x", day_of(date(2020, 3, 1)))


def test_an_empty_value_closes_a_series():
    closed = table(("2020-01-01", 1.0), ("2020-02-01", None))
    assert closed.find("x", day_of(date(2020, 2, 1))) is None
    with pytest.raises(MissingFact):
        closed.value("x", day_of(date(2020, 3, 1)))


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(MissingFact, match="has no y; it has x"):
        table(("2020-01-01", 1.0)).value("y", 0)

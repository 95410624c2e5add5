import csv
import hashlib
import json
import re
from datetime import date
from math import isfinite
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of, iso
from data.base.errors import MissingFact
from data.contracts.calendars import exchange, xnys
from data.facts import FOLDER, Fact, FactTable, facts, files, tables

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


def test_every_fact_has_a_unit_a_confidence_and_a_source(subtests):
    for name in tables():
        with subtests.test(name):
            rows = list(facts(name))
            assert rows
            assert all(row.unit and row.source and row.confidence in CONFIDENCES for row in rows)


def test_every_table_says_what_it_said_before_its_rows_went_to_files_of_families():
    said = json.loads((Path(__file__).parents[2] / "golden" / "facts.json").read_text(encoding="utf-8"))
    found = {}
    for name in tables():
        table = facts(name)
        rows = [
            (row.name, row.valid_from, row.value, row.unit, row.confidence, row.source)
            for one in sorted(table.names)
            for row in table.history(one)
        ]
        found[name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    assert {name: found[name] for name in said} == said


def test_the_files_that_are_hashed_are_all_that_are_read():
    assert {path.name for path in files()} >= {"SPX.csv", "tax.csv"}
    assert len(files()) == len(list(FOLDER.rglob("*.csv")))


def test_no_fact_begins_twice_on_a_day(subtests):
    for name in tables():
        with subtests.test(name):
            keys = [(row.name, row.valid_from) for row in facts(name)]
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


@pytest.mark.pages
@given(
    st.lists(st.tuples(st.integers(0, 400), st.none() | st.floats(-1.0, 1.0)), min_size=1, max_size=12,
        unique_by=itemgetter(0)),
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


def test_any_fact_can_be_carried_to_any_day(subtests):
    for one in tables():
        with subtests.test(one):
            known = facts(one)
            days = [on(day) for day in ("1928-01-03", "1982-04-21", "1999-01-04", "2026-07-10", "2040-01-03")]
            assert all(isfinite(value) for name in known.names for value in known.path(name, days))


@pytest.mark.parametrize(
    ("table", "name", "file", "column"),
    [
        ("dividend_yield", "SPX.dividend_yield", "spx_dividend_yield_monthly.csv", "percent"),
        ("jpy_rate", "JPY.call_rate", "jpy_call_rate_monthly.csv", "call_rate"),
    ],
)
def test_rates_of_a_month_are_those_known_when_it_began(development_data, table, name, file, column):
    with development_data(file).open(encoding="utf-8", newline="") as lines:
        months = [(on(row["date"]), float(row[column])) for row in csv.DictReader(lines) if row["date"] <= "2026-06-01"]
    told = facts(table).path(name, [month + 31 for month, _ in months])
    assert told == pytest.approx([value / 100.0 for _, value in months], abs=6e-7)
    assert facts(table).reach(name).end == on("2026-08-01")


@pytest.mark.pages
def test_price_limits_in_points_are_told_as_shares_of_the_close_before(development_data):
    with development_data("../history/spx_daily.csv").open(encoding="utf-8", newline="") as lines:
        closes = [(row["date"], float(row["close"])) for row in csv.DictReader(lines)]
    rows = [(row, re.match(r"(\d+) points over the close of (\S+):", row.source)) for row in facts("price_limits")]
    in_points = [(row, int(found[1]), found[2]) for row, found in rows if found]
    assert len(in_points) == 14
    for row, points, day in in_points:
        before = max(date for date, _ in closes if on(date) < row.valid_from)
        assert day == before
        assert row.value == pytest.approx(points / dict(closes)[day], abs=6e-5)


def test_meetings_and_releases_to_come_are_sessions():
    of = {name: [row.valid_from for row in facts("events").history(name)] for name in facts("events").names}
    lately = [day for name in ("FOMC", "CPI") for day in of[name] if day >= on("2021-01-01")]
    assert len(lately) == 8 * 7 + 12 * 4 + 11 + 12
    assert all(day in xnys() for day in (*lately, *of["EARNINGS"]))
    assert all(day in exchange("XTKS") for day in of["BOJ"])
    closed = {iso(day) for day in of["JOBS"] if day not in xnys()}
    assert closed == {"2007-04-06", "2010-04-02", "2012-04-06", "2015-04-03", "2021-04-02", "2023-04-07", "2026-04-03"}

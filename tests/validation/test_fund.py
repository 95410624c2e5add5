"""Funds of bills: the page is what the model says, and calendar years miss no more than it says."""

import csv

import pytest

from validation.fund import BOUND, HELD_TO, PAGE, closes, missed, page, years


@pytest.mark.pages
def test_the_page_is_what_the_model_says():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_all_years_but_two_are_within_the_bound():
    told = {(kind, one.year): one.missed for kind in HELD_TO for one in missed(kind)}
    assert told == pytest.approx({("BIL", 2019): -6.6, ("SGOV", 2022): 6.7}, abs=0.1)


@pytest.mark.parametrize("kind", HELD_TO)
def test_between_means_of_the_last_sessions_every_year_is(kind):
    asked = [one for one in years(kind) if one.year in HELD_TO[kind]]
    assert len(asked) == len(HELD_TO[kind])
    assert max(abs(one.at_means) for one in asked) <= BOUND


@pytest.mark.parametrize("kind", HELD_TO)
def test_the_published_closes_are_those_of_the_series(kind, development_data):
    with development_data(f"fund_{kind.lower()}_daily.csv").open(encoding="utf-8", newline="") as lines:
        series = {row["date"]: float(row["adj_close"]) for row in csv.DictReader(lines)}
    told = closes(kind)
    assert set(told.levels.round(5)) <= {round(value, 5) for value in series.values()}
    assert len(told.days) > 2 * len(HELD_TO[kind]) * 10

"""The fitted surface and the spreads against the quotes: what the facts say is the fit, and the errors of months that
were left out.
"""

import csv

import pytest

from data.facts import facts
from validation.option_chains import SHOCK
from validation.option_spreads import groups, ratio
from validation.quote_summary import SUMMARY, summary
from validation.surface_fit import CHAINS, classes, error, fit, level_error, quotes

pytestmark = [pytest.mark.usefixtures("quote_data"), pytest.mark.pages]
CLASSES = ("main", "without_intraday", "low_puts", "puts", "calls", "2018", "later", "shock", "short", "long")


@pytest.fixture(scope="module")
def quote_data(development_data):
    names = (CHAINS, SHOCK, "spx_chain_2013_rnd.csv", "spx_daily.csv", "vix_daily.csv")
    return [development_data(name) for name in names]


def table_of(name):
    return classes()[CLASSES.index(name)][1]


def test_the_facts_are_the_fit():
    assert fit(quotes()) == {name: facts("option_surface").latest(f"fitted.{name}").value for name in fit(quotes())}


def test_the_quotes_are_of_43_days_and_11_months():
    assert (quotes()["date"].nunique(), quotes()["month"].nunique()) == (43, 11)
    assert len(quotes()) == 36_219


@pytest.mark.parametrize(
    ("name", "bound"),
    [("main", 0.8), ("without_intraday", 0.8), ("low_puts", 0.8), ("shock", 1.3), ("short", 1.6), ("long", 0.85)],
)
def test_a_month_that_was_left_out_is_within_the_bound(name, bound):
    assert error(table_of(name), "left_out")[0] < bound


def test_no_class_of_quotes_is_nearer_to_another_surface(subtests):
    for name in [name for name in CLASSES if name != "long"]:
        with subtests.test(name=name):
            own, *others = (error(table_of(name), one)[0] for one in ("left_out", "moving", "flat"))
            assert own < min(others)


def test_the_level_is_known_to_a_percent_and_the_mean_error_is_less_than_its_standard_error():
    assert 0.005 < level_error() < 0.01
    mean, spread, bias = error(table_of("main"), "left_out")
    assert abs(bias) < spread < 0.2 < mean


def test_modelled_spreads_are_of_the_size_of_the_quoted_ones_on_every_day():
    found = {name: ratio(table, "own") for name, table in groups()}
    assert len(found) == 16
    assert all(0.65 < value < 1.8 for value in found.values())
    assert 0.8 < found["2018-02-05"] < 1.25
    assert 0.8 < found["2018-02-06"] < 1.25


def test_the_public_calibration_was_three_times_as_wide_as_quotes_of_2022_and_later():
    assert all(ratio(table, "calibration") > 3.0 for name, table in groups() if name > "2022")


def test_the_summary_is_that_of_the_quotes():
    with SUMMARY.open(encoding="utf-8", newline="") as file:
        stored = list(csv.DictReader(file))
    assert stored == [{name: str(row[name]) for name in stored[0]} for row in summary()]

"""Exchange margin against published rows, and the margin model against the history it was fitted to."""

import csv
from datetime import date

import pytest

from data.base.days import day_of
from data.contracts.contracts import future_spec
from data.facts import facts
from data.margin.margins import initial_ratio_schedule, maintenance_schedule, modelled_schedule
from data.market.embedded import embedded_market


def maintenance_on(day):
    return facts("exchange_margin").value("ES.maintenance", day_of(date.fromisoformat(day)))


@pytest.mark.parametrize(
    ("day", "margin"),
    [
        ("2020-03-18", 10_600),
        ("2020-03-19", 12_000),
        ("2015-06-01", 4_600),
        ("2014-07-25", 4_600),
        ("2014-07-24", 4_325),
    ],
)
def test_maintenance_margin_of_a_day(day, margin):
    assert maintenance_on(day) == margin


def test_initial_margin_was_a_quarter_above_maintenance_until_september_2012():
    days = [day_of(date(2012, 9, 21)), day_of(date(2012, 9, 24)), day_of(date(2020, 3, 19))]
    assert initial_ratio_schedule(days, "ES") == [1.25, 1.10, 1.10]
    assert 1.10 * maintenance_on("2020-03-19") == pytest.approx(13_200)


def test_every_row_of_the_published_table_is_in_force_on_its_day(development_data):
    with development_data("cme_margin_es.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [maintenance_on(row["date"]) for row in rows] == [float(row["maintenance"]) for row in rows]
    ratios = [float(row["initial"]) / float(row["maintenance"]) for row in rows]
    assert initial_ratio_schedule([day_of(date.fromisoformat(row["date"])) for row in rows], "ES") == pytest.approx(
        ratios, abs=0.002
    )


def test_a_micro_contract_asks_a_tenth(development_data):
    with development_data("cme_margin_mes.csv").open() as file:
        for row in csv.DictReader(file):
            if row["date"] > "2019-05-03":
                share = future_spec("MES").margin_share
                assert maintenance_on(row["date"]) * share == pytest.approx(float(row["maintenance"]))


@pytest.fixture(scope="module")
def whole():
    """The market that comes with the program, with all its years."""
    return embedded_market()


def margin_on(day, days, path):
    return path[days.index(day_of(date.fromisoformat(day)))]


@pytest.mark.parametrize(
    ("before", "first"), [("2012-03-23", "2012-03-26"), ("2022-06-30", "2022-07-01")], ids=["start", "end"]
)
def test_model_and_table_join_within_five_percent(whole, before, first):
    days, closes = whole.days, whole.values("close")
    path = maintenance_schedule(days, closes, "ES")
    assert margin_on(first, days, path) == pytest.approx(margin_on(before, days, path), rel=0.05)


@pytest.mark.parametrize(
    ("day", "initial"),
    [
        ("1987-01-27", 6_000),
        ("1987-10-19", 10_000),
        ("1988-03-08", 15_000),
        ("1988-03-09", 18_000),
        ("1992-06-19", 22_000),
    ],
)
def test_initial_margin_of_the_contract_of_500_around_the_crash(whole, day, initial):
    # Chicago Tribune 1987-01-27, 1988-03-03 and 1992-07-02; ten contracts of 50 USD a point
    days, closes = whole.days, whole.values("close")
    margin = margin_on(day, days, maintenance_schedule(days, closes, "ES"))
    assert 1.25 * 10.0 * margin == pytest.approx(initial, rel=0.05)


def test_margins_of_1988_were_thirteen_to_fifteen_percent_of_value(whole):
    # Los Angeles Times, 1988-03-04: 15 % of the value of the contract, 13 % before
    days, closes = whole.days, whole.values("close")
    shares = [
        1.25 * margin / (50.0 * close)
        for day, margin, close in zip(days, maintenance_schedule(days, closes, "ES"), closes, strict=True)
        if day_of(date(1988, 3, 9)) <= day <= day_of(date(1988, 3, 31))
    ]
    assert 0.13 < min(shares) < max(shares) < 0.15


def test_outside_the_table_the_model_rules_and_inside_the_table_the_table(market):
    schedule = maintenance_schedule(market.days, market.values("close"), "ES")
    model = modelled_schedule(market.days, market.values("close"), "ES")
    inside, outside = market.row_from(day_of(date(2015, 6, 1))), market.row_from(day_of(date(2008, 10, 15)))
    assert schedule[inside] == 4_600
    assert schedule[outside] == model[outside]


def test_modelled_margin_of_the_crisis_stays_below_the_exchanges_highest(market):
    schedule = maintenance_schedule(market.days, market.values("close"), "ES")
    shares = [margin / (50 * close) for margin, close in zip(schedule, market.values("close"), strict=True)]
    assert max(shares) <= 0.12 + 1e-12
    assert min(shares) > 0.03

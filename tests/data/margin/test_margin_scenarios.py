from datetime import date
from math import isnan

import pytest

from data.base.days import day_of
from data.base.errors import ConfigError
from data.contracts.calendars import xnys
from data.margin.margin_scenarios import MarginPath, march_2020, margin_path
from data.margin.margins import maintenance_schedule, modelled_schedule

DAYS = list(xnys().between(day_of(date(2014, 1, 2)), day_of(date(2015, 6, 30))))
CLOSES = [1_900.0] * len(DAYS)


def path(**settings):
    return margin_path(MarginPath(**settings), "ES", DAYS, CLOSES, xnys())


def test_march_2020_was_82_percent_in_13_sessions_and_held_for_nine_months():
    multiples = march_2020(xnys())
    assert multiples[0] == pytest.approx(7_200 / 6_600)
    assert multiples[13] == pytest.approx(12_000 / 6_600, rel=1e-12)
    assert multiples[13] == pytest.approx(1.82, abs=0.005)
    assert multiples[12] < multiples[13] == multiples[-1]
    assert len(multiples) == 199  # sessions from 2 March to 10 December


def test_the_scenario_is_laid_over_any_period_and_ends():
    plain, laid = path(), path(scenario="march_2020", start=DAYS[100])
    assert laid[:100] == plain[:100]
    assert [after / before for before, after in zip(plain[100:299], laid[100:299], strict=True)] == pytest.approx(
        march_2020(xnys())
    )
    assert laid[299:] == plain[299:]


def test_a_scenario_that_runs_beyond_the_data_is_cut():
    laid = path(scenario="march_2020", start=DAYS[-5])
    assert len(laid) == len(DAYS)
    assert laid[-1] > path()[-1]


def test_a_scenario_without_a_start_is_refused():
    with pytest.raises(ConfigError, match=r"needs margin.start"):
        path(scenario="march_2020")


def test_multiplying_multiplies_every_session():
    assert path(scenario="multiply", factor=1.5) == [1.5 * margin for margin in path()]


def test_sources():
    assert path() == maintenance_schedule(DAYS, CLOSES, "ES")
    assert path(source="model") == modelled_schedule(DAYS, CLOSES, "ES")
    assert path(source="table")[0] == 4_100


def test_where_the_table_does_not_reach_nothing_is_known():
    early = list(xnys().between(day_of(date(2012, 3, 20)), day_of(date(2012, 4, 30))))
    path = margin_path(MarginPath("table"), "ES", early, [1_400.0] * len(early), xnys())
    assert [isnan(margin) for margin in path[:5]] == [True] * 4 + [False]


def test_where_there_is_no_table_the_model_rules_and_the_table_alone_is_refused():
    assert margin_path(MarginPath(), "NK225M", DAYS, CLOSES, xnys()) == modelled_schedule(DAYS, CLOSES, "NK225M")
    with pytest.raises(ConfigError, match=r"there is no table of NK225M margins; set margin.source = 'model'"):
        margin_path(MarginPath("table"), "NK225M", DAYS, CLOSES, xnys())


def test_a_scenario_begins_within_the_market():
    days = list(xnys().between(day_of(date(2013, 3, 20)), day_of(date(2013, 4, 30))))
    for start in (days[0] - 1, days[-1] + 1):
        with pytest.raises(ConfigError, match="is outside the market, 2013-03-20 to 2013-04-30"):
            margin_path(MarginPath(scenario="march_2020", start=start), "ES", days, [1_400.0] * len(days), xnys())

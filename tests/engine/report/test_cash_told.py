"""The figures, series and pauses of a cash ratio on the page."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.audit.cash_ratio_checks import pauses_were_kept
from engine.report.cash_told import cash_figures_told, series_told
from engine.report.lanes import lanes_of
from engine.report.timeline import events
from engine.report.tonight_told import event_sentences
from engine.words import words
from strategies.events.journal import Event
from tests.support.cash_runs import run

POLICY = Path(__file__).parents[3] / "examples" / "policy_rate.csv"


@pytest.fixture(scope="module")
def made(market):
    return run(
        market, "period.start=2008-06-02", "period.end=2009-03-31", f"cash_series.policy.file={POLICY}",
        "cash_series.policy.column=rate", "cash_series.policy.edges=[1.0]", "cash_series.policy.asks=[0.1, 0.0]",
        "cash_pause.enabled=true",
    )  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ja"])
def test_speed_and_cost_are_told_with_their_units(made, language):
    told = cash_figures_told(made, words(language))
    assert len(told.rows) == 7
    assert all(row[0] and row[1] for row in told.rows)


def test_without_a_fill_there_are_no_figures(market):
    idle = run(market, "period.start=2008-06-02", "period.end=2008-06-30", "cash_trend=off", "cash_ratio.constant=1",
        "cash_ratio.cap=1")  # fmt: skip
    assert (cash_figures_told(idle, words("en")), series_told(idle, words("en"))) == (None, None)


def test_a_series_is_told_with_its_last_value_and_how_often_it_asked(made):
    asked = made.table("cash_series")["asks"].to_pylist()
    share = f"{sum(one > 0.0 for one in asked) / len(asked):.0%}"
    assert series_told(made, words("en")).rows == [["policy", "0.22", "1 of 2", "10.0%", share]]


def test_lanes_have_the_pauses_and_the_evenings_on_which_a_series_asked(made):
    days, lanes = lanes_of(made.tables)
    assert len(days) == len(lanes["cash_pause"])
    assert lanes["cash_pause"].sum() == pauses_were_kept(made).numbers["paused"] > 0
    asked = [one > 0.0 for one in made.table("cash_series")["asks"].to_pylist()]
    assert lanes["cash_series"].tolist() == asked


def test_the_timeline_names_the_series_that_changed(made):
    assert any("series policy" in str(one) for one in events(made, words("en")))


def test_an_evening_tells_the_name_of_a_series_beside_its_numbers():
    numbers = {"series": "policy", "value": 0.69, "count": 2, "total": 2, "ratio": 0.1}
    found = SimpleNamespace(events=[Event(19146, "cash_rule", "", "series_adds", numbers)])
    assert event_sentences(found, words("en")) == ["cash rule (policy 0.69, band 2 of 2: adds 10%)."]

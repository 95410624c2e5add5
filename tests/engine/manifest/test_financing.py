"""Runs on the yearly series of financing spreads; before a series begins, its first value, and a note."""

import pytest

from data.base.days import iso
from data.curves.futures_curve import FuturesCurve
from data.facts import FactTable, facts
from engine import backtest, load_config
from engine.manifest import fact_notes
from engine.words import words

NOTE = words()(
    "note.fact_early", date="1999-01-01", table="data/facts/families/SPX.csv (financing_spread)", names=["ES.by_year"]
)


def notes(market, *settings, pattern="A"):
    result = backtest(load_config(None, ["period.end=2000-12-29", *settings], pattern=pattern), market)
    return result.notes()


@pytest.mark.pages
def test_the_yearly_series_runs_on_the_whole_default_period(market):
    flat, yearly = (
        backtest(load_config(None, [f"futures.financing={financing}"], pattern="A"), market)
        for financing in ("flat", "by_year")
    )
    assert not [note for note in yearly.notes() if "financing" in note]
    assert yearly.metrics["cagr"] == pytest.approx(flat.metrics["cagr"], abs=0.0004)
    assert yearly.metrics["cagr"] != flat.metrics["cagr"]


def test_before_its_first_day_a_series_has_its_first_value(market):
    first = facts("financing_spread").history("ES.by_year")[0]
    assert FuturesCurve(market, "by_year").spread("ES", first.valid_from - 4000) == first.value == 0.0050


@pytest.fixture
def late_series(monkeypatch):
    """The notes of a run as if the yearly series began in 1999."""
    later = [row for row in facts("financing_spread") if iso(row.valid_from) >= "1999-01-01" or row.name == "ES.flat"]
    late = FactTable("financing_spread", later, {"ES": "data/facts/families/SPX.csv"})
    monkeypatch.setattr(fact_notes, "facts", lambda table: late if table == late.table else facts(table))


@pytest.mark.pages
@pytest.mark.usefixtures("late_series")
@pytest.mark.parametrize(
    ("settings", "noted"),
    [
        (["futures.financing=by_year"], True),
        (["futures.financing=by_year", "period.start=1999-03-09"], True),
        (["futures.financing=by_year", "period.start=1999-03-10"], False),
        (["futures.financing=by_year", "period.start=2000-01-03"], False),
        (["futures.financing=flat"], False),
        (["futures.financing=0.0104"], False),
    ],
)
def test_a_note_says_so_where_a_contract_of_before_was_held(market, settings, noted):
    assert (NOTE in notes(market, *settings)) == noted


@pytest.mark.pages
@pytest.mark.usefixtures("late_series")
def test_without_futures_there_is_no_such_note(market):
    assert NOTE not in notes(market, "futures.financing=by_year", pattern="B")

"""Runs on the yearly series of financing spreads, which begins in 1999: before it, its first value."""

import pytest

from engine import backtest, load_config
from engine.words import words

NOTE = words()("note.fact_early", date="1999-01-01", table="financing_spread", names="ES.by_year")


def notes(market, *settings, pattern="A"):
    result = backtest(load_config(None, ["period.end=2000-12-29", *settings], pattern=pattern), market)
    return result.manifest["notes"]


def test_the_yearly_series_runs_on_the_whole_default_period(market):
    result = backtest(load_config(None, ["futures.financing=by_year"], pattern="A"), market)
    assert NOTE in result.manifest["notes"]
    assert result.metrics["cagr"] == pytest.approx(0.02079, abs=1e-5)


def test_the_first_contracts_are_priced_with_the_first_value(market):
    early = ["period.end=1999-03-10"]
    first, told = (
        backtest(load_config(None, [*early, f"futures.financing={financing}"], pattern="A"), market).frame("positions")
        for financing in ("by_year", "0.0104")
    )
    assert first["mark"].tolist() == told["mark"].tolist()


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


def test_without_futures_there_is_no_such_note(market):
    assert NOTE not in notes(market, "futures.financing=by_year", pattern="B")


def test_the_note_speaks_japanese():
    assert words("ja").said(NOTE) == words("ja")(
        "note.fact_early", date="1999-01-01", table="financing_spread", names="ES.by_year"
    )

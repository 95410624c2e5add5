"""Pages of sweeps, worth and survival of plans that trade a currency or nothing: no word that is not theirs."""

import pytest

from engine import SurvivalTerms, WorthTerms, load_config, survive, sweep, worth
from engine.report.survival_page import survival_html
from engine.report.sweep_figures import figures_of
from engine.report.sweep_page import sweep_html
from engine.report.weighed import weighed
from engine.report.worth_page import worth_html
from engine.words import words
from tests.support.headings import empty_headings, headings

YEAR = ["period.start=2016-01-04", "period.end=2016-12-30"]

pytestmark = pytest.mark.pages


def test_a_sweep_in_a_pair_speaks_of_the_pair_and_offers_figures_that_differ(market, tmp_path):
    found = sweep(load_config(None, YEAR, pattern="fx"), "fx.leverage=1:3:1", market, out=tmp_path)
    html = sweep_html(found)
    assert empty_headings(html) == []
    assert "USD/JPY 2016-01 to 2016-12" in html
    assert "Crises that the period never saw" not in html
    offered = {one.name: one.title for one in figures_of(found, words())}
    assert offered["sharpe"] == "Sharpe ratio over the yen call rate"
    assert {"cagr", "max_drawdown", "volatility"} <= {*offered}
    assert not {"margin_calls", "days_halved"} & {*offered}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_trades_in_a_pair_are_worth_names_no_futures_and_no_crises_of_stocks(market, tmp_path, language):
    terms = WorthTerms(paths=0, resamples=100)
    found = worth(load_config(None, YEAR, pattern="fx_trades"), market, terms, out=tmp_path, tell=lambda _line: None)
    html = worth_html(found, language)
    told = html.partition('class="limitations"')[0]
    assert empty_headings(html) == []
    assert "of futures" not in told
    assert "先物" not in told
    assert all(not one.episodes for ones in weighed(found).values() for one in ones)
    assert words(language)("worth.crises_of") not in told


def test_where_nothing_can_happen_there_is_no_map_of_one_cell_and_no_empty_chart(market, tmp_path):
    terms = SurvivalTerms(paths=20, years=2, histories=0)
    found = survive(load_config(None, pattern="core"), market, terms, out=tmp_path, tell=lambda _line: None)
    html = survival_html(found)
    assert empty_headings(html) == []
    assert "How often the broker sells" not in " ".join(headings(html))
    assert 'data-chart="curves"' not in html
    assert words()("survive.no_events") in html
    assert found.first_sentence().startswith("With no overlay")

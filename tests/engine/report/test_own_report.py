"""A strategy of one's own on the page and beside patterns: its class's name, its own colour, no rules it has not."""

import re

import pytest

from engine import backtest, compare_results, load_config, run_own
from engine.analysis.uncertainty import Resampling
from engine.plugs.pattern import PATTERNS
from engine.report.own_told import own_line, plain_own
from engine.report.page import report_html
from engine.report.palette import PALETTE, strokes, strokes_of
from engine.report.run_plain import plain_run
from engine.report.timeline import calendar
from engine.words import LANGUAGES, words
from tests.support.own_strategies import written

SHORT = ("period.start=2007-06-01", "period.end=2008-06-30")


@pytest.fixture(scope="module")
def runs(market, tmp_path_factory):
    place = written(tmp_path_factory.mktemp("own"))
    own = run_own(place, load_config(None, SHORT), market, fast=5)
    return {"A": backtest(load_config(None, SHORT, pattern="A"), market), "Crossing": own}


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, runs, market):
    return report_html(compare_results(runs, market, plan=Resampling(count=100)), request.param)


def test_the_page_tells_what_it_is(page, runs):
    assert "fast = 5, slow = 50, size = 20" in page
    assert re.search(r"<b>Crossing</b>", page)
    assert "<b>own</b>" not in page


def test_the_page_has_the_fills_of_a_strategy_and_no_line_of_rules(runs):
    own = runs["Crossing"]
    assert len(calendar(own)) == own.table("fills").num_rows
    assert all(re.fullmatch(r"[+-]20 MES @ [\d,.]+", one.contracts) for one in calendar(own))
    assert all("@" not in one.contracts for one in calendar(runs["A"]))


def test_the_page_tells_what_became_of_its_orders(page, runs):
    (fate,) = plain_own(runs["Crossing"])["own"]["orders"]
    assert fate["kind"] == "market"
    assert fate["sent"] == runs["Crossing"].table("orders").num_rows
    assert page.count(f"<td>{fate['sent']}</td><td>{fate['filled']}</td>") == 1


@pytest.mark.pages
def test_a_page_of_it_alone_has_no_chart_of_rules(runs, market):
    alone = report_html(compare_results({"Crossing": runs["Crossing"]}, market, plan=Resampling(count=100)))
    assert 'data-chart="rules"' not in alone
    assert "halving" not in alone[alone.index('id="h-rules"') : alone.index('id="h-months"')].lower()


def test_its_colour_is_no_patterns_as_long_as_there_are_others(runs):
    patterns = {PALETTE[PATTERNS[name].colour] for name in PATTERNS.names() if PATTERNS[name].colour}
    assert strokes_of(runs)["Crossing"] not in patterns
    assert strokes_of(runs)["A"] is PALETTE[PATTERNS["A"].colour]
    many = strokes(["A", "B", *"vwxyz"], [*"vwxyz"])
    assert len(set(many.values())) == 7


def test_figures_of_rules_it_has_not_are_none(runs):
    own = runs["Crossing"]
    assert own.metrics["days_halved"] is own.metrics["days_stopped"] is None
    assert runs["A"].metrics["days_halved"] is not None


def test_json_tells_class_params_and_feed(runs):
    told = plain_run(runs["Crossing"], runs["Crossing"].metrics)
    assert told["pattern"] == "Crossing"
    assert told["own"]["params"] == {"fast": 5, "slow": 50, "size": 20}
    assert told["own"]["feed"] == "index"
    assert plain_own(runs["A"]) == {}
    assert own_line(runs["A"], words()) == ""

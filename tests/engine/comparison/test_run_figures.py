"""A run in a few figures."""

import re

import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.metrics import OF_FLOWS, known_figures
from engine.comparison.run_figures import event_counts, figures, sources, span
from engine.report.console import console
from engine.report.formats import figure, place
from engine.report.headlines import HEADLINES
from engine.report.run_plain import plain_run
from engine.report.summary_parts import summary_parts
from engine.results.schemas import TABLES
from engine.words import words


@pytest.fixture(scope="module")
def run(market):
    settings = ["period.start=2008-01-02", "period.end=2008-12-31", 'note="why [x] it was made"']
    return backtest(load_config(None, settings), market)


@pytest.mark.pages
def test_a_run_told_in_yen_has_its_dates_and_the_index_in_yen_as_a_comparison_has_them(whole_market):
    config = load_config(None, ["period=2008", "investor.currency=JPY"], pattern="A")
    told = backtest(config, whole_market)
    found, beside = figures(told, whole_market), compare_results({"A": told}, whole_market).metrics()["A"]
    assert {name: found[name] for name in beside} == beside
    equity = told.frame("investor_equity")["equity"]
    trough = (equity / equity.cummax()).idxmin()
    assert found["drawdown_trough"] == trough.date().isoformat()
    assert found["drawdown_peak"] == equity[:trough].idxmax().date().isoformat()
    in_dollars = told.equity["equity"]
    assert trough != (in_dollars / in_dollars.cummax()).idxmin()


@pytest.fixture
def documented(root):
    return re.findall(r"^\| `(\w+)` \|", (root / "docs" / "metrics.md").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_every_documented_figure_is_there_in_its_order_and_with_a_name(run, market, documented):
    assert set(figures(run, market)) == set(documented) - set(OF_FLOWS)
    assert sorted(documented, key=place) == documented
    assert set(words().section("metric")) == set(documented)


def test_the_figures_against_the_index_need_its_market(run, small_market):
    known = figures(run)
    assert known == figures(run, small_market([100.0, 101.0]))
    assert "beta" not in known
    assert known["drawdown_peak"] == "2008-05-19"


def test_sources_sum_to_the_gain(run):
    assert sum(sources(run).values()) == pytest.approx(run.metrics["final_equity"] - 1_000_000.0)


def test_events_are_counted_and_every_kind_has_a_name(run):
    kinds = run.table("events")["kind"].to_pylist()
    counts = event_counts(run)
    assert counts == {kind: kinds.count(kind) for kind in set(kinds)}
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    (meaning,) = [column.meaning for column in TABLES["events"] if column.name == "kind"]
    assert set(words().section("kind")) == set(meaning.split(", "))


def test_the_span_is_that_of_its_sessions(run):
    assert span(run) == ("2008-01-02", "2008-12-31", 253)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_all_is_shown_within_80_columns(run, market, language, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    for title, table in summary_parts(run, figures(run, market), words(language)):
        console().print(title)
        console().print(table)
    shown = capsys.readouterr().out
    assert all(name in shown for name in known_figures() if name not in (*HEADLINES, *OF_FLOWS))
    assert "why [x] it was made" in shown
    assert run.config.digest in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_a_figure_that_came_later_is_shown_as_it_is():
    assert figure("novelty", 3.5) == "3.5"
    assert figure("cagr", None) == "n/a"
    assert figure("cagr", 0.012, signed=True) == "+1.20%"
    assert place("novelty") > place("correlation")


def test_for_json_it_has_the_same(run, market):
    told = plain_run(run, figures(run, market))
    assert told["period"] == {"first": "2008-01-02", "last": "2008-12-31"}
    assert told["sessions"] == told["table_rows"]["equity"] == 253
    assert told["note"] == "why [x] it was made"

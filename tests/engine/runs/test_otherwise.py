"""Figures of compared runs after tax and in yen: those that another run would have had."""

import pytest

from data.base.errors import ConfigError
from engine import backtest, compare_results, load_comparison, load_config, load_run
from engine.analysis.uncertainty import Resampling
from engine.comparison.common_sessions import between
from engine.report.apart import otherwise_of
from engine.report.page import report_html
from engine.runs.otherwise import Otherwise, told_otherwise
from engine.words import words

FEW = Resampling(count=100, block=5.0)
DAYS = ["period.start=2006-10-02", "period.end=2008-02-29"]
LATER = ["period.start=2007-03-01", "period.end=2008-09-30"]


@pytest.fixture(scope="module")
def runs(market, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    asked = {"A": ("A", DAYS), "core": ("core", LATER), "fx": ("fx", DAYS)}
    made = {name: backtest(load_config(None, days, pattern=kind), market) for name, (kind, days) in asked.items()}
    return {name: load_run(run.save(folder).path) for name, run in made.items()}


@pytest.fixture(scope="module")
def told(runs, market):
    return told_otherwise(compare_results(runs, market, plan=FEW), market, Otherwise(after_tax=True, in_yen=True))


def figures(group, run, basis):
    rows = group.table("otherwise").to_pylist()
    return {row["metric"]: row["value"] for row in rows if (row["run"], row["basis"]) == (run, basis)}


def another(market, *settings):
    return backtest(load_config(None, [*DAYS, *settings], pattern="A"), market)


@pytest.mark.pages
def test_figures_after_tax_and_in_yen_are_those_of_runs_with_these_settings(runs, told, market):
    span = tuple(told.runs["A"].table("equity")["date"].cast("int32")[place].as_py() for place in (0, -1))
    japan, yen = "tax.regime=japan", 'investor.currency="JPY"'
    for basis, settings in {"after_tax": [japan], "in_yen": [yen], "after_tax_in_yen": [japan, yen]}.items():
        assert figures(told, "A", basis) == between(another(market, *settings), span).metrics
    assert figures(told, "A", "after_tax") != told.runs["A"].metrics


def test_a_run_that_cannot_be_taxed_has_no_such_figures_and_the_reason(told):
    (apart,) = told.apart
    assert figures(apart, "fx", "after_tax") == {}
    assert figures(apart, "fx", "in_yen") == pytest.approx(apart.runs["fx"].metrics, nan_ok=True)
    assert [note["values"]["run"] for note in apart.manifest["notes"] if note["code"] == "not_otherwise"] == ["fx"]


@pytest.mark.pages
def test_dollars_are_taxed_by_section_1256_and_a_taxed_run_is_its_own(runs, market):
    taxed = another(market, "tax.regime=us_1256")
    found = told_otherwise(
        compare_results({"A": runs["A"], "taxed": taxed}, market, plan=FEW), market, Otherwise(after_tax=True)
    )
    assert figures(found, "A", "after_tax") == figures(found, "taxed", "after_tax") == taxed.metrics


@pytest.mark.pages
def test_a_run_that_is_taxed_already_stays_so_beside_returns_in_yen_and_that_is_said(market):
    taxed = another(market, "tax.regime=us_1256")
    found = told_otherwise(
        compare_results({"taxed": taxed}, market, plan=FEW), market, Otherwise(after_tax=True, in_yen=True)
    )
    assert figures(found, "taxed", "after_tax") == taxed.metrics
    (said,) = [note["values"] for note in found.manifest["notes"] if note["code"] == "taxed_already"]
    assert said == {"runs": ["taxed"], "regimes": ["us_1256"]}


def test_a_run_whose_market_is_not_at_hand_has_the_reason_instead(runs, market):
    made = compare_results({"A": runs["A"]}, market, plan=FEW)
    found = told_otherwise(made, market.until(market.days[-2]), Otherwise(after_tax=True))
    assert found.table("otherwise").num_rows == 0
    assert "was made on another market" in " ".join(found.notes())


@pytest.mark.pages
def test_a_run_whose_file_of_labels_was_changed_has_the_reason_instead(market, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("date,label\n2006-10-02,calm\n2007-06-01,range\n", encoding="utf-8")
    made = another(market, f"regimes.file={file}", "in_range.measure=labels")
    group = compare_results({"A": made}, market, plan=FEW)
    file.write_text("date,label\n2006-10-02,range\n", encoding="utf-8")
    found = told_otherwise(group, market, Otherwise(after_tax=True))
    assert found.table("otherwise").num_rows == 0
    assert "labels.csv is another file today than the one that the run was made of" in " ".join(found.notes())


@pytest.mark.pages
def test_what_is_told_otherwise_is_saved_and_shown_in_both_languages(told, tmp_path):
    found = load_comparison(told.save(tmp_path).path)
    assert found.tables == told.tables
    assert words("ja")("otherwise.after_tax_in_yen") in report_html(found, "ja")
    assert words()("otherwise.after_tax_in_yen") in otherwise_of(found, words())[0].titles


def test_a_regime_without_effect_and_one_that_there_is_none_of_are_refused(runs, market):
    made = compare_results({"A": runs["A"]}, market, plan=FEW)
    with pytest.raises(ConfigError, match="has no effect unless figures after tax are asked for"):
        told_otherwise(made, market, Otherwise(regime="japan"))
    with pytest.raises(ConfigError, match="is no tax regime; known: japan, us_1256"):
        told_otherwise(made, market, Otherwise(after_tax=True, regime="moon"))
    assert told_otherwise(made, market, Otherwise()) is made

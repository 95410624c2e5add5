"""The settings that tell regimes apart: they change no run by themselves, and what they may be."""

import pytest

from data.base.cache import content_hash
from data.base.errors import ConfigError
from data.signals.regime_rules import REGIME_RULES
from engine import backtest, load_config
from engine.results.run import load_run
from engine.settings.regime_sections import Regimes

YEAR = ("period.start=2008-01-02", "period.end=2008-12-31")
CHANGED = ("regimes.crash_fall=0.2", "regimes.vix_edges=[18, 25]", "regimes.lag_days=3")


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("date,label\n2007-10-10,bear\n2008-03-17,bull\n2008-06-01,bear\n")
    return path


def test_by_default_they_are_the_thresholds_of_the_schemes():
    assert Regimes().rules() == REGIME_RULES


@pytest.mark.pages
def test_a_run_is_the_same_whatever_its_reports_tell_regimes_by(labels, market):
    chosen = (*CHANGED, f"regimes.file={labels}")
    plain, told = (backtest(load_config(None, [*YEAR, *more]), market) for more in ((), chosen))
    assert told.config.digest == plain.config.digest
    assert {name: content_hash(one) for name, one in told.tables.items()} == {
        name: content_hash(one) for name, one in plain.tables.items()
    }
    [note] = set(told.notes()) - set(plain.notes())
    assert note == (
        "no effect on the run itself, only on how reports and comparisons tell regimes apart: regimes.file, "
        "regimes.lag_days, regimes.crash_fall, regimes.vix_edges"
    )


@pytest.mark.pages
def test_a_saved_run_keeps_the_labels_without_their_file(labels, market, tmp_path):
    made = backtest(load_config(None, [*YEAR, f"regimes.file={labels}"]), market).save(tmp_path / "runs")
    labels.unlink()
    again = load_run(made.path)
    assert again.own_labels.labels == ("bear", "bull", "bear")
    assert again.config.regimes.file == str(labels)
    assert list(again.manifest["inputs"]) == [str(labels)]


def test_a_run_without_labels_has_none(market):
    assert backtest(load_config(None, YEAR, pattern="core"), market).own_labels is None


def test_a_file_that_cannot_be_read_stops_the_run_before_it_begins(market, tmp_path):
    with pytest.raises(Exception, match=r"no\.csv"):
        backtest(load_config(None, [*YEAR, f"regimes.file={tmp_path / 'no.csv'}"]), market)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("regimes.vix_edges=[30, 20]", "regimes.vix_edges [30.0, 20.0] should rise from each to the next"),
        ("regimes.drawdown_edges=[0.05, 10]", "should be less than 1"),
        ("regimes.crash=0.1", "unknown key regimes.crash"),
        ("regimes.trend_window=1", "should be greater than or equal to 2"),
    ],
)
def test_what_they_cannot_be_is_one_sentence(setting, sentence):
    with pytest.raises(ConfigError) as error:
        load_config(None, [setting])
    assert sentence in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_labels_that_a_rule_goes_by_and_that_stand_on_no_session_are_said(market, tmp_path):
    path = tmp_path / "far.csv"
    path.write_text("first,last,label\n1905-01-02,1906-01-02,quiet\n2010-01-04,2010-03-01,quiet\n")
    rule = ("in_range.measure=labels", "in_range.labels=['quiet']", f"regimes.file={path}")
    codes = [one["code"] for one in backtest(load_config(None, [*YEAR, *rule]), market).manifest["notes"]]
    assert {"idle_labels", "no_labels"} <= set(codes)
    assert "only_reported" not in codes

"""What the regimes of a comparison are told by: settings of the runs, of the comparison, and labels of one's own."""

from dataclasses import replace

import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError, DataError
from data.signals.regimes import spelled
from engine import backtest, compare_results, load_comparison, load_config
from engine.analysis.ex_post_regimes import labelled
from engine.analysis.uncertainty import Resampling
from engine.assembly.own_labels import regime_scheme
from engine.comparison.regime_scheme import RegimeScheme
from engine.report.console import comparison_tables

FEW = Resampling(count=100, block=10.0)
PERIOD = ("period.start=2007-01-03", "period.end=2009-12-31")
TEXT = "first,last,label\n2007-10-10,2008-03-17,slide\n2008-05-20,2009-03-09,crash of my own\n"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("labels") / "mine.csv"
    path.write_text(TEXT)
    return str(path)


@pytest.fixture(scope="module")
def runs(market):
    return {name: backtest(load_config(None, PERIOD, pattern=name), market) for name in ("core", "A")}


def with_settings(run, **settings):
    """The run as if it had been made with these settings of [regimes], which change nothing else of it."""
    return replace(
        run, config=run.config.model_copy(update={"regimes": run.config.regimes.model_copy(update=settings)})
    )


def notes(comparison):
    return [one["code"] for one in comparison.manifest["notes"]]


def regimes_of(comparison, scheme):
    rows = comparison.table("regimes").to_pylist()
    return {row["regime"]: row["sessions"] for row in rows if row["run"] == "A" and row["scheme"] == scheme}


def test_labels_of_a_file_are_a_scheme_like_the_others(runs, market, file):
    found = compare_results(runs, market, regime_scheme(file=file), FEW)
    assert found.manifest["regimes"] == "own"
    table = found.table("sessions")
    assert set(table["own"].to_pylist()) == {"slide", "crash of my own", "other"}
    # as known when the session began: the label of the close before
    assert table["own_known"].to_pylist()[1:] == table["own"].to_pylist()[:-1]
    for scheme in ("own", "own_known"):
        assert sum(regimes_of(found, scheme).values()) == len(table)
    assert [str(one.above).split(" by ")[1] for one in comparison_tables(found) if " by " in str(one.above)] == [
        "labels of your own, as they were given",
        "labels of your own, as known at the time",
    ]


@pytest.mark.pages
def test_a_lag_delays_what_was_known_and_not_what_was_given(runs, market, file):
    now, late = (compare_results(runs, market, regime_scheme(file=file, lag_days=lag), FEW) for lag in (0, 10))
    assert now.table("sessions")["own"] == late.table("sessions")["own"]
    soon, later = (one.table("sessions")["own_known"].to_pylist().index("slide") for one in (now, late))
    days = to_array(now.table("sessions")["date"]).tolist()
    assert 10 <= days[later] - days[soon] <= 14


def test_without_labels_there_is_no_such_scheme(runs, market):
    found = compare_results(runs, market, plan=FEW)
    assert "own" not in found.table("regimes")["scheme"].to_pylist()
    assert set(found.table("sessions")["own"].to_pylist()) == {""}
    assert not {"regime_rules", "own_labels"} & set(found.manifest)
    for scheme, sentence in {
        "own": "scheme of regimes 'own': there are no labels; name a file",
        "moon": "unknown scheme of regimes 'moon'; known: trend",
    }.items():
        with pytest.raises(ConfigError, match=sentence):
            compare_results(runs, market, scheme, FEW)


@pytest.mark.pages
def test_thresholds_change_what_the_schemes_say(runs, market):
    changed = {
        "trend_efficiency": 0.3, "trend_move": 10.0, "crash_fall": 0.2, "bear_fall": 0.3, "vix_edges": (18.0, 25.0),
        "drawdown_edges": (0.3,),
    }  # fmt: skip
    found = compare_results(runs, market, regime_scheme(**changed), FEW)
    plain = compare_results(runs, market, plan=FEW)
    rules = regime_scheme(**changed)
    for scheme in ("trend", "trend_known", "bull_bear", "bull_bear_known", "vix", "drawdown"):
        assert regimes_of(found, scheme) != regimes_of(plain, scheme), scheme
    assert list(regimes_of(found, "vix")) == ["vix_below_18", "vix_18_to_25", "vix_from_25"]
    assert found.table("crises").num_rows < plain.table("crises").num_rows
    assert found.manifest["regime_rules"] == changed == dict(rules.changes)
    assert notes(found) == [*notes(plain), "regime_rules"]


@pytest.mark.pages
def test_the_settings_of_the_runs_hold_where_all_have_the_same(runs, market):
    alike = {name: with_settings(run, crash_fall=0.2) for name, run in runs.items()}
    found = compare_results(alike, market, plan=FEW)
    assert found.manifest["regime_rules"] == {"crash_fall": 0.2}
    more = compare_results(alike, market, RegimeScheme(changes={"crash_sessions": 5}), FEW)
    assert more.manifest["regime_rules"] == {"crash_fall": 0.2, "crash_sessions": 5}


@pytest.mark.pages
def test_runs_of_different_settings_are_told_by_one_scheme_and_that_is_said(runs, market):
    other = {"core": runs["core"], "A": with_settings(runs["A"], crash_fall=0.2)}
    found, plain = compare_results(other, market, plan=FEW), compare_results(runs, market, plan=FEW)
    assert found.table("regimes") == plain.table("regimes")
    assert "other_regimes" in notes(found)
    asked = compare_results(other, market, RegimeScheme(changes={"crash_fall": 0.3}), FEW)
    assert asked.manifest["regime_rules"] == {"crash_fall": 0.3}


@pytest.mark.pages
def test_a_comparison_keeps_the_labels_it_was_told_by(runs, market, file, tmp_path):
    found = compare_results(runs, market, regime_scheme(file=file), FEW).save(tmp_path)
    again = load_comparison(found.path)
    assert again.manifest["own_labels"] == [
        ["2007-10-10", "slide"], ["2008-03-18", "other"], ["2008-05-20", "crash of my own"], ["2009-03-10", "other"],
    ]  # fmt: skip
    assert again.table("sessions") == found.table("sessions")


def test_labels_off_the_market_are_counted(runs, market, tmp_path):
    path = tmp_path / "far.csv"
    path.write_text("first,last,label\n1905-01-02,1906-01-02,old\n1907-01-02,1908-01-02,older\n")
    found = compare_results(runs, market, regime_scheme(file=str(path)), FEW)
    assert next(one["values"] for one in found.manifest["notes"] if one["code"] == "idle_labels")["count"] == 2
    assert "no_labels" in notes(found)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"crash": 0.1}, "regime_scheme: unknown key regimes.crash"),
        ({"vix_edges": (30.0, 20.0)}, "regimes.vix_edges"),
        ({"name": "moon"}, "unknown scheme of regimes 'moon'"),
    ],
)
def test_a_scheme_that_cannot_be_is_one_sentence(settings, sentence):
    with pytest.raises(ConfigError, match=sentence):
        regime_scheme(**settings)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"no\.csv"):
        regime_scheme(file=str(tmp_path / "no.csv"))


def test_own_labels_on_the_market_are_those_of_the_file(market, file):
    told = regime_scheme(file=file)
    labels = labelled(market, load_config(None).regimes.rules(told.own))
    days = dict(zip(market.days, spelled(labels["own"]), strict=True))
    assert sum(label == "slide" for label in days.values()) == sum(13_796 <= day <= 13_955 for day in market.days)

"""Runs that are not alike: set side by side as far as they can be, and apart, with the reason, where they cannot."""

import numpy as np
import pyarrow as pa
import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError, ResultError
from data.market.market import Market
from engine import backtest, compare_results, load_comparison, load_config, load_run
from engine.analysis.metrics import metrics
from engine.analysis.uncertainty import Resampling
from engine.comparison.common_sessions import between
from engine.comparison.comparable import span_of
from engine.notebook.cards import card
from engine.notebook.lines import lines
from engine.report.apart import across_of, reason_of
from engine.report.page import report_html
from engine.words import words

FEW = Resampling(count=100, block=5.0)
YEARS = {
    "early": ["period.start=2006-10-02", "period.end=2008-02-29"],
    "late": ["period.start=2007-03-01", "period.end=2008-09-30"],
    "after": ["period.start=2008-08-01", "period.end=2009-12-31"],
}
YEN = 'investor.currency="JPY"'


@pytest.fixture(scope="module")
def made_by_hand(small_market):
    drawn = np.random.default_rng(3).normal(0.0, 0.01, 300)
    return small_market(1000.0 * np.exp(np.cumsum(drawn)), "2007-01-03")


@pytest.fixture(scope="module")
def runs(market, made_by_hand, tmp_path_factory):
    """Saved runs that differ in pattern, period, capital, currency and market."""
    folder = tmp_path_factory.mktemp("runs")
    asked = {
        "A early": ("A", YEARS["early"], market),
        "core early": ("core", YEARS["early"], market),
        "A late": ("A", YEARS["late"], market),
        "small": ("A", [*YEARS["late"], "capital.initial=200000"], market),
        "yen": ("A", [*YEARS["late"], YEN], market),
        "after": ("C", YEARS["after"], market),
        "fx": ("fx", YEARS["late"], market),
        "other": ("A", [], made_by_hand),
    }
    made = {name: backtest(load_config(None, own, pattern=kind), on) for name, (kind, own, on) in asked.items()}
    return {name: load_run(run.save(folder).path) for name, run in made.items()}


@pytest.fixture(scope="module")
def compared(runs, market, made_by_hand):
    return lambda *names: compare_results({name: runs[name] for name in names}, [market, made_by_hand], plan=FEW)


def codes(comparison):
    return [note["code"] for note in comparison.manifest["notes"]]


def like(group, one, other):
    """Whether two runs of a group may be taken from each other."""
    pair = [group.runs[name] for name in (one, other)]
    days = [run.table("equity")["date"].to_pylist() for run in pair]
    made = [(run.currency, run.config.capital.currency, run.manifest["market"]["content_sha256"]) for run in pair]
    return days[0] == days[1] and made[0] == made[1]


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(5))
def test_of_any_runs_no_difference_is_taken_between_unlike_ones_and_none_is_left_out(compared, runs, seed, tmp_path):
    chosen = np.random.default_rng(seed).permutation(list(runs))[: 2 + seed % 2].tolist()
    found = load_comparison(compared(*chosen).save(tmp_path).path)
    assert set(found.all_runs) == set(chosen)
    for group in found.groups:
        for row in group.table("differences").to_pylist():
            assert row["against"] not in runs or like(group, row["run"], row["against"])
    language = ("en", "ja")[seed % 2]
    page = report_html(found, language)
    assert all(reason_of(one, words(language)).split(":")[0] in page for one in found.apart)


@pytest.mark.pages
def test_saved_runs_are_compared_as_their_configs_run_together(runs, market):
    asked = {"core early": "core", "A early": "A"}
    again = {name: backtest(load_config(None, YEARS["early"], pattern=kind), market) for name, kind in asked.items()}
    found, fresh = (compare_results({name: of[name] for name in asked}, market, plan=FEW) for of in (runs, again))
    assert found.tables == fresh.tables
    assert found.manifest["digest"] == fresh.manifest["digest"]
    assert found.manifest["notes"] == fresh.manifest["notes"]


@pytest.mark.pages
def test_runs_of_other_sessions_are_compared_on_those_that_both_have(compared, runs):
    found = compared("A early", "A late", "core early")
    days = found.table("sessions")["date"].to_pylist()
    assert [str(days[0]), str(days[-1])] == found.manifest["common"] == ["2007-03-01", "2008-02-29"]
    for name, run in found.runs.items():
        assert run.table("equity")["date"].to_pylist() == days
        whole = runs[name].frame("equity")["equity"].loc["2007-03-01":"2008-02-29"]
        told = found.metrics()[name]
        assert told["total_return"] == pytest.approx(whole.iloc[-1] / whole.iloc[0] - 1.0, rel=1e-12)
        assert told["max_drawdown"] == pytest.approx((whole / whole.cummax() - 1.0).min(), rel=1e-12)
    (again,) = found.apart
    assert again.manifest["apart_because"]["code"] == "apart_whole"
    assert list(again.runs) == ["A early", "core early"]
    assert again.metrics()["A early"] | runs["A early"].metrics == again.metrics()["A early"]


def test_a_run_on_all_of_its_own_sessions_has_its_own_figures(runs):
    for name in ("A late", "yen", "fx"):
        cut = between(runs[name], span_of(runs[name]))
        assert cut.metrics.keys() == runs[name].metrics.keys()
        for figure, value in cut.metrics.items():
            own = runs[name].metrics[figure]
            assert value is own or value == pytest.approx(own, rel=1e-9)


@pytest.mark.pages
def test_a_comparison_of_cut_runs_saves_whole_ones_and_is_loaded_as_it_was(compared, runs, tmp_path):
    made = compared("A early", "A late").save(tmp_path)
    found = load_comparison(made.path)
    assert found.tables == made.tables
    assert found.whole["A early"].tables == runs["A early"].tables
    assert {name: run.metrics for name, run in found.runs.items()} == {
        name: run.metrics for name, run in made.runs.items()
    }


def test_other_capital_is_compared_in_returns_and_said(compared, runs):
    found = compared("A late", "small")
    assert "other_capital" in codes(found)
    assert not found.apart
    assert found.table("differences").num_rows
    assert [runs[name].opening for name in ("A late", "small")] == [1_000_000.0, 200_000.0]
    assert "opening capital: 1,000,000 USD: A late; 200,000 USD: small" in lines(found)


def test_runs_without_common_sessions_stand_apart_and_only_their_use_is_told_together(compared):
    found = compared("A early", "after")
    assert [one.manifest["apart_because"]["code"] for one in found.apart] == ["apart_sessions"]
    assert found.manifest["across"]["notes"][0]["code"] == "across_no_days"
    told = {row["metric"] for row in found.table("across").to_pylist()}
    assert "mean_exposure" in told
    assert not told & {"cagr", "max_drawdown", "sharpe"}


@pytest.mark.pages
def test_another_market_stands_apart_and_returns_of_the_same_days_are_told_together_in_yen(compared, runs, market):
    found = compared("A late", "fx")
    assert [one.manifest["apart_because"]["code"] for one in found.apart] == ["apart_market"]
    assert (found.manifest["across"]["currency"], found.manifest["across"]["first"]) == ("JPY", "2007-03-01")
    told = {(row["run"], row["metric"]): row["value"] for row in found.table("across").to_pylist()}
    yen = backtest(load_config(None, [*YEARS["late"], YEN], pattern="A"), market)
    for metric in ("total_return", "max_drawdown", "cost_drag"):
        assert told["A late", metric] == pytest.approx(yen.metrics[metric], rel=1e-9)
        assert told["fx", metric] == pytest.approx(metrics(runs["fx"].tables)[metric], rel=1e-9)


@pytest.mark.pages
def test_a_market_that_reaches_further_is_the_same_and_one_with_another_close_is_not(runs, market):
    shorter = market.until(market.days[-200])
    run = backtest(load_config(None, YEARS["late"], pattern="core"), shorter)
    both = {"A late": runs["A late"], "core": run}
    found = compare_results(both, [market, shorter], plan=FEW)
    assert not found.apart
    assert "other_file" in codes(found)
    assert found.table("differences").num_rows
    place, field = shorter.table.column_names.index("close"), shorter.table.schema.field("close")
    closes = shorter.floats("close").copy()
    closes[-1] *= 1.001
    moved = Market(shorter.table.set_column(place, field, pa.array(closes)), index=market.index)
    other = backtest(load_config(None, YEARS["late"], pattern="core"), moved)
    apart = compare_results({"A late": runs["A late"], "core": other}, [market, moved], plan=FEW).apart
    assert [one.manifest["apart_because"]["code"] for one in apart] == ["apart_market"]


def test_a_market_that_is_not_named_is_asked_for(runs, market):
    with pytest.raises(ConfigError, match="run other was made on another market; name its own with --market"):
        compare_results({"A late": runs["A late"], "other": runs["other"]}, market)


def test_a_lost_account_is_not_compared_after_its_end(runs, market):
    gone = runs["A early"].tables["equity"]
    worth = to_array(gone["equity"]).copy()
    worth[-200:] = 0.0
    place = gone.column_names.index("equity")
    dead = gone.set_column(place, gone.schema.field(place), [worth])
    lost = type(runs["A early"])(
        runs["A early"].config, {**runs["A early"].tables, "equity": dead}, runs["A early"].manifest
    )
    early = {"lost": lost, "A late": runs["A late"]}
    days = to_array(gone["date"])
    assert worth[np.searchsorted(days, span_of(runs["A late"])[0])] <= 0.0 or len(worth) > 200
    found = compare_results(early, market, plan=FEW)
    assert set(found.all_runs) == {"lost", "A late"}


@pytest.mark.pages
def test_what_stands_apart_is_shown_in_a_notebook_below_its_reason_in_both_languages(compared):
    found = compared("A late", "other")
    for language in ("en", "ja"):
        reason = reason_of(found.apart[0], words(language))
        assert reason in card(found, words(language))
        assert across_of(found, words(language)).rows
    assert reason_of(found.apart[0], words()) in lines(found)


@pytest.mark.pages
def test_a_part_that_stands_apart_is_a_comparison_that_can_be_loaded(compared, tmp_path):
    saved = compared("A late", "fx").save(tmp_path)
    part = load_comparison(saved.path / "apart-1")
    assert (list(part.runs), part.tables) == (["fx"], saved.apart[0].tables)


@pytest.mark.pages
def test_what_was_changed_in_a_part_that_stands_apart_is_found(compared, tmp_path):
    saved = compared("A late", "fx").save(tmp_path)
    told = saved.path / "apart-1" / "comparison.json"
    told.write_text(told.read_text().replace('"trend"', '"vix"'))
    with pytest.raises(ResultError, match="is not what was written; compare again"):
        load_comparison(saved.path)

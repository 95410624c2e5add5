"""Comparisons: tables that add up, saved whole, read back, and refused where they would mislead."""

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.errors import ResultError
from data.signals.own_labels import OTHER, own_labels
from engine import backtest, compare, compare_results, load_comparison, load_config
from engine.analysis.ex_post_regimes import SCHEMES
from engine.analysis.uncertainty import Resampling
from engine.comparison.comparison_schemas import TABLES
from engine.comparison.regime_scheme import RegimeScheme
from engine.words import words
from tests.support.default_runs import default_run
from tests.support.first_screen import verdict

FEW = Resampling(count=200)
TOLD_BY = RegimeScheme(
    "trend", {"file": "mine.csv"}, own_labels([(12_000, "calm"), (13_000, "storm"), (15_000, OTHER)])
)


@pytest.fixture(scope="module")
def runs(market):
    return {name: default_run(name, market) for name in ("core", "A", "B", "C")}


@pytest.fixture(scope="module")
def comparison(runs, market):
    return compare_results(runs, market, TOLD_BY, FEW)


def rows(comparison, table, **which):
    found = comparison.table(table).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in which.items())]


@pytest.mark.parametrize("run", ["core", "A", "B", "C"])
def test_sources_sum_over_regimes_to_their_totals(comparison, runs, run, subtests):
    for scheme in SCHEMES:
        with subtests.test(scheme=scheme):
            attribution = runs[run].frame("attribution").groupby("source")["amount"].sum()
            regimes = rows(comparison, "regimes", run=run, scheme=scheme)
            for source in ("carry", "overlay", "costs"):
                assert sum(row[source] for row in regimes) == pytest.approx(attribution.get(source, 0.0), abs=1e-6)


def test_time_shares_sum_to_one(comparison, subtests):
    for scheme in SCHEMES:
        with subtests.test(scheme=scheme):
            regimes = rows(comparison, "regimes", run="A", scheme=scheme)
            assert sum(row["time_share"] for row in regimes) == pytest.approx(1.0)
            assert sum(row["sessions"] for row in regimes) == 5031


def test_regime_returns_weigh_up_to_the_whole(comparison, runs):
    table = runs["A"].table("equity")
    equity, bills = to_array(table["equity"]), to_array(table["bill_return"])
    excess = np.concatenate([[0.0], equity[1:] / equity[:-1] - 1.0 - bills[1:]])
    regimes = rows(comparison, "regimes", run="A", scheme="trend")
    added = sum(row["excess_sum"] for row in regimes)
    assert added == pytest.approx(excess.sum(), abs=1e-12)
    told = [row for row in regimes if row["excess_return"] is not None]
    assert [row["excess_return"] for row in told] == pytest.approx(
        [row["excess_sum"] / row["sessions"] * 252.0 for row in told]
    )
    assert [row["sessions"] for row in regimes if row["excess_return"] is None] == [
        218
    ]  # less than a year of downtrend


def test_a_regime_that_never_was_is_empty(market):
    quiet = load_config(None, ["period.start=2017-01-03", "period.end=2017-12-29"], pattern="core")
    table = compare_results({"quiet": backtest(quiet, market)}, market, plan=FEW).frame("regimes")
    crash = table[(table["scheme"] == "trend") & (table["regime"] == "crash")].iloc[0]
    assert (crash["sessions"], crash["carry"]) == (0, 0.0)
    assert np.isnan(crash["excess_return"])


@pytest.mark.parametrize("table", ["months", "years"])
@pytest.mark.parametrize("run", ["core", "A", "C"])
def test_contributions_sum_to_the_return_of_every_period(comparison, run, table):
    for row in rows(comparison, table, run=run):
        assert sum(row[source] for source in ("carry", "overlay", "costs", "currency", "tax")) == pytest.approx(
            row["return"], abs=1e-9
        )


@pytest.mark.parametrize("table", ["months", "years"])
def test_periods_compound_to_the_whole(comparison, runs, table):
    equity = to_array(runs["A"].table("equity")["equity"])
    grown = np.prod([1.0 + row["return"] for row in rows(comparison, table, run="A")])
    assert grown == pytest.approx(equity[-1] / equity[0])


@pytest.mark.parametrize("run", ["core", "A", "B", "C"])
def test_categories_contribute_the_whole_return(comparison, runs, run):
    equity = to_array(runs[run].table("equity")["equity"])
    parts = rows(comparison, "attribution", run=run)
    assert sum(row["contribution"] for row in parts) == pytest.approx(equity[-1] / equity[0] - 1.0, abs=1e-9)
    assert sum(row["amount"] for row in parts) == pytest.approx(equity[-1] - equity[0], abs=1e-6)


def test_insurance_is_a_line_of_its_own(comparison):
    lines = {row["category"]: row["amount"] for row in rows(comparison, "attribution", run="C")}
    assert lines["insurance_premium"] < -250_000.0
    assert abs(lines["insurance_mark"]) < 2_000.0


def test_sources_sum_over_rules_to_their_totals(comparison, runs):
    carry = runs["A"].frame("attribution").query("source == 'carry'")["amount"].sum()
    states = rows(comparison, "rules", run="A")
    assert {row["rule"] for row in states} == {"", "halving", "loss_stop"}
    assert sum(row["carry"] for row in states) == pytest.approx(carry, abs=1e-6)


def test_an_overlay_that_kept_to_its_plan_is_no_finding(comparison):
    assert comparison.notes() == []
    assert not any(row["carried_more"] for row in rows(comparison, "dominance"))


def test_the_index_of_a_year_is_its_own(comparison):
    # S&P 500, price index: 2007-12-31 1468.36, 2008-12-31 903.25
    (year,) = rows(comparison, "years", run="core", year="2008")
    assert year["index_return"] == pytest.approx(903.25 / 1468.36 - 1.0, abs=1e-6)


def test_every_pair_has_an_interval_that_says_how_it_was_made(comparison):
    found = rows(comparison, "differences", statistic="excess_return")
    assert len(found) == 6 + 4
    assert [row["run"] for row in found if row["against"] == "T-bills"] == ["core", "A", "B", "C"]
    assert all(row["low"] <= row["high"] for row in found)
    assert {(row["count"], row["seed"], row["level"]) for row in found} == {(200, 1994, 0.95)}


def test_a_difference_is_the_later_run_less_the_earlier(comparison):
    (row,) = rows(comparison, "differences", run="A", against="core", statistic="cagr")
    figures = comparison.metrics()
    assert row["difference"] == pytest.approx(figures["A"]["cagr"] - figures["core"]["cagr"], abs=1e-12)


@pytest.mark.pages
def test_two_runs_that_are_the_same_differ_by_nothing_without_a_sign(runs, market):
    same = compare_results({"one": runs["A"], "two": runs["A"]}, market, plan=FEW)
    (row,) = rows(same, "differences", run="two", against="one", statistic="excess_return")
    assert [f"{row[name]:+.2%}" for name in ("difference", "low", "high")] == ["+0.00%"] * 3


def test_crashes_are_dated_and_the_core_does_not_feel_them(comparison):
    autumn = [row for row in rows(comparison, "crises", run="core") if str(row["peak"]) == "2008-08-28"]
    assert [str(row["trough"]) for row in autumn] == ["2008-11-20"]
    assert all(row["return"] >= 0.0 for row in rows(comparison, "crises", run="core"))


def test_tables_are_those_declared(comparison):
    assert set(comparison.tables) == set(TABLES) - {"across", "otherwise"}


@pytest.mark.pages
def test_a_comparison_comes_back_as_it_was(comparison, tmp_path):
    saved = comparison.save(tmp_path)
    again = load_comparison(saved.path)
    assert again.metrics() == comparison.metrics()
    assert list(again.runs) == ["core", "A", "B", "C"]
    assert again.table("equity").column_names == ["date", "core", "A", "B", "C"]
    assert len(list(tmp_path.glob("2*"))) == 5


def test_an_unknown_table_is_answered_with_the_known_ones(comparison):
    with pytest.raises(ResultError, match="a comparison has equity, drawdown, exposure, metrics, regimes"):
        comparison.table("moon")


@pytest.mark.pages
def test_patterns_are_compared_by_one_call(market):
    config = load_config(None, ["period=2010-2011"])
    assert list(compare(("core", "A"), config, market).metrics()) == ["core", "A"]


def test_six_looks_at_differences_are_adjusted_for_and_four_at_bills(comparison):
    found = rows(comparison, "differences", statistic="excess_return")
    assert [row["looks"] for row in found] == [4 if row["against"] == "T-bills" else 6 for row in found]
    assert all(0.0 < row["adjusted_p"] <= 1.0 for row in found)


@pytest.mark.pages
def test_what_is_told_in_yen_is_compared_with_the_yen_call_rate(market):
    config = load_config(None, ["investor.currency=JPY"])
    told = compare(("core", "A"), config, market)
    assert {row["against"] for row in rows(told, "differences")} == {"yen call rate", "core"}


@pytest.mark.pages
def test_ten_sessions_are_told_by_the_return_of_their_period_in_both_languages(market):
    days = load_config(None, ["period.start=2009-03-09", "period.end=2009-03-20"])
    short = compare(("core", "A"), days, market)
    gained = short.metrics()["A"]["total_return"]
    for language, untested in (
        ("en", "was not tested: bootstrap: 9 returns"),
        ("ja", "検定していない: リターンが 9 個"),
    ):
        told = "\n".join(verdict(short, words(language)))
        assert f"{gained:+.2%}" in told
        assert untested in told
        assert "a year more" not in told
    assert "return of period" in repr(short)
    assert "the period of 11 days is shorter than a year" in " ".join(short.runs["A"].notes())


@pytest.mark.pages
def test_a_comparison_of_days_comes_back_as_it_was(market, tmp_path):
    days = load_config(None, ["period.start=2009-03-09", "period.end=2009-03-20"])
    short = compare(("core", "A"), days, market)
    assert load_comparison(short.save(tmp_path).path).tables["dominance"] == short.tables["dominance"]


def test_too_short_a_period_has_no_intervals_and_says_so(market):
    month = load_config(None, ["period.start=2017-01-03", "period.end=2017-01-31"])
    short = compare(("core", "A"), month, market)
    assert short.table("differences").num_rows == 0
    assert short.notes()[0].startswith("no confidence intervals: bootstrap: 19 returns are too few")


DEEP = (
    "overlay.ratio=18.0", "overlay.max_total_exposure=20.0", "overlay.acknowledge_high_leverage=true",
    "halving.enabled=false",
    "cash.buffer=0.0", "cash.sleeve=0.0",
)  # fmt: skip


@pytest.mark.pages
def test_a_lost_account_is_said_to_be_lost_and_not_to_be_luck(market):
    runs = {"A": default_run("A", market), "deep": backtest(load_config(None, DEEP), market)}
    told = " ".join(verdict(compare_results(runs, market, plan=FEW), words()))
    equity = runs["deep"].table("equity")
    gone = next(
        day for day, left in zip(equity["date"].to_pylist(), equity["equity"].to_pylist(), strict=True) if left <= 0.0
    )
    assert f"deep: lost its whole account on {gone};" in told
    assert "luck" not in told.partition("deep: lost")[2]
    assert "No difference in return" not in told

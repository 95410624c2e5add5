"""Luck in words: one line for each verdict, runs of which the same is said together, in both languages."""

import pytest

from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.report.luck import independent, luck_lines, plain_luck
from engine.results.luck import luck_of
from engine.words import words
from tests.support.first_screen import verdict

YEARS = ["period.start=2003-01-02", "period.end=2006-12-29"]
UNSEEN = "crises that its period never saw: 1929-32, 1937, 1973-74, 1987-10"


@pytest.fixture(scope="module")
def runs(market, tmp_path_factory):
    folder = tmp_path_factory.mktemp("luck")
    plans = {"A": "A", "core": "core"}
    saved = {name: backtest(load_config(None, YEARS, pattern=kind), market) for name, kind in plans.items()}
    return {name: run.save(folder) for name, run in saved.items()} | {"loose": saved["A"]}


def test_each_run_has_its_line_and_unseen_crises_are_named_once(runs):
    a, core, loose, unseen = luck_lines(runs)

    assert a.startswith("A: beyond luck: deflated Sharpe ratio 0.9")
    assert "(looks 2, independent about 1.0; alone 0.9" in a
    assert core == "core: less than a year, or without risk over Treasury bills: no Sharpe ratio"
    assert loose.startswith("loose: unproven: not all looks at this market are known")
    assert unseen.startswith(f"A, core, loose: {UNSEEN}")


def test_the_same_in_japanese(runs):
    a, core, loose, unseen = luck_lines(runs, words("ja"))

    assert a.startswith("A: 統計的に有意: デフレーテッド・シャープレシオ 0.9")
    assert "シャープレシオはない" in core
    assert loose.startswith("loose: 未証明: ")
    assert "経験していない危機: 1929-32" in unseen


def test_json_has_numbers_and_whether_they_are_known(runs):
    found = {name: plain_luck(luck) for name, luck in luck_of(runs).items()}

    assert (found["A"]["standing"], found["A"]["looks"], found["A"]["looks_known"]) == ("beyond", 2, True)
    assert found["A"]["deflated_sharpe"] == pytest.approx(found["A"]["probabilistic_sharpe"])
    assert (found["loose"]["standing"], found["loose"]["deflated_sharpe"]) == ("unproven", None)
    assert "2008" in found["core"]["unseen_crises"]


@pytest.mark.parametrize(("count", "text"), [(1.0, "1.0"), (9.94, "9.9"), (10.4, "10"), (8920.1, "8,920")])
def test_a_few_independent_looks_have_a_decimal(count, text):
    assert independent(count) == text


@pytest.mark.pages
def test_the_first_screen_of_a_report_says_it_too(runs, market):
    both = {name: runs[name] for name in ("A", "core")}
    comparison = compare_results(both, market, plan=Resampling(count=100, block=20.0))

    assert [line for line in verdict(comparison, words("en")) if line in luck_lines(both)] == luck_lines(both)

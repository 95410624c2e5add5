"""What differs between two runs."""

import numpy as np
import pytest

from data.base.days import iso
from engine import backtest, load_config
from engine.comparison.diff import changes, compared, difference, parting
from engine.report.difference import difference_parts, remarks
from engine.words import words

SPRING = ("period.start=2008-01-02", "period.end=2008-04-30")


@pytest.fixture(scope="module")
def make(market):
    kept = {}

    def run(*settings, pattern="A"):
        key = (*settings, pattern)
        kept[key] = kept.get(key) or backtest(load_config(None, [*SPRING, *settings], pattern=pattern), market)
        return kept[key]

    return run


def test_a_run_does_not_differ_from_itself(make, market):
    found = difference(make(), make(), market)
    assert (found.settings, found.made, found.parting.first) == ([], [], None)
    assert all(row.difference in {0.0, None} for row in found.metrics)
    assert remarks(found) == ["equity is the same on all 83 sessions"]


def test_settings_metrics_and_the_first_session_that_differ(make, market):
    left, right = make(), make("overlay.ratio=0.1", "cash.sleeve=0.2")
    found = difference(left, right, market)
    assert found.settings == [("overlay.ratio", 0.2, 0.1), ("cash.sleeve", 0.35, 0.2)]
    figures = {row.name: row for row in found.metrics}
    assert figures["total_return"].difference == right.metrics["total_return"] - left.metrics["total_return"]
    assert figures["cagr"].difference is None
    assert figures["beta"].difference < 0.0
    assert figures["drawdown_peak"].difference is None
    curves = np.array([run.table("equity")["equity"].to_pylist() for run in (left, right)])
    place = int(np.flatnonzero(curves[0] != curves[1])[0])
    assert iso(found.parting.first) == str(left.table("equity")["date"][place].as_py())


def test_other_capital_is_said_and_equity_taken_as_a_multiple(make, market):
    found = difference(make(pattern="core"), make("capital.initial=2000000.0", pattern="core"), market)
    assert found.parting.relative
    assert found.parting.first is None
    assert remarks(found)[0] == (
        "opening capital differs: 1,000,000 and 2,000,000; amounts cannot be set against each other"
    )


def test_other_flows_are_said_and_equity_is_told_without_them(make, market):
    found = difference(make(pattern="core"), make("flows.contribute=250000", pattern="core"), market)
    assert remarks(found) == [
        words()("diff.flows"),
        "equity is taken as a multiple of its own on the first session in both",
        "equity is the same on all 83 sessions",
    ]


def test_another_period_is_said(make, market):
    later = backtest(load_config(None, ["period.start=2008-03-03", "period.end=2008-06-30"]), market)
    found = difference(make(), later, market)
    assert (found.parting.left, found.parting.right, found.parting.both) == (83, 84, 42)
    assert remarks(found)[0].startswith("the periods differ: 83 and 84 sessions, 42 of them in both")
    never = backtest(load_config(None, ["period.start=2010-03-01", "period.end=2010-03-31"]), market)
    assert remarks(difference(make(), never, market))[-1] == "the runs have no session in common"


def test_what_a_run_was_made_with_is_set_side_by_side(make, market):
    left, right = make(), make("overlay.ratio=0.1")
    right.manifest["code_revision"], kept = "0" * 40, right.manifest["code_revision"]
    found = difference(left, right)
    right.manifest["code_revision"] = kept
    assert [change.key for change in found.made] == ["code_revision"]
    assert "beta" not in {row.name for row in found.metrics}


def test_keys_of_one_side_only_are_none_on_the_other():
    assert changes({"a": {"b": 1}, "c": 2}, {"c": 2, "d": 3}) == [("a.b", 1, None), ("d", None, 3)]
    assert compared({"x": 1.0, "y": None}, {"y": 2.0, "z": 3.0}) == [
        ("x", 1.0, None, None), ("y", None, 2.0, None), ("z", None, 3.0, None),
    ]  # fmt: skip


def test_curves_part_where_they_first_differ():
    days = np.array([1, 2, 3, 4], dtype=np.int32)
    one, other = np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.5, 4.0])
    assert parting((days, one), (days, other)) == (4, 4, 4, 3, False)
    assert parting((days, one), (days, one * (1.0 + 1e-15))).first is not None
    assert parting((days, one), (days, one * 3.0), relative=True).first is None
    assert parting((days[1:], one[1:]), (days, other), relative=True) == (3, 4, 3, 3, True)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_all_that_can_be_said_is_said_in_both_languages(make, market, language):
    say = words(language)
    other = make("overlay.ratio=0.1", "capital.initial=500000.0")
    parts = [*difference_parts(difference(make(), other, market), say)]
    assert [type(part).__name__ for part in parts] == ["Fitted", "str", "Fitted", "str"]
    assert parts[0].row_count == 2

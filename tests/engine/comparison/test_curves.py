"""Curves of runs side by side: a column for each, from one value on where that is asked, and what cannot be."""

import numpy as np
import pyarrow as pa
import pytest

from data.base.arrow import to_array
from data.base.errors import ConfigError
from engine import backtest, compare_results, load_config
from engine.analysis.uncertainty import Resampling
from engine.comparison.curves import WHATS, curves

PERIOD = ("period.start=2008-01-02", "period.end=2009-12-31")


@pytest.fixture(scope="module")
def runs(market):
    plans = {"core": (), "A": (), "in yen": ("investor.currency=JPY", "stops.monthly_loss=0.01")}
    patterns = {"core": "core", "A": "A", "in yen": "A"}
    return {
        name: backtest(load_config(None, [*PERIOD, *more], pattern=patterns[name]), market)
        for name, more in plans.items()
    }


@pytest.mark.parametrize("what", WHATS)
def test_a_curve_has_a_column_for_each_run_and_a_row_for_each_session(runs, what):
    table = curves(runs, what)
    assert table.column_names == ["date", *runs]
    assert table["date"] == runs["A"].table("equity")["date"]
    assert len({field.metadata[b"unit"] for field in table.schema if field.name != "date"}) == 1


def test_a_drawdown_is_the_fall_of_what_is_told(runs):
    table = curves(runs, "drawdown")
    for name, run in runs.items():
        assert to_array(table[name]).min() == pytest.approx(run.metrics["max_drawdown"])
    own = runs["A"].table("equity")["drawdown"].to_pylist()
    assert table["A"].to_pylist() == pytest.approx(own)


def test_an_exposure_is_that_of_the_account(runs):
    exposure = to_array(curves(runs, "exposure")["A"])
    assert exposure.max() == pytest.approx(runs["A"].metrics["max_exposure"])


def test_rebased_curves_begin_at_one_value_and_keep_their_returns(runs):
    plain, rebased = curves(runs, "equity"), curves(runs, "equity", 100.0)
    for name in runs:
        before, after = to_array(plain[name]), to_array(rebased[name])
        assert after[0] == 100.0
        assert after[1:] / after[:-1] == pytest.approx(before[1:] / before[:-1])


def test_a_lost_account_has_no_exposure(runs):
    table = runs["A"].table("equity")
    lost = table.set_column(
        table.column_names.index("total_exposure"),
        table.schema.field("total_exposure"),
        pa.array([1.2, *[None] * (len(table) - 1)]),
    )
    run = type(runs["A"])(runs["A"].config, {**runs["A"].tables, "equity": lost}, runs["A"].manifest)
    assert curves({"lost": run}, "exposure")["lost"].null_count == len(table) - 1


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("return",), "--what return: should be equity, drawdown, exposure"),
        (("drawdown", 100.0), "--rebase 100: a drawdown is a share and has no value to begin at; leave it out"),
        (("equity", 0.0), "--rebase 0: should be above 0, such as 100"),
        (("equity", np.inf), "--rebase inf: should be above 0"),
    ],
)
def test_what_cannot_be_is_one_sentence(runs, asked, sentence):
    with pytest.raises(ConfigError, match=sentence):
        curves(runs, *asked)


def test_a_comparison_has_the_curves_as_tables(runs, market):
    both = {name: runs[name] for name in ("core", "A")}
    found = compare_results(both, market, plan=Resampling(count=100, block=5.0))
    assert found.table("drawdown") == curves(both, "drawdown")
    assert list(found.frame("exposure")) == ["date", "core", "A"]

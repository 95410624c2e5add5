"""What a line cost and bought: differences of figures, and sessions beyond the limit."""

import numpy as np
import pytest

from engine import backtest, load_config
from engine.analysis.metrics import metrics
from engine.analysis.worth_of_lines import FIGURES, beyond, bought, figures_of


@pytest.fixture(scope="module")
def run(market):
    return backtest(load_config(None, ["period.start=2008-07-01", "period.end=2009-06-30"]), market)


def test_a_figure_that_either_run_does_not_have_has_no_difference():
    kept, without = (
        {"cagr": 0.02, "volatility": None, "margin_calls": 1.0},
        {"cagr": 0.03, "volatility": 0.1, "margin_calls": None},
    )
    assert bought(kept, without) == {"cagr": pytest.approx(-0.01), "volatility": None,
        "margin_calls": None}  # fmt: skip


def test_the_figures_are_those_of_the_run_and_the_sessions_are_counted(run):
    told = figures_of(run.metrics, run.table("equity"), 1.15)
    assert {name: told[name] for name in FIGURES} == {name: metrics(run.tables)[name] for name in FIGURES}
    equity = run.equity
    overlay = np.maximum(equity["overlay_notional"], equity["overlay_delta"].abs()) / equity["equity"]
    assert told["sessions_beyond_limit"] == float((overlay > 0.15).sum()) > 0.0
    assert beyond(run.table("equity"), run.metrics["max_exposure"]) == 0

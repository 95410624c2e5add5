"""Whether a run is beyond luck: what it says depends on how often was looked, and on whether that is known."""

from datetime import date
from math import sqrt

import numpy as np
import pytest

from data.market.periods import named_periods
from data.synthetic.generator import shaped_market, span
from engine import backtest, load_config
from engine.analysis.months import Months
from engine.analysis.sharpe import after_looks, deflated, expected_maximum, moments, probabilistic
from engine.results.best_looks import best_looks
from engine.results.luck import luck_of
from engine.results.trials import record

YEARS = ["period.start=2003-01-02", "period.end=2006-12-29"]


@pytest.fixture(scope="module")
def run(market):
    """Four years in which there was no crisis, and stocks rose."""
    return backtest(load_config(None, YEARS, pattern="A"), market)


def others(trial, count):
    random = np.random.default_rng(count)
    months = trial.months.months
    return [
        trial._replace(digest=str(place), months=Months(months, 0.01 * random.standard_normal(len(months))))
        for place in range(count)
    ]


def test_the_first_look_of_a_folder_is_told_as_it_is(run, tmp_path):
    luck = luck_of({"A": run.save(tmp_path)})["A"]

    assert luck.deflated == pytest.approx(luck.probabilistic, abs=1e-9)
    assert luck.probabilistic == probabilistic(moments(run.trial.months.excess)) > 0.95
    assert luck.standing == "beyond"


def test_after_many_looks_the_same_run_is_no_longer_beyond_luck(run, tmp_path):
    saved = run.save(tmp_path)
    record(tmp_path, others(run.trial, 60), "sweep", "s")

    luck = luck_of({"A": saved})["A"]

    assert luck.standing == "within"
    assert luck.looks.count == 61
    hurdle = sqrt(max(luck.looks.dispersion, 1.0) / 47) * expected_maximum(luck.looks.effective)
    assert luck.deflated == pytest.approx(probabilistic(moments(run.trial.months.excess), hurdle), abs=1e-12)


def test_looks_at_a_few_bad_months_raise_the_hurdle_of_years_by_what_chance_gives_years(run, tmp_path):
    of, saved = moments(run.trial.months.excess), run.save(tmp_path)
    year = Months(run.trial.months.months[:12], 0.01 * np.random.default_rng(1).standard_normal(12) - 0.005)
    record(tmp_path, [run.trial._replace(digest="year", months=year)], "run", "year")

    after = luck_of({"A": saved})["A"]

    as_they_are = [of.sharpe, moments(year.excess).sharpe]
    in_units_of_chance = [of.sharpe * sqrt(47), moments(year.excess).sharpe * sqrt(11)]
    count, width = after.looks.effective, np.var(in_units_of_chance, ddof=1) / 47
    assert after.deflated == pytest.approx(deflated(of, count, width), abs=1e-12)
    assert after.deflated > deflated(of, count, np.var(as_they_are, ddof=1)) + 0.1


def test_a_run_in_no_folder_is_unproven(run):
    luck = luck_of({"A": run})["A"]

    assert (luck.standing, luck.deflated) == ("unproven", None)


def test_without_risk_there_is_no_ratio(market, tmp_path):
    core = backtest(load_config(None, YEARS, pattern="core"), market).save(tmp_path)

    assert luck_of({"core": core})["core"][:3] == ("no_ratio", None, None)


def test_crises_that_it_did_not_live_through_have_names(run):
    unseen = luck_of({"A": run})["A"].unseen

    assert {"1987-10", "2008", "2020-03"} < set(unseen)


def test_on_a_made_up_market_no_crisis_was_lived_through():
    over = span(date(2001, 1, 2), 2.5)
    made = shaped_market(over, np.full(len(over.days), 100.0))
    run = backtest(load_config(None, pattern="core"), made)
    assert luck_of({"core": run})["core"].unseen == tuple(one.name for one in named_periods("crisis"))


def test_the_best_plan_of_each_market(run, tmp_path):
    saved = run.save(tmp_path)
    record(tmp_path, others(run.trial, 5), "sweep", "s")
    record(tmp_path, [run.trial._replace(market="other")], "run", "gone")

    one, other = best_looks(tmp_path)

    assert (one.looks.count, other.looks.count, other.market) == (6, 1, "other")
    assert one.digest == run.config.digest
    assert one.folder == saved.path.name
    of = moments(run.trial.months.excess)
    assert one.sharpe == pytest.approx(sqrt(12) * of.sharpe)
    assert one.deflated == after_looks(of, one.looks.effective, one.looks.dispersion)

"""What so many looks leave of the best cell."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest

from data.base.days import day_of
from engine.analysis.sharpe import after_looks, moments, probabilistic
from engine.results.trials import Looks, ledger
from engine.settings.run_config import RunConfig, parse_config
from engine.sweeps.proof import EMBARGO, GROUPS, TESTED, months_held, proof, unseen
from engine.sweeps.sweep import sweep

YEAR = parse_config({"period": "2007"})


def rows(count=6, months=120, seed=1, best=0.0):
    returns = np.random.default_rng(seed).normal(0.0, 0.02, (count, months))
    returns[-1] += best
    sharpe = returns.mean(axis=1) / returns.std(axis=1, ddof=1)
    return [
        {"cell": cell, "own": cell == 0, "months": told.tolist(), "sharpe": float(one)}
        for cell, (told, one) in enumerate(zip(returns, sharpe, strict=True))
    ]


def test_the_best_and_the_plan_itself_are_judged_after_all_looks():
    found = proof(rows(best=0.01), "sharpe", Looks(40, 12.0, 2.0, known=True), 0)
    own, best = found["cells"]
    assert (own["own"], own["best"], best["own"], best["best"]) == (True, False, False, True)
    of = moments(np.array(rows(best=0.01)[5]["months"]))
    assert best["probabilistic"] == probabilistic(of)
    assert best["deflated"] == after_looks(of, 12.0, 2.0) < best["probabilistic"]
    assert (found["trials"], found["effective"]) == (40, 12.0)


def test_looks_that_nobody_counted_prove_nothing():
    found = proof(rows(best=0.01), "sharpe", Looks(40, 12.0, 2.0, known=False), 0)
    assert [cell["deflated"] for cell in found["cells"]] == [None, None]
    assert not found["known"]


@pytest.mark.parametrize("held", [0, 1, 3])
def test_cross_validation_is_what_a_slow_loop_says(held):
    told = rows()
    returns = np.array([row["months"] for row in told])
    groups = np.array_split(np.arange(returns.shape[1]), GROUPS)
    seen, paths = dict.fromkeys(range(GROUPS), 0), {}
    for tested in combinations(range(GROUPS), TESTED):
        months = {month for one in tested for month in groups[one].tolist()}
        first_and_last = [(groups[one][0], groups[one][-1] + held) for one in tested]
        train = [
            month
            for month in range(returns.shape[1])
            if month not in months
            and not any(month <= last + EMBARGO and month + held >= first for first, last in first_and_last)
        ]
        learnt = returns[:, train]
        chosen = int(np.argmax(learnt.mean(axis=1) / learnt.std(axis=1, ddof=1)))
        for one in tested:
            paths.setdefault(seen[one], {}).update({month: returns[chosen, month] for month in groups[one].tolist()})
            seen[one] += 1
    sharpe = []
    for path in paths.values():
        whole = np.array([path[month] for month in range(returns.shape[1])])
        sharpe.append(whole.mean() / whole.std(ddof=1) * np.sqrt(12.0))
    found = proof(told, "sharpe", Looks(6, 6.0, 1.0, known=True), held)["cross_validation"]
    assert found["paths"] == len(paths) == 7
    assert (found["lowest"], found["highest"]) == pytest.approx((min(sharpe), max(sharpe)), rel=1e-12)
    assert found["median"] == pytest.approx(np.median(sharpe), rel=1e-12)


def test_a_single_cell_and_few_months_are_not_cut_up():
    for told in (rows(count=1), rows(months=14)):
        found = proof(told, "sharpe", Looks(1, 1.0, 0.0, known=True), 0)
        assert found["overfitting"] is None
        assert found["cross_validation"] is None


def test_crises_outside_of_the_sessions_are_named():
    names = unseen(day_of(date(2000, 1, 1)), day_of(date(2015, 1, 1)))
    assert "2008" not in names
    assert {"1929-32", "2020-03"} <= {*names}


def test_options_reach_into_the_next_month_and_futures_do_not():
    assert [months_held(RunConfig(pattern=name)) for name in ("core", "A", "B", "C")] == [0, 0, 1, 1]
    assert months_held(RunConfig(pattern="C", insurance={"months": 3})) == 3


@pytest.mark.pages
def test_every_cell_is_a_trial_of_its_folder_and_the_same_sweep_again_is_none(tmp_path):
    def made(grid):
        return sweep(YEAR, grid, out=tmp_path, tell=lambda _: None).manifest["looks"]

    first, again = made(["overlay.ratio=0.1,0.2,0.3"]), made(["overlay.ratio=0.1,0.2,0.3"])
    wider = made(["overlay.ratio=0.1:0.3:0.05"])
    assert (first["trials"], again["trials"], wider["trials"]) == (3, 3, 5)
    assert first["known"]
    assert len(ledger(tmp_path).trials) == 5

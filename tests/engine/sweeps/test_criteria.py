"""How much of a difference between two cells is noise."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine.sweeps.criteria import CRITERIA, best, check_criterion, noise
from engine.sweeps.schemas import RUNS

MONTHS, DRAWS = 240, 3_000


def drawn(together, means):
    """Monthly returns of two cells that move together, shape (DRAWS, 2, MONTHS)."""
    random = np.random.default_rng(11).normal(size=(DRAWS, 2, MONTHS))
    random[:, 1] = together * random[:, 0] + np.sqrt(1.0 - together**2) * random[:, 1]
    return random * 0.02 + np.array(means)[:, np.newaxis]


def sharpes(returns):
    return returns.mean(axis=-1) / returns.std(axis=-1, ddof=1) * np.sqrt(12.0)


@pytest.mark.parametrize(("together", "means"), [(0.0, (0.004, 0.002)), (0.9, (0.004, 0.002)), (0.99, (0.006, 0.001))])
def test_it_is_what_differences_scatter_by(together, means):
    returns = drawn(together, means)
    found = sharpes(returns[:, 0]) - sharpes(returns[:, 1])
    told = np.mean([noise("sharpe", *pair) for pair in returns[:200]])
    assert told == pytest.approx(found.std(), rel=0.04)
    means_apart = (returns[:, 0].mean(axis=-1) - returns[:, 1].mean(axis=-1)) * 12.0
    assert np.mean([noise("excess_return", *pair) for pair in returns[:200]]) == pytest.approx(
        means_apart.std(), rel=0.04
    )


def test_the_same_returns_differ_by_nothing_and_what_has_no_formula_has_none():
    one = drawn(0.5, (0.004, 0.002))[0, 0]
    assert noise("sharpe", one, one) == pytest.approx(0.0, abs=1e-7)
    assert noise("excess_return", one, one) == 0.0
    assert np.isnan(noise("max_drawdown", one, one))
    assert np.isnan(noise("sharpe", one, np.zeros(MONTHS)))


def test_the_best_is_the_first_of_the_highest():
    assert best([{"cagr": 0.1}, {"cagr": None}, {"cagr": 0.3}, {"cagr": 0.3}, {"refused": "no"}], "cagr") == 2
    assert best([{"cagr": None}, {}], "cagr") is None


def test_every_criterion_is_a_column_of_runs():
    assert {*CRITERIA} <= {column.name for column in RUNS}
    assert [check_criterion(name) for name in CRITERIA] == [*CRITERIA]
    with pytest.raises(ConfigError, match="should be one of sharpe, sortino"):
        check_criterion("cell")


def test_an_account_that_was_lost_is_never_the_best_of_others():
    rows = [{"sharpe": 0.9, "ruined": "1987-10-19"}, {"sharpe": 0.2, "ruined": None}, {"sharpe": 0.1}]
    assert best(rows, "sharpe") == 1
    assert best(rows[:1], "sharpe") == 0

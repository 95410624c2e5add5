"""Returns that leave flows out, against references that know nothing of ours."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from engine.analysis.money_weighted import money_weighted
from engine.analysis.unit_value import unit_values


def lived(seed, share=0.05):
    """(day numbers, equity, flows, returns) of an account by chance, money moving on some sessions."""
    rng = np.random.default_rng(seed)
    days = np.cumsum(rng.integers(1, 4, 1_000)).astype(np.int32)
    daily = rng.normal(0.0003, 0.01, len(days))
    asked = np.where(rng.random(len(days)) < share, rng.normal(0.0, 0.02, len(days)), 0.0)
    daily[0] = asked[0] = 0.0
    equity, flows, worth = [], [], 1e6
    for gained, part in zip(daily, asked, strict=True):
        worth *= 1.0 + gained
        flows.append(part * worth)
        worth += flows[-1]
        equity.append(worth)
    return days, np.array(equity), np.array(flows), daily


@pytest.mark.parametrize("seed", range(20))
def test_the_unit_value_grows_by_returns_alone(seed):
    _, equity, flows, daily = lived(seed)
    grown = 1e6 * (1.0 + pd.Series(daily)).cumprod()
    assert unit_values(equity, flows) == pytest.approx(grown.to_numpy(), rel=1e-9)


def test_without_flows_it_is_equity_itself():
    _, equity, _, _ = lived(1)
    assert unit_values(equity, np.zeros(len(equity))) is equity


def test_a_withdrawal_from_an_account_that_stands_still_is_no_fall():
    equity = np.array([100.1] + [100.1 - 0.1 * one for one in range(1, 900)])
    flows = np.array([0.0] + [equity[row] - equity[row - 1] for row in range(1, 900)])
    worth = unit_values(equity, flows)
    assert (np.maximum.accumulate(worth) == worth).all()


def test_an_account_that_was_lost_stays_lost():
    worth = unit_values(np.array([100.0, 90.0, -5.0, 10.0]), np.array([0.0, -10.0, 0.0, 15.0]))
    assert worth.tolist() == pytest.approx([100.0, 100.0, -5.5556, -5.5556], rel=1e-4)


@pytest.mark.parametrize("seed", range(20))
def test_the_money_weighted_return_is_the_rate_that_another_search_finds(seed):
    days, equity, flows, _ = lived(seed)
    paid = -flows
    paid[0] -= equity[0]
    paid[-1] += equity[-1]
    years = (days - days[0]) / 365.25
    wanted = brentq(lambda rate: (paid * (1.0 + rate) ** -years).sum(), -0.9, 5.0, xtol=1e-14)
    assert money_weighted(days, equity, flows) == pytest.approx(wanted, abs=1e-10)


def test_no_rate_is_told_where_several_fit_or_none():
    days = np.array([0, 365, 730, 1095], dtype=np.int32)
    several = np.array([100.0, 0.0, 0.0, 600.0]), np.array([0.0, -600.0, 1_100.0, 0.0])
    assert money_weighted(days, *several) is None
    assert money_weighted(days[:2] // 2, np.array([100.0, 110.0]), np.zeros(2)) is None
    assert money_weighted(days, np.array([100.0, 100.0, 100.0, -1.0]), np.zeros(4)) is None


def test_without_flows_it_is_the_compound_return():
    days = np.array([0, 1461], dtype=np.int32)
    assert money_weighted(days, np.array([100.0, 146.41]), np.zeros(2)) == pytest.approx(0.1, rel=1e-12)

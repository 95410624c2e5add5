"""The same figures from other people's code: empyrical-reloaded, with every convention said, pandas, scipy
and numpy.
"""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from engine.analysis.against_index import beta, correlation, down_capture, up_capture
from engine.analysis.drawdowns import calmar, max_drawdown
from engine.analysis.returns import cagr, expected_shortfall, returns, sharpe, skew, sortino, value_at_risk, volatility

SESSIONS = 1009


@pytest.fixture(scope="module")
def series():
    """Fat-tailed returns of four years, bills and an index they follow."""
    random = np.random.default_rng(5)
    index = 0.0003 + 0.01 * random.standard_t(4, SESSIONS)
    bills = np.full(SESSIONS, 0.00004) + 0.00002 * random.random(SESSIONS)
    return bills + 0.2 * index + 0.002 * random.standard_normal(SESSIONS), bills, index


@pytest.fixture(scope="module")
def equity(series):
    return 100.0 * np.concatenate([[1.0], np.cumprod(1.0 + series[0])])


@pytest.fixture(scope="module")
def empyrical():
    return pytest.importorskip("empyrical", reason="empyrical-reloaded is not installed; make test installs it")


def test_volatility_sharpe_and_sortino(empyrical, series):
    daily, bills, _ = series
    assert volatility(daily) == pytest.approx(empyrical.annual_volatility(daily, annualization=252))
    assert sharpe(daily, bills) == pytest.approx(empyrical.sharpe_ratio(daily, risk_free=bills, annualization=252))
    ratio = empyrical.sortino_ratio(daily, required_return=bills, annualization=252)
    assert sortino(daily, bills) == pytest.approx(ratio)


def test_value_at_risk_and_shortfall(empyrical, series):
    for tail in (0.05, 0.01):
        assert value_at_risk(series[0], tail) == pytest.approx(empyrical.value_at_risk(series[0], cutoff=tail))
        worst = empyrical.conditional_value_at_risk(series[0], cutoff=tail)
        assert expected_shortfall(series[0], tail) == pytest.approx(worst)


def test_drawdown_growth_and_calmar(empyrical, series, equity):
    dated = pd.Series(series[0], index=pd.bdate_range("2001-01-01", periods=SESSIONS))
    span = np.linspace(0, SESSIONS / 252 * 365.25, SESSIONS + 1)
    assert returns(equity) == pytest.approx(series[0])
    assert max_drawdown(equity) == pytest.approx(empyrical.max_drawdown(dated))
    assert cagr(span, equity) == pytest.approx(empyrical.annual_return(dated, annualization=252))
    assert calmar(span, equity) == pytest.approx(empyrical.calmar_ratio(dated, annualization=252))


def test_beta_is_that_of_a_regression(empyrical, series):
    daily, _, index = series
    assert beta(daily, index) == pytest.approx(empyrical.beta(daily, index, risk_free=0.0))
    assert beta(daily, index) == pytest.approx(stats.linregress(index, daily).slope)
    assert correlation(daily, index) == pytest.approx(np.corrcoef(daily, index)[0, 1])


def test_capture_is_that_of_geometric_means_but_for_their_curvature(empyrical, series):
    daily, index = (pd.Series(values, index=pd.bdate_range("2001-01-01", periods=SESSIONS)) for values in series[::2])
    for ours, chosen in ((up_capture, index > 0), (down_capture, index < 0)):
        theirs = empyrical.annual_return(daily[chosen], annualization=1) / empyrical.annual_return(
            index[chosen], annualization=1
        )
        assert ours(daily.to_numpy(), index.to_numpy()) == pytest.approx(theirs, rel=0.02)


def test_skew_is_that_of_pandas_and_of_scipy_without_bias(series):
    assert skew(series[0]) == pytest.approx(stats.skew(series[0], bias=False))
    assert skew(series[0]) == pytest.approx(pd.Series(series[0]).skew())

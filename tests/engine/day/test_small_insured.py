"""Pattern C in an account of one contract."""

import numpy as np
import pytest

from data.base.arrow import to_array
from data.contracts.contracts import is_future
from engine import backtest, load_config

SMALL = ["capital.initial=60000.0", "period.start=2014-01-02"]


@pytest.mark.pages
def test_a_future_bought_back_after_the_limit_closed_it_is_insured_again(market):
    positions = backtest(load_config(None, SMALL, pattern="C"), market).table("positions")
    futures = np.array([is_future(code) for code in positions["contract"].to_pylist()])
    days = to_array(positions["date"])
    assert np.isin(days[futures], days[~futures]).all()

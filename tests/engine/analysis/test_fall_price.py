"""What a point of fall cost that was avoided."""

import numpy as np
import pytest

from engine.analysis.fall_price import LEAST, PRICE, fall_price, price_interval
from engine.analysis.uncertainty import Resampling, Series, differences_from

PLAN = Resampling(block=5.0, count=200)


def series(insured_cost):
    """A market that crashes once, and half of its moves at a cost each session."""
    bare = np.random.default_rng(30).normal(0.001, 0.01, 1500)
    bare[700:720] = -0.02
    insured = 0.5 * bare - insured_cost
    return Series({"insured": insured, "bare": bare}, np.zeros(1500), 6.0)


def test_a_price_is_return_given_up_by_fall_avoided():
    assert fall_price(-0.01, 0.05) == pytest.approx(0.2)
    assert fall_price(0.01, 0.05) == pytest.approx(-0.2)
    assert fall_price(-0.01, 0.0) is fall_price(-0.01, -0.05) is fall_price(None, 0.05) is None
    assert fall_price(-0.01, LEAST / 2.0) is None
    assert fall_price(-0.01, LEAST) == pytest.approx(200.0)


def test_resamples_that_avoid_nothing_are_infinitely_dear():
    growth, falls = np.full(100, -0.01), np.full(100, 0.02)
    assert price_interval(growth, falls, 0.95) == (0.5, 0.5)
    falls[:10] = LEAST / 2.0
    assert price_interval(growth, falls, 0.95) == (0.5, np.inf)


def test_whichever_of_two_fell_less_is_the_one_that_paid():
    one = differences_from("bare", series(0.0001), PLAN)["insured"]
    other = differences_from("insured", series(0.0001), PLAN)["bare"]
    price = one[PRICE]
    assert price.estimate == -one["cagr"].estimate / one["max_drawdown"].estimate > 0.0
    assert price.low < price.estimate < price.high
    assert (other[PRICE].estimate, other[PRICE].low, other[PRICE].high) == pytest.approx(
        (price.estimate, price.low, price.high)
    )


def test_dearer_insurance_has_a_higher_price():
    cheap, dear = (
        differences_from("bare", series(cost), PLAN)["insured"][PRICE].estimate for cost in (0.00005, 0.0001)
    )
    assert dear > cheap

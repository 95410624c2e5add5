"""Margin on the value at opening: what is held against what, and what a gain is worth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.pricing.financing import Financing
from data.pricing.rates import interest
from engine.account.of_opening import OfOpening, of_opening
from engine.account.settlement import financed, opened_value


@given(st.lists(st.tuples(st.integers(-9, 9), st.floats(1.0, 1e6)), max_size=12))
def test_the_value_at_opening_is_the_size_times_the_average_price_of_what_is_held(trades):
    opened, held, lots = 0.0, 0, []
    for size, unit in trades:
        opened = opened_value(opened, held, size, unit)
        side = 1 if size > 0 else -1
        for _ in range(abs(size)):
            if held * side < 0:
                average = sum(lots) / len(lots)
                lots = [average] * (len(lots) - 1)
            else:
                lots.append(unit)
            held += side
    assert opened == pytest.approx(np.sign(held) * sum(lots), rel=1e-6, abs=1e-3)


def test_what_is_asked_stays_what_it_was_when_the_index_moves():
    for value in (1_000_000.0, 1_500_000.0, 2_000_000.0):
        assert of_opening(0.2 * value, value, 1_500_000.0, 0.0) == pytest.approx(300_000.0)


def test_the_least_is_asked_only_where_something_is_held():
    assert of_opening(0.0, 0.0, 0.0, 300_000.0) == 0.0
    assert of_opening(20_000.0, 100_000.0, 100_000.0, 300_000.0) == 300_000.0


def test_the_terms_of_shares_of_a_cfd_and_of_a_future():
    assert OfOpening.on("N225ETF", 18_000) == OfOpening(300_000.0, gains_count=False)
    assert OfOpening.on("JP225", 18_000) == OfOpening(0.0, gains_count=True)
    assert OfOpening.on("JP225D", 18_000) is OfOpening.on("NK225M", 18_000) is None


@given(st.floats(-1e7, 1e7), st.floats(0.0, 0.1), st.integers(0, 5))
def test_alike_terms_on_both_sides_cost_one_what_they_bring_the_other(value, rate, days):
    terms = Financing(rate, rate, 0.02, 0.02)
    assert financed(value, value, terms, days) == pytest.approx(-financed(-value, -value, terms, days), abs=1e-6)
    assert financed(value, value, terms, days) == pytest.approx(interest(value, rate - 0.02, days), abs=1e-6)

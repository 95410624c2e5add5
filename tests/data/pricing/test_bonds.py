"""Prices of bonds by their yields, and of what can be delivered into a future."""

import pytest

from data.pricing.bonds import Deliverable, bond_price, deliverable_price, income

ZN, JGB = Deliverable(0.06, 0.06, 6.5, 10.0), Deliverable(0.06, 0.06, 7.0, 11.0)


@pytest.mark.parametrize("years", [1.75, 6.5, 10.0, 25.0])
def test_a_bond_that_yields_its_coupon_is_worth_its_face_value(years):
    assert bond_price(0.06, years, 0.06) == pytest.approx(100.0, abs=1e-12)


def test_without_a_yield_it_is_worth_the_sum_of_what_it_pays():
    assert bond_price(0.06, 7.0, 0.0) == 142.0
    assert bond_price(0.06, 7.0, 1e-9) == pytest.approx(142.0, abs=1e-5)


@pytest.mark.parametrize("nearly", [1e-12, 1e-14, 5.6e-17, -5.6e-17, 5e-324])
def test_a_yield_that_is_nothing_but_rounding_is_none(nearly):
    assert bond_price(0.06, 7.0, nearly) == pytest.approx(142.0, rel=1e-11)


def test_it_is_the_sum_of_its_payments_each_discounted():
    paid = [1.0] * 12 + [101.0]
    assert bond_price(0.02, 6.5, 0.035) == pytest.approx(sum(one / 1.0175**n for n, one in enumerate(paid, 1)))


def test_the_shortest_is_delivered_below_the_notional_coupon_and_the_longest_above_it():
    assert deliverable_price(ZN, 0.04) == bond_price(0.06, 6.5, 0.04) < bond_price(0.06, 10.0, 0.04)
    assert deliverable_price(ZN, 0.08) == bond_price(0.06, 10.0, 0.08) < bond_price(0.06, 6.5, 0.08)
    assert deliverable_price(JGB, -0.001) == bond_price(0.06, 7.0, -0.001)


def test_bonds_of_lower_coupons_are_worth_more_over_their_conversion_factor_and_move_more():
    low = ZN._replace(coupon=0.01)
    factor = bond_price(0.01, 6.5, 0.06) / 100.0
    assert deliverable_price(low, 0.01) == pytest.approx(100.0 / factor)
    assert deliverable_price(low, 0.01) > deliverable_price(ZN, 0.01)
    move, notional = (deliverable_price(one, 0.01) - deliverable_price(one, 0.011) for one in (low, ZN))
    assert move > notional > 0.0


def test_its_income_is_its_yield():
    assert income(0.04) == pytest.approx(0.0396, abs=1e-4)
    assert income(0.0) == 0.0
    assert income(-0.002) < 0.0

import numpy as np
import pytest

from data.fund.bill_ladder import charged, ladder_yields, price_yields, yield_at


def test_yields_lie_on_the_line_through_one_and_three_months_and_are_flat_beyond():
    bills, shorter = np.array([0.05]), np.array([-0.02])
    at = [float(yield_at(days, bills, shorter)[0]) for days in (30.0, 60.5, 91.0, 180.0)]
    assert at == pytest.approx([0.03, 0.04, 0.05, 0.05])


def test_a_ladder_has_followed_a_jump_when_its_oldest_bill_has_ended():
    days = np.arange(61)
    path = ladder_yields(np.where(days == 0, 0.0, 0.01), days, 60.0)
    assert [path[0], path[30], path[60]] == pytest.approx([0.0, 0.005, 0.01])


def test_a_weekend_buys_at_the_yield_of_friday():
    friday, monday = 0.03, 0.06
    assert ladder_yields(np.array([friday, monday]), np.array([0, 3]), 4.0)[1] == pytest.approx(
        (3 * friday + monday) / 4
    )


def test_bills_at_market_prices_lose_what_their_yield_rises_by_times_what_they_have_to_run():
    # 91 days bought at 4 %, sold after one at 5 %: (1 + 0.04 x 91 / 365) / (1 + 0.05 x 90 / 365) = 0.997673
    gained = price_yields(np.array([0.04, 0.05]), np.zeros(2), np.array([0, 1]), 91.0)
    assert gained[0] == 0.0
    assert gained[1] / 365 == pytest.approx(0.997673 / (1 + 0.04 / 365) - 1.0, abs=5e-7)


def test_bills_at_market_prices_earn_the_slope_of_the_line_where_yields_stand_still():
    # 44 days at 3.46 % are 37 days at 3.23 % a week later: 44 x 3.46 - 37 x 3.23, over 7 days, and less by simple
    # interest
    bills, shorter = np.full(2, 0.05), np.full(2, -0.02)
    price = price_yields(bills, shorter, np.array([0, 7]), 44.0)[1]
    gained = (44 * 0.034590 - 37 * 0.032295) / 7 / (1 + 37 * 0.032295 / 365)
    assert price == pytest.approx(gained - 0.034590, abs=5e-5)


@pytest.mark.parametrize(("waives", "paid"), [(True, 0.0), (False, -0.0025)])
def test_expenses_are_waived_where_the_manager_does_so_and_income_does_not_cover_them(waives, paid):
    income = np.array([0.05, 0.001])
    assert income - charged(income, np.array([0.0035]), waives=waives) == pytest.approx([0.0465, paid])

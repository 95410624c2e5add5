"""Zeimu Tsushin (zeiken.co.jp, TA00036332801): losses on futures carried forward three years, the oldest first.

Also its summary: a net gain of 150 in a year that carries losses of 70, 80 and 20 has a taxable amount of 0, and 20 are
still carried.
"""

from engine.tax.basket import BasketState, Loss, assess
from engine.tax.tax_regimes import REGIMES

JAPAN = REGIMES["japan"]


def test_a_gain_of_150_uses_the_losses_of_70_and_80_and_leaves_20():
    rules, carried = JAPAN.rules(2020), BasketState((Loss(2017, 70.0), Loss(2018, 80.0), Loss(2019, 20.0)))
    state, year = assess(rules, carried, 2020, 150.0, JAPAN.rate("derivatives", 2020))
    assert (year.offset, year.taxable, year.tax) == (150.0, 0.0, 0.0)
    assert state.losses == (Loss(2019, 20.0),)
    assert state.carried == 20.0


def test_the_rate_is_15_percent_and_the_reconstruction_tax_on_it_and_5_percent():
    assert JAPAN.rate("derivatives", 2020) == JAPAN.rate("securities", 2020) == 0.15 * 1.021 + 0.05
    assert JAPAN.rate("derivatives", 2012) == 0.20

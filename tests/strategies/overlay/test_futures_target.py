"""What an overlay of futures aims at: on fixed dates, within the band, and where something forces a trade."""

import pytest

from strategies.overlay.futures_target import FuturesPlan, futures_target

PLAN = FuturesPlan(limit=1.3, months=1, band=0.05)


def aimed(held, target=0.2, base=0.2, *, forced=False, due=False, equity=1_000_000.0, plan=PLAN):
    return futures_target(plan, held, equity, 6_150.0, (target, base), forced, due)


def test_between_fixed_dates_a_position_stays_however_far_it_is_off():
    assert aimed(3) == 3
    assert aimed(0) == 0
    assert aimed(90) == 90


def test_on_a_fixed_date_it_is_brought_to_the_nearest_contract_where_it_is_outside_the_band():
    assert aimed(30, due=True) == 33  # 32.52, 7.7 % off
    assert aimed(31, due=True) == 31  # 4.7 % off


@pytest.mark.parametrize("due", [False, True])
def test_where_a_trade_is_forced_neither_date_nor_band_counts(due):
    assert aimed(31, forced=True, due=due) == 33


def test_a_target_that_a_rule_has_reduced_is_not_exceeded():
    assert aimed(33, target=0.2, base=0.4, forced=True) == 32
    assert aimed(33, target=0.0, forced=True) == 0


def test_the_limit_on_exposure_is_not_exceeded():
    assert aimed(0, forced=True, plan=PLAN._replace(limit=1.2)) == 32


def test_an_account_without_equity_aims_at_nothing():
    assert aimed(5, equity=-1.0, forced=True) == 0

"""Overlay from the loss that is allowed: what is found loses just that."""

import random

import pytest

from strategies.sizing.overlay_loss import (
    Puts,
    budget_for,
    capital_for,
    loss_in_steps,
    loss_of_one,
    ratio_for,
    share_for_overlay,
    worst_up_to,
)


def test_a_seventh_loses_five_percent_when_the_index_falls_35():
    assert ratio_for(0.05, loss_of_one(0.35)) == pytest.approx(1.0 / 7.0)


def test_puts_leave_the_way_to_their_strike_and_their_premium():
    puts = Puts(cover=1.0, strike=0.95, premium=0.006)
    assert (loss_of_one(0.35, puts), loss_of_one(0.20, puts)) == pytest.approx((0.056, 0.056))
    assert loss_of_one(0.03, puts) == pytest.approx(0.036)


def test_more_puts_than_futures_lose_most_at_their_strike():
    puts = Puts(cover=1.2, strike=0.95, premium=0.005)
    falls = [place / 1000.0 for place in range(1, 351)]
    assert worst_up_to(0.35, puts) == pytest.approx(max(loss_of_one(fall, puts) for fall in falls))
    assert worst_up_to(0.02, puts) == loss_of_one(0.02, puts)


def test_a_slow_fall_that_no_strike_meets_costs_all_of_it_and_every_premium():
    puts = Puts(cover=1.0, strike=0.95, premium=0.005)
    assert loss_in_steps(0.35, 12) == pytest.approx(0.35)
    assert loss_in_steps(0.35, 12, puts) > 0.35
    assert loss_in_steps(0.35, 1, puts) == loss_of_one(0.35, puts)


def test_what_months_in_a_row_lose_is_the_loss_allowed():
    for seed in range(50):
        draw = random.Random(seed)  # noqa: S311  (numbers, not keys)
        allowed, months = draw.uniform(0.001, 0.9), draw.randint(1, 60)
        left = 1.0
        for _ in range(months):
            left -= budget_for(allowed, months) * left
        assert 1.0 - left == pytest.approx(allowed, abs=1e-12)


def test_what_a_currency_takes_is_not_left_for_the_overlay():
    left = share_for_overlay(0.15, 0.10)
    assert (1.0 - left) * 0.9 == pytest.approx(0.85)
    assert share_for_overlay(0.05, 0.10) < 0.0
    assert ratio_for(share_for_overlay(0.05, 0.10), 0.35) == 0.0
    assert share_for_overlay(0.05, 0.10, hedged=1.0) > 0.05 - 1e-12


def test_so_many_contracts_are_the_ratio_of_the_capital_from_which_they_fit():
    assert capital_for(2, 38_000.0, 0.2) * 0.2 == pytest.approx(76_000.0)

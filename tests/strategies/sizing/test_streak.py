"""Losing streaks against every sequence of outcomes, and against a simulation."""

from itertools import product

import pytest

from strategies.sizing.expectancy import Bet
from strategies.sizing.simulation import estimate, simulate
from strategies.sizing.streak import balance_after, gain_to_recover, losses_until, streak_probability


def by_enumeration(losses, trades, loss_rate):
    total = 0.0
    for outcomes in product("WL", repeat=trades):
        if "L" * losses in "".join(outcomes):
            lost = outcomes.count("L")
            total += loss_rate**lost * (1.0 - loss_rate) ** (trades - lost)
    return total


@pytest.mark.parametrize("losses", [1, 2, 3, 5, 10, 12])
@pytest.mark.parametrize("loss_rate", [0.3, 0.5, 0.7])
def test_the_recursion_is_the_sum_over_all_sequences(losses, loss_rate):
    assert streak_probability(losses, 11, loss_rate) == pytest.approx(by_enumeration(losses, 11, loss_rate), abs=1e-12)


@pytest.mark.parametrize(("win_rate", "losses"), [(0.5, 7), (0.5, 10), (0.4, 10), (0.6, 4)])
def test_the_recursion_lies_within_the_interval_of_a_simulation(win_rate, losses):
    found = estimate(simulate(Bet(win_rate, 1.0, 0.02), 100, 20_000, seed=7).streak >= losses)
    assert found.low <= streak_probability(losses, 100, 1.0 - win_rate) <= found.high
    assert found.high - found.low < 0.02


def test_longer_streaks_are_rarer_and_more_trades_make_them_likelier():
    assert streak_probability(5, 4, 0.5) == 0.0
    assert streak_probability(10, 100, 0.5) < streak_probability(9, 100, 0.5) < streak_probability(9, 200, 0.5) < 1.0


def test_ten_losses_of_two_percent_need_a_gain_of_22_4_percent():
    assert gain_to_recover(balance_after(0.02, 10)) == pytest.approx(0.2239, abs=1e-4)


@pytest.mark.parametrize(("loss", "losses"), [(0.02, 35), (0.05, 14), (0.10, 7), (0.5, 1)])
def test_how_many_losses_halve_the_capital(loss, losses):
    assert losses_until(loss, 0.5) == losses
    assert balance_after(loss, losses) <= 0.5 < balance_after(loss, losses - 1)

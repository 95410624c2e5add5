"""A bet's means, quantiles, drawdowns and ruin against every sequence of outcomes, formulas and simulations."""

from itertools import product
from math import log

import numpy as np
import pytest

from strategies.sizing import expectancy as of
from strategies.sizing.drawdown import drawdown_probability
from strategies.sizing.expectancy import Bet
from strategies.sizing.ruin import adjustment, ruin_bounds, ruin_within
from strategies.sizing.simulation import estimate, simulate

BET = Bet(win_rate=0.5, payoff=1.5, loss=0.02)
WILD = Bet(win_rate=0.45, payoff=1.5, loss=0.10)
BETS = [BET, WILD, Bet(0.6, 0.8, 0.05), Bet(0.3, 1.0, 0.2)]


def sequences(bet, trades):
    """(probability, capital after each trade) of every sequence of outcomes."""
    for outcomes in product((True, False), repeat=trades):
        won = sum(outcomes)
        factors = np.where(outcomes, 1.0 + bet.gain, 1.0 - bet.loss)
        yield bet.win_rate**won * (1.0 - bet.win_rate) ** (trades - won), np.cumprod([1.0, *factors])


@pytest.mark.parametrize("bet", BETS)
def test_the_means_are_those_of_all_sequences(bet):
    mean = sum(probability * path[-1] for probability, path in sequences(bet, 8))
    growth = sum(probability * log(path[-1]) for probability, path in sequences(bet, 8))
    assert of.compounded_mean(bet, 8) == pytest.approx(mean - 1.0)
    assert 8 * of.log_growth(bet) == pytest.approx(growth)


@pytest.mark.parametrize("bet", BETS)
@pytest.mark.parametrize("quantile", [0.05, 0.5, 0.95])
def test_a_quantile_is_the_lowest_value_that_so_many_paths_do_not_exceed(bet, quantile):
    ends = sorted((path[-1], probability) for probability, path in sequences(bet, 9))
    reached = np.cumsum([probability for _, probability in ends])
    expected = ends[int(np.searchsorted(reached, quantile - 1e-12))][0]
    assert of.balance_quantile(bet, 9, quantile) == pytest.approx(expected)


@pytest.mark.parametrize("bet", BETS)
def test_the_chance_of_ending_with_less(bet):
    expected = sum(probability for probability, path in sequences(bet, 9) if path[-1] < 1.0)
    assert of.chance_of_loss(bet, 9) == pytest.approx(expected)


def test_compounding_lifts_the_mean_and_lowers_the_median():
    assert of.simple_total(BET, 100) == pytest.approx(0.5)
    assert of.balance_quantile(BET, 100, 0.5) - 1.0 < of.compounded_mean(BET, 100)
    assert of.log_growth(BET) < of.expectation(BET)


def test_no_share_at_risk_grows_faster_than_kellys():
    best = of.best_loss(BET)
    assert best == pytest.approx(0.5 - 0.5 / 1.5)
    growths = [of.log_growth(BET._replace(loss=share)) for share in (0.9 * best, best, 1.1 * best)]
    assert max(growths) == growths[1]
    assert of.best_loss(Bet(0.3, 1.0, 0.02)) == 0.0


def deepest(path):
    return (1.0 - path / np.maximum.accumulate(path)).max()


@pytest.mark.parametrize("bet", BETS)
@pytest.mark.parametrize("drawdown", [0.02, 0.05, 0.15, 0.30])
def test_the_drawdown_recursion_is_the_sum_over_all_sequences(bet, drawdown):
    expected = sum(probability for probability, path in sequences(bet, 9) if deepest(path) >= drawdown - 1e-12)
    assert drawdown_probability(bet, drawdown, 9) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("bet", BETS)
@pytest.mark.parametrize("level", [0.95, 0.8, 0.5])
def test_the_ruin_recursion_is_the_sum_over_all_sequences(bet, level):
    expected = sum(probability for probability, path in sequences(bet, 9) if path.min() <= level + 1e-12)
    assert ruin_within(bet.win_rate, *bet.steps, -log(level), 9) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("bet", "trades"), [(BET, 100), (WILD, 100), (Bet(0.55, 1.0, 0.03), 250)])
def test_drawdown_and_ruin_lie_within_the_intervals_of_a_simulation(bet, trades):
    played = simulate(bet, trades, 20_000, seed=11)
    for drawdown in (0.1, 0.2, 0.4):
        fallen = estimate(played.drawdown >= drawdown - 1e-12)
        assert fallen.low <= drawdown_probability(bet, drawdown, trades) <= fallen.high + 1e-12
    for level in (0.9, 0.8, 0.5):
        ruined = estimate(played.lowest <= level + 1e-12)
        assert ruined.low <= ruin_within(bet.win_rate, *bet.steps, -log(level), trades) <= ruined.high + 1e-12
    assert np.median(played.final) == pytest.approx(of.balance_quantile(bet, trades, 0.5), rel=0.12)


@pytest.mark.parametrize("win_rate", [0.51, 0.55, 0.6, 0.75])
@pytest.mark.parametrize("units", [1, 5, 20])
def test_with_even_steps_the_formula_is_the_classical_gamblers_ruin(win_rate, units):
    classical = ((1.0 - win_rate) / win_rate) ** units
    assert ruin_bounds(win_rate, 1.0, 1.0, float(units))[1] == pytest.approx(classical)


@pytest.mark.pages
@pytest.mark.parametrize("bet", [WILD, Bet(0.55, 1.0, 0.05), Bet(0.4, 2.0, 0.08)])
def test_the_formula_holds_what_a_long_life_comes_to(bet):
    distance = -log(0.5)
    low, high = ruin_bounds(bet.win_rate, *bet.steps, distance)
    assert low <= ruin_within(bet.win_rate, *bet.steps, distance, 1_000) + 1e-4
    assert ruin_within(bet.win_rate, *bet.steps, distance, 1_000) <= high
    played = estimate(simulate(bet, 1_000, 4_000, seed=3).lowest <= 0.5)
    assert played.low <= high
    assert played.high >= low


def test_without_an_edge_ruin_is_certain():
    assert adjustment(0.5, 1.0, 1.0) == 0.0
    assert ruin_bounds(0.4, 1.0, 1.0, 10.0) == (1.0, 1.0)


def test_more_at_risk_is_more_ruin():
    chances = [ruin_bounds(0.5, *BET._replace(loss=loss).steps, -log(0.5))[1] for loss in (0.01, 0.02, 0.05, 0.10)]
    assert chances == sorted(chances)
    assert chances[0] < 1e-9
    assert chances[-1] > 0.05


def test_the_same_seed_plays_the_same_paths():
    first, again, other = (simulate(BET, 20, 500, seed) for seed in (1, 1, 2))
    assert all((one == two).all() for one, two in zip(first, again, strict=True))
    assert (first.final != other.final).any()


def test_an_interval_of_95_percent_holds_the_true_share_that_often():
    draws = np.random.default_rng(5).random((2_000, 400)) < 0.1
    held = [one.low <= 0.1 <= one.high for one in map(estimate, draws)]
    assert 0.93 < sum(held) / len(held) < 0.97
    assert estimate(np.zeros(100, dtype=bool)).high > 0.03

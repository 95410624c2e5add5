"""A bet measured from trades, held against direct sums, and intervals against what is known."""

import numpy as np
import pytest

from data.base.errors import ConfigError
from engine.sizing.recorded_sheet import recorded
from strategies.sizing.expectancy import expectation


@pytest.mark.parametrize("seed", range(5))
def test_the_bet_brings_on_average_what_the_trades_did(seed):
    draw = np.random.default_rng(seed)
    shares = draw.normal(0.001, 0.01, size=40)
    found = recorded(shares, seed)
    assert expectation(found.bet) == pytest.approx(shares.mean())
    gains, losses = shares[shares > 0.0], -shares[shares <= 0.0]
    told = (found.sheet["won"], found.sheet["payoff"], found.sheet["loss"], found.sheet["recorded"])
    assert told == pytest.approx((len(gains) / 40, gains.mean() / losses.mean(), losses.mean(), 40))
    for name in ("won", "payoff", "loss", "mean"):
        assert found.sheet[f"{name}_low"] < found.sheet[name] < found.sheet[f"{name}_high"]
    assert recorded(shares, seed) == found


@pytest.mark.pages
def test_the_interval_of_the_mean_holds_the_known_one_about_as_often_as_it_says():
    held = 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        sheet = recorded(np.where(draw.random(80) < 0.4, 0.02, -0.01), seed).sheet
        held += sheet["mean_low"] <= 0.4 * 0.02 - 0.6 * 0.01 <= sheet["mean_high"]
    assert 50 <= held <= 60


@pytest.mark.parametrize(("shares", "told"), [([0.01, 0.02], "lost"), ([-0.01, -0.02], "won"), ([0.01, 0.0], "lost")])
def test_without_a_win_or_a_loss_there_is_no_payoff(shares, told):
    with pytest.raises(ConfigError, match=f"none of the 2 trades {told}"):
        recorded(np.array(shares), 1)

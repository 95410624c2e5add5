"""The article "レバレッジで破綻しない仕組みづくり" (p-nuts): every number it prints, by function and by command."""

import json

import pytest
from click.testing import CliRunner

from data.contracts.fx_pairs import fx_pair
from engine.cli import cli
from engine.sizing.fx_deal import fx_account
from engine.sizing.sheet import usual
from strategies.sizing.expectancy import Bet, expectation, simple_total
from strategies.sizing.leverage import RequirementShares, distance_to, loss_at
from strategies.sizing.size import allowed_loss, leverage_of, size_for
from strategies.sizing.streak import balance_after

CAPITAL = 1_000_000.0


def overlay(*arguments):
    done = CliRunner().invoke(cli, [*arguments, "--json"], catch_exceptions=False)
    assert done.exit_code == 0
    return json.loads(done.output)


@pytest.mark.parametrize(("leverage", "loss"), [(1.0, 6_666), (10.0, 66_666)])
def test_a_yen_less_on_150_costs_seven_thousandths_times_leverage(leverage, loss):
    assert CAPITAL * loss_at(leverage, 1.0 / 150.0) == pytest.approx(loss, abs=1.0)


@pytest.mark.parametrize(("units", "loss"), [(10_000, 5_000), (20_000, 10_000), (40_000, 20_000)])
def test_fifty_pips_of_so_many_dollars_cost_so_many_yen(units, loss):
    assert units * fx_pair("USDJPY").distance(50.0, 150.0) == loss


def test_two_percent_of_a_million_and_fifty_pips_are_40_000_units_and_leverage_6_is_the_result():
    allowed = allowed_loss(CAPITAL, 0.02)
    units = size_for(allowed, 150.0 - 149.5, step=1_000.0)
    assert (allowed, units, leverage_of(units, 150.0, CAPITAL)) == (20_000.0, 40_000.0, 6.0)


@pytest.mark.parametrize("stop", [("--stop", "50"), ("--stop-price", "149.50")])
def test_overlay_size_says_the_same(stop):
    told = overlay("size", "--capital", "1000000", "--loss", "0.02", *stop, "--pair", "USDJPY", "--price", "150")[
        "sizes"
    ]
    assert len(told) == 1
    assert told[0]["allowed_loss"] == 20_000.0
    assert told[0]["stop_pips"] == pytest.approx(50.0)
    assert told[0]["units"] == 40_000.0
    assert told[0]["notional"] == 6_000_000.0
    assert told[0]["leverage"] == 6.0


def test_normal_mode_risks_one_percent_and_attack_two_which_doubles_the_position():
    assert (usual("risk.normal"), usual("risk.attack")) == (0.01, 0.02)
    told = overlay("size", "--capital", "1000000", "--stop", "50", "--price", "150")["sizes"]
    assert [(one["mode"], one["units"], one["leverage"]) for one in told] == [
        ("normal", 20_000.0, 3.0),
        ("attack", 40_000.0, 6.0),
    ]


@pytest.mark.parametrize(("loss", "left"), [(0.02, 81.7), (0.05, 59.9), (0.10, 34.9)])
def test_ten_losses_in_a_row_leave(loss, left):
    assert round(100.0 * balance_after(loss, 10), 1) == left
    told = overlay("streak", "--loss", str(loss), "--losses", "10", "--capital", "1000000")
    assert round(100.0 * told["left"], 1) == left
    assert round(told["capital_left"] / 10_000.0, 1) == left  # in units of 10,000 yen, as printed


def test_the_voluntary_stop_at_150_percent_comes_well_before_the_loss_cut_at_100():
    # 40,000 USD at 150 with 1,000,000 yen and 4 % required: equity 10,000,00 - 40,000 (150 - P) = level x 0.04 x 40,000
    # P
    account = fx_account("retail_fx_100")
    assert (account.voluntary_stop_level, account.loss_cut_level, account.requirement) == (1.5, 1.0, 0.04)
    stop, cut = (150.0 * (1.0 - distance_to(level, 6.0, RequirementShares(0.04))) for level in (1.5, 1.0))
    assert stop == pytest.approx(125.0 / (1.0 - 1.5 * 0.04))
    assert cut == pytest.approx(125.0 / (1.0 - 0.04))
    told = overlay("size", "--capital", "1000000", "--loss", "0.02", "--stop", "50", "--price", "150")["sizes"][0]
    assert (told["voluntary_stop_price"], told["loss_cut_price"]) == (pytest.approx(stop), pytest.approx(cut))
    assert told["between_pips"] == pytest.approx(100.0 * (stop - cut))
    assert told["stop_price"] > told["voluntary_stop_price"] > told["loss_cut_price"]


def test_half_won_at_one_and_a_half_to_one_earns_5_000_a_trade_and_half_the_capital_a_year():
    bet = Bet(win_rate=0.5, payoff=1.5, loss=0.02)
    assert CAPITAL * expectation(bet) == pytest.approx(5_000.0)
    assert simple_total(bet, 100) == pytest.approx(0.50)
    told = overlay(
        "expectancy",
        "--win-rate",
        "0.5",
        "--payoff",
        "1.5",
        "--loss",
        "0.02",
        "--trades",
        "100",
        "--capital",
        "1000000",
    )
    assert told["expected_money"] == pytest.approx(5_000.0)
    assert told["simple_money"] == pytest.approx(500_000.0)
    assert told["simple_total"] == pytest.approx(0.50)


def test_and_compounding_and_luck_make_of_it():
    told = overlay("expectancy", "--capital", "1000000")  # the article's numbers are the defaults
    assert told["compounded_mean"] == pytest.approx(1.005**100 - 1.0)
    assert told["balance_50"] == pytest.approx(1.03**50 * 0.98**50)
    assert told["balance_05"] < told["balance_25"] < told["balance_50"] < 1.0 + told["compounded_mean"]
    assert 0.02 < told["chance_of_loss"] < 0.04
    assert told["drawdown_simulated_low"] <= told["drawdown_probability"] <= told["drawdown_simulated_high"]

"""Monex Mail, September 2007, "マネックスFXのレバレッジは何倍が良いのか?" (S. Naito): every number it prints,
by function and by command.
"""

import json

import pytest
from click.testing import CliRunner

from data.base.errors import ConfigError
from engine.cli import cli
from engine.sizing.fx_deal import fx_account, fx_deal
from engine.sizing.sheet import usual
from strategies.sizing.leverage import (
    RequirementShares,
    distance_to,
    largest_leverage,
    loss_at,
    margin_ratio,
    survives,
    within,
)
from strategies.sizing.size import leverage_of

MARGIN, UNITS, PRICE = 100_000.0, 10_000.0, 120.0
ACCOUNT = fx_account("monex_fx_2007")
ASKED = fx_deal("USD/JPY", PRICE, ACCOUNT).requirement


def overlay(*arguments):
    done = CliRunner().invoke(
        cli, ["leverage", *arguments, "--account", "monex_fx_2007", "--json"], catch_exceptions=False
    )
    assert done.exit_code == 0
    return json.loads(done.output)


def test_100_000_yen_for_10_000_dollars_at_120_is_twelve_times():
    assert leverage_of(UNITS, PRICE, MARGIN) == 12.0
    assert margin_ratio(12.0, ASKED) == pytest.approx(1.0)
    assert overlay("--capital", "100000", "--units", "10000", "--price", "120")["position"]["leverage"] == 12.0


def test_a_yen_costs_10_000_and_leaves_90_percent():
    assert MARGIN * loss_at(12.0, 1.0 / PRICE) == pytest.approx(10_000.0)
    assert margin_ratio(12.0, ASKED, 1.0 / PRICE) == pytest.approx(0.9)


def test_a_loss_cut_at_50_percent_is_reached_after_5_yen():
    assert ACCOUNT.loss_cut_level == 0.5
    assert PRICE * distance_to(0.5, 12.0, ASKED) == pytest.approx(5.0)
    told = overlay("--capital", "100000", "--units", "10000", "--price", "120")["position"]
    assert (told["cut_move"], told["loss_cut_price"]) == (pytest.approx(5.0), pytest.approx(115.0))


def test_it_opens_at_most_fifteen_times_at_149_99():
    assert 1.0 / fx_deal("USD/JPY", 149.99, ACCOUNT).requirement.at(0.0) == pytest.approx(15.0, abs=0.01)


def test_two_standard_deviations_hold_95_4_percent_and_are_24_yen_on_120_and_32_on_160():
    assert within(usual("fx.deviations")) == pytest.approx(0.954, abs=0.0006)
    move = usual("fx.deviations") * usual("fx.volatility")
    assert (move * 120.0, move * 160.0) == (pytest.approx(24.0), pytest.approx(32.0))


@pytest.mark.parametrize(("leverage", "loss"), [(12.0, 2.40), (2.0, 0.40), (3.0, 0.60), (4.0, 0.80)])
def test_leverage_times_two_standard_deviations(leverage, loss):
    assert loss_at(leverage, 0.20) == pytest.approx(loss)
    told = overlay("--leverage", str(leverage), "--price", "120")
    assert told["position"]["loss_at_move"] == pytest.approx(loss)
    assert {round(step["leverage"]): round(step["loss_at_move"], 9) for step in told["ladder"]}[leverage] == loss


def deposit_is_required(leverage):
    """The column's own reading: the requirement is the whole deposit, and the loss-cut level a share of it."""
    return RequirementShares(0.0, 1.0 / leverage)


@pytest.mark.parametrize("asked", [lambda _: ASKED, deposit_is_required])
def test_three_times_bears_two_standard_deviations_at_a_loss_cut_of_30_percent_and_twelve_times_does_not(asked):
    assert survives(3.0, 0.20, 0.3, asked(3.0))
    assert not survives(12.0, 0.20, 0.3, asked(12.0))


def test_read_so_three_and_a_half_is_the_limit():
    assert survives(3.5, 0.20, 0.3, deposit_is_required(3.5))
    assert not survives(3.51, 0.20, 0.3, deposit_is_required(3.51))


@pytest.mark.parametrize("asked", [lambda _: ASKED, deposit_is_required])
def test_from_124_to_111_in_the_summer_of_2007_three_times_survives_and_twelve_times_does_not(asked):
    move = 1.0 - 111.0 / 124.0
    assert move == pytest.approx(0.10, abs=0.006)
    assert survives(3.0, move, 0.3, asked(3.0))
    assert not survives(12.0, move, 0.3, asked(12.0))
    told = overlay("--leverage", "3", "--price", "124", "--move", str(move), "--loss-cut", "0.3")
    assert told["position"]["survives"] is True
    assert {step["leverage"]: step["survives"] for step in told["ladder"]}[12.0] is False
    assert told["position"]["largest_leverage"] == pytest.approx(
        largest_leverage(move, 0.3, RequirementShares(0.0, 10.0 / 124.0))
    )


@pytest.mark.parametrize(("price", "required"), [(149.99, 100_000), (150.0, 150_000), (230.0, 200_000)])
def test_5_000_to_20_000_yen_for_1_000_units_by_the_level_of_the_rate(price, required):
    told = overlay("--capital", "1000000", "--units", "10000", "--price", str(price), "--pair", "GBP/JPY")["position"]
    assert told["required"] == pytest.approx(required)


@pytest.mark.parametrize(("level", "done"), [("0.2", 0), ("0.5", 0), ("0.19", 1), ("0.6", 1)])
def test_a_loss_cut_level_is_20_to_50_percent(level, done):
    arguments = ["leverage", "--leverage", "3", "--price", "120", "--account", "monex_fx_2007", "--loss-cut", level]
    found = CliRunner().invoke(cli, arguments)
    assert (found.exit_code != 0) == bool(done)
    assert not done or "lets its customers choose: 0.2 to 0.5" in str(found.exception)


def test_fxpro_opens_twenty_times():
    asked = fx_deal("USD/JPY", 120.0, fx_account("monex_fxpro_2007")).requirement
    assert 1.0 / asked.at(0.0) == pytest.approx(20.0)


def test_an_account_by_weekly_tables_wants_the_share_of_this_week():
    with pytest.raises(ConfigError, match="asks by weekly tables for corporations: give the share of this week"):
        fx_account("money_partners_corporate")
    assert fx_account("money_partners_corporate", requirement=0.015).requirement == 0.015

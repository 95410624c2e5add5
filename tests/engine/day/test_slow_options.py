"""Patterns B and C once more: plain loops over `docs/options.md`, held against every session of the
engine's own books.
"""

import math
from random import Random

import pytest

from engine import backtest, load_config
from tests.oracles.slow_account import COLUMNS, told_by_day
from tests.oracles.slow_market import day_number, iso
from tests.oracles.slow_option_account import positions_by_day, retell
from tests.oracles.slow_option_decisions import odd_insurance, odd_purchases
from tests.oracles.slow_options import SlowOptions, is_option, series
from tests.support.option_settings import random_b, random_c
from tests.support.seeds import seeds


def close(told, expected, scale):
    return abs(told - expected) <= 1e-9 * max(abs(scale), abs(expected))


def odd_books(told, retold):
    """Where equity, cash, fund, money on its way, option value, collateral or margin are not what the loop says."""
    return [
        (iso(day), column, told[day][column], expected[column])
        for day, expected in retold.items()
        for column in (*COLUMNS, "option_value")
        if not close(told[day][column], expected[column], expected["equity"])
    ]


def odd_marks(market, settings, result):
    """Where an option's mark, value or delta is not what Black-76 on the surface says."""
    options, rows = SlowOptions(market, settings), {day: row for row, day in enumerate(market.days)}
    return [
        (iso(day), line.contract, line.size, line.mark, line.delta, options.seen(line.contract, rows[day]))
        for day, lines in positions_by_day(result).items()
        for line in lines
        if is_option(line.contract) and not as_marked(options.seen(line.contract, rows[day]), line)
    ]


def as_marked(seen, line):
    units = line.size * series(line.contract).multiplier
    same = close(line.mark, seen.mid, 1) and close(line.notional, units * seen.mid, units)
    return same and close(line.delta, units * seen.delta, units) and line.mark_source == "modelled"


def odd_fills(market, settings, result):
    """Where an option's price, half-spread or commission is not what the documents say."""
    options, rows = SlowOptions(market, settings), {day: row for row, day in enumerate(market.days)}
    fills = [fill for fill in result.frame("fills").itertuples() if is_option(fill.contract)]
    return [fill for fill in fills if not as_priced(options, rows[day_number(fill.Index)], fill)]


def as_priced(options, row, fill):
    if fill.reason == "expiry":
        right_day = series(fill.contract).expiry == options.market.days[row]
        costs = (fill.half_spread, fill.commission)
        return right_day and costs == (0, 0) and close(fill.price, options.settlement(fill.contract, row), 1)
    half = options.half_spread(fill.contract, row, selling=fill.size < 0)
    price = options.mid(fill.contract, row) + math.copysign(half, fill.size)
    fees = options.commission(fill.contract) * abs(fill.size)
    return close(fill.price, price, 1) and close(fill.half_spread, half, 1) and close(fill.commission, fees, 1)


def assert_agrees(market, assignments, pattern):
    config = load_config(None, [f"{name}={value}" for name, value in assignments.items()], pattern=pattern)
    result, settings = backtest(config, market), config.settings()
    retold, account = retell(market, settings, result)
    assert odd_books(told_by_day(result), retold)[:3] == []
    assert odd_marks(market, settings, result)[:3] == []
    assert odd_fills(market, settings, result)[:3] == []
    decisions = odd_purchases if pattern == "B" else odd_insurance
    assert decisions(market, settings, result, account)[:3] == []
    return result


@pytest.mark.parametrize("seed", seeds(50))
def test_random_settings_of_pattern_b_are_what_the_loop_says(market, seed):
    assert_agrees(market, random_b(market, Random(seed)), "B")  # noqa: S311


@pytest.mark.parametrize("seed", seeds(50))
def test_random_settings_of_pattern_c_are_what_the_loop_says(market, seed):
    assert_agrees(market, random_c(market, Random(1000 + seed)), "C")  # noqa: S311


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(20))
def test_puts_that_would_bring_net_delta_above_the_limit_are_as_many_as_the_loop_says(market, seed):
    rng = Random(3000 + seed)  # noqa: S311
    ratio = rng.choice([0.1, 0.2, 0.3])
    over = {
        "overlay.ratio": ratio,
        "overlay.max_total_exposure": rng.choice([1.0 + ratio, min(1.3, 1.0 + 1.1 * ratio)]),
        "overlay.acknowledge_high_leverage": "false",
        "insurance.hedge_ratio": rng.choice([1.8, 2.0]),
        "insurance.out_of_the_money": rng.choice([-0.2, -0.05, 0.0]),
    }
    assert_agrees(market, random_c(market, rng) | over, "C")


@pytest.mark.pages
@pytest.mark.parametrize("seed", range(10))
def test_purchases_whose_money_takes_days_wait_for_it_and_buy_what_it_pays_for(market, seed):
    rng = Random(2000 + seed)  # noqa: S311
    slow = {
        "account.profile": rng.choice(["retail_cash_margin", "jp_retail_futures"]),
        "account.redemption_lag": rng.choice([2, 2, 3, 10]),
        "trend.strength": "none",
        "options.direction": rng.choice(["calls", "by_trend"]),
    }
    assert_agrees(market, random_b(market, rng) | slow, "B")

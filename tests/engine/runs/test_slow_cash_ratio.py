"""The example of the design against its slow second telling: the embedded market, and fifty random walks with other
numbers.
"""

import numpy as np
import pytest

from engine import backtest, load_config
from tests.oracles.slow_cash_ratio import Design, asked, followed

SEEDS = range(50)


def settings(design):
    return (
        f"cash_trend.window={design.average}",
        f"cash_trend.rule={'breakout' if design.breakout else 'average'}",
        f"reentry.high_window={design.high}",
        f"reentry.held_sessions={design.wait}",
        f"cash_ratio.floor={design.floor}",
        f"cash_ratio.cap={design.cap}",
        f"cash_ratio.max_adjustments={design.most}",
        "cash_ratio.band=0.45",  # the index moves no ratio that far by itself
    )


def compare(design, market, start):
    """States, ratios and orders of a run from the session `start` on against those of the slow telling; the states that
    were seen.
    """
    day = f"period.start={np.datetime64(market.days[start], 'D')}"
    rows = backtest(load_config(None, (*settings(design), day), pattern="cash"), market).table("cash_rules").to_pylist()
    closes = market.values("close")
    slow = asked(design, closes, start)
    assert [(row["state"], row["wanted_ratio"]) for row in rows] == slow
    orders = [row["target_ratio"] for row in rows]
    last, path = None, []
    for order in orders[:-1]:
        last = last if order is None else order
        path.append(last)
    assert path == followed(design, [row["date"] for row in rows], [ratio for _, ratio in slow])
    return {state for state, _ in slow}


@pytest.mark.pages
@pytest.mark.parametrize("most", [0, 1, 2])
def test_the_example_is_the_slow_telling_on_the_embedded_market(market, most):
    assert len(compare(Design(most=most), market, 0)) == 4


def walk(seed, small_market):
    """A random walk with a year of rising and falling in turn."""
    draw = np.random.default_rng(seed)
    drift = 0.001 * np.sign(np.sin(np.arange(600) * 2.0 * np.pi / draw.integers(150, 400)))
    return small_market(1000.0 * np.exp(np.cumsum(drift + 0.01 * draw.standard_normal(600))))


def numbers(seed):
    draw = np.random.default_rng(1000 + seed)
    breakout = seed % 2 == 1
    return Design(
        average=int(draw.choice([10, 20, 50] if breakout else [20, 50, 100])),
        wait=int(draw.choice([1, 5, 10])),
        high=int(draw.choice([5, 20, 63])),
        floor=float(draw.choice([0.0, 0.2, 0.25])),
        cap=float(draw.choice([0.45, 0.6])),
        most=int(draw.integers(0, 4)),
        breakout=breakout,
    )


@pytest.mark.parametrize("seed", [one if one < 3 else pytest.param(one, marks=pytest.mark.pages) for one in SEEDS])
def test_the_example_with_other_numbers_is_the_slow_telling_on_a_random_walk(small_market, seed):
    assert len(compare(numbers(seed), walk(seed, small_market), seed % 3 * 60)) >= 3

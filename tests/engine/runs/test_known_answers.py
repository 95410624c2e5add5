"""Runs on made-up markets whose results are known beforehand."""

from datetime import date
from itertools import pairwise
from math import exp, log

import numpy as np
import pytest

from data.synthetic import shapes
from data.synthetic.generator import Regime, Setting, markov_market, shaped_market, span
from engine import backtest, load_config
from engine.analysis.ex_post_regimes import bull_bear, crash_windows
from engine.analysis.exposure import tolerable_falls
from validation.bear_markets import bear_markets

OVER = span(date(2010, 1, 4), 3)
COUNT, YEARS = len(OVER.days), (OVER.days[-1] - OVER.days[0]) / 365.0
BILLS, DIVIDENDS, EXPENSES, FINANCING, RATIO = 0.03, 0.02, 0.0035, 0.005, 0.2
FREE = (
    "costs.commission=0.0", "costs.half_spread=0.0", "costs.stress_half_spread=0.0", "costs.roll_half_spread=0.0",
    "cash.sleeve=0.0", "overlay.band=0.0", f"futures.financing={FINANCING}",
)  # fmt: skip
GEARED = (
    "overlay.ratio=5.0", "overlay.max_total_exposure=8.0", "overlay.acknowledge_high_leverage=true",
    "overlay.rebalance=quarterly",
    "stops.voluntary=false", "halving.enabled=false", "account.loss_cut_level=0.0", "cash.buffer=0.0",
)  # fmt: skip


def growing(growth, bills=BILLS):
    return shaped_market(OVER, shapes.constant_growth(OVER.days, growth), Setting(bill_yield=bills))


def run(market, pattern, *settings):
    return backtest(load_config(None, settings, pattern=pattern), market)


@pytest.mark.parametrize("bills", [0.0, 0.03, 0.08])
def test_the_core_earns_bills_less_expenses_to_the_cent(bills):
    final = run(growing(0.05, bills), "core").equity["equity"].iloc[-1]
    rate, exact = max(bills - EXPENSES, 0.0), 1_000_000.0
    for before, day in pairwise(OVER.days):
        exact *= 1.0 + rate * (day - before) / 365.0
    assert final == pytest.approx(exact, rel=1e-12)
    assert log(final / 1e6) == pytest.approx(
        rate * YEARS, abs=rate**2 * YEARS * 1.5 / 365.0
    )  # sessions are 1.5 days apart


@pytest.mark.pages
@pytest.mark.parametrize("growth", [-0.20, 0.0, 0.10, 0.30])
def test_pattern_a_earns_the_core_and_a_fifth_of_the_excess_growth(growth):
    """ln(E/C) = (r - e) T + w (g + q - r - s) T.

    Left over: half a contract of rounding, the first session, for which nothing is held yet, two sessions for which
    redemptions earn nothing of what was lost, and second-order terms of daily compounding.
    """
    equity = run(growing(growth), "A", *FREE, "halving.enabled=false").equity["equity"]
    excess = growth + DIVIDENDS - BILLS - FINANCING
    expected = (BILLS - EXPENSES) * YEARS + RATIO * excess * YEARS
    half_a_contract = 0.5 * 5.0 * 1000.0 * max(1.0, exp(growth * YEARS)) / 1e6
    left = half_a_contract * abs(excess) * YEARS + RATIO * abs(excess) * 4.0 / 365.0 + 1e-4
    assert log(equity.iloc[-1] / 1e6) == pytest.approx(expected, abs=left)


@pytest.mark.pages
def test_in_a_flat_market_pattern_a_loses_the_financing_and_nothing_else():
    attribution = run(growing(0.0), "A", *FREE).frame("attribution").groupby("category")["amount"].sum()
    held = RATIO * 1e6 * exp((BILLS - EXPENSES) * YEARS / 2.0)
    assert attribution.get("futures_price", 0.0) == pytest.approx(0.0, abs=1e-6)
    assert attribution["futures_carry"] == pytest.approx(-held * (BILLS + FINANCING - DIVIDENDS) * YEARS, rel=0.02)


def crashed(depth):
    """A geared account on a market that falls on one session: the evening before, and how many days after the fall it
    was called.
    """
    at = 200
    result = run(shaped_market(OVER, shapes.single_crash(COUNT, depth, at=at, fall=1, recovery=200)), "A", *GEARED)
    events = result.frame("events")
    called = events.index[events["kind"] == "margin_call"]
    return result.equity.iloc[at], [(day - result.equity.index[at + 1]).days for day in called]


@pytest.mark.pages
def test_the_tolerable_fall_foretells_the_margin_call():
    """x = (b - m) / (1 - m) with collateral b and maintenance m as shares of notional, where margin falls with the
    index.

    The exchange leaves it where it is that day, so that the call comes at x (1 - m), to a tenth of a point.
    """
    evening, called = crashed(0.05)
    b, m = (evening[name] / evening["overlay_notional"] for name in ("collateral", "maintenance"))
    x = (b - m) / (1.0 - m)
    told = tolerable_falls(*(np.array([evening[name]]) for name in ("overlay_notional", "maintenance", "collateral")))
    assert (told[0], called) == (pytest.approx(x), [])
    assert 0.13 < x < 0.18
    assert crashed(x * (1.0 - m) - 0.001)[1] == []
    assert crashed(x * (1.0 - m) + 0.001)[1] == [0]


@pytest.mark.parametrize("depth", [0.10, 0.20, 0.40])
def test_the_tables_of_crises_find_the_crash_that_was_put_there(depth):
    path = shapes.single_crash(COUNT, depth + 0.002, at=300, fall=10, recovery=100)
    closes = shaped_market(OVER, path * shapes.constant_growth(OVER.days, 0.02)).floats("close")
    (window,) = crash_windows(OVER.days, closes)
    assert (window.peak, window.trough) == (OVER.days[300], OVER.days[310])
    assert window.depth == pytest.approx(-depth - 0.002, abs=1e-3)


def test_a_v_is_one_bear_market():
    closes = shaped_market(OVER, shapes.v_shape(COUNT, 0.40)).floats("close")
    (bear,) = bear_markets(OVER.days, closes)
    assert (bear.peak, bear.trough) == (OVER.days[0], OVER.days[(COUNT - 1) // 2])
    assert bear.depth == pytest.approx(-0.40)


@pytest.mark.parametrize("seed", range(6))
def test_bull_and_bear_in_hindsight_are_true_on_four_sessions_in_five(seed):
    """Bull markets of 600 sessions on average, bear markets of 250; by chance labels would be true on about 60 %."""
    regimes = (Regime("bull", 0.20, 0.12), Regime("bear", -0.40, 0.22))
    chances = np.array([[1.0 - 1.0 / 600.0, 1.0 / 600.0], [1.0 / 250.0, 1.0 - 1.0 / 250.0]])
    made = markov_market(seed, span(date(2000, 1, 3), 20), regimes, chances)
    assert (bull_bear(made.market.floats("close")).codes == made.regimes.codes).mean() > 0.8

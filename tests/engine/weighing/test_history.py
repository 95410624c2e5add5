"""A plan's run by the fast driver comes to the figures that full books print."""

from itertools import product

import numpy as np
import pytest

from engine import backtest, simulate
from engine.settings.run_config import load_config
from engine.weighing.history import Figures, bills_of, in_full, of_fast, ran

PROFILES = ("us_fcm_tbill", "jp_retail_futures", "retail_cash_margin")


def drawn(pattern, random):
    """Settings by chance, over two years."""
    start = random.integers(2000, 2016)
    return load_config(
        None,
        [
            f'period="{start}-{start + 1}"',
            f"account.profile={random.choice(PROFILES)}",
            f"cash.buffer={random.choice((0.02, 0.1, 0.3))}",
            f"fund.expense_ratio={random.uniform(0.0, 0.01):.4f}",
            f"costs.option_commission={random.uniform(0.0, 3.0):.2f}"
            if pattern in "BC"
            else f"costs.half_spread={random.uniform(0.0, 1.0):.2f}",
        ],
        pattern=pattern,
    )


@pytest.mark.pages
@pytest.mark.parametrize("drawn_of", [*product("AC", range(2)), ("B", 0)], ids=str)
def test_both_drivers_tell_the_same(drawn_of, market, interpreted):
    pattern, place = drawn_of
    config = drawn(pattern, np.random.default_rng((23, ord(pattern), place)))
    fast, full = of_fast(simulate(config, market, compiled=False)), in_full(backtest(config, market))
    assert np.array_equal(fast.days, full.days)
    assert np.array_equal(fast.equity, full.equity)
    for name, one, other in zip(Figures._fields, fast.figures, full.figures, strict=True):
        assert one == pytest.approx(other, rel=1e-12, abs=1e-15), name


@pytest.mark.pages
def test_what_the_fast_driver_does_not_do_is_done_in_full(market):
    config = load_config(None, ['period="2010"', "tax.regime=us_1256"])
    assert ran(config, market, tell=lambda _: None).figures == in_full(backtest(config, market)).figures


@pytest.mark.pages
def test_an_investor_in_yen_is_told_in_yen(market):
    config = load_config(None, ['period="2010"', "investor.currency=JPY"])
    run = backtest(config, market)
    found = ran(config, market, tell=lambda _: None)
    assert found.figures.final_equity == run.metrics["final_equity"]
    assert found.equity[-1] == run.tables["investor_equity"]["equity"][-1].as_py()
    assert len(bills_of(run)) == len(found.daily)

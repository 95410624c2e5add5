"""Compiled, the loop gives the bits of plain Python: by chance on history and in crashes, in accounts of billions, in
one thread and in two. All that needs the whole loop compiled stands here, so that it is compiled once.
"""

import numpy as np
import pytest

from engine.fast.simulate import simulate
from engine.settings.run_config import parse_config
from validation.agreement_runs import case, fast

pytest.importorskip("numba")
CRISIS = "period.start=2008-07-01", "period.end=2008-12-31"
SETTINGS = {
    "period": {"start": "1987-01-02", "end": "1987-04-30"},
    "capital": {"initial": 1e12},
    "overlay": {"ratio": 20.0, "max_total_exposure": 21.0, "acknowledge_high_leverage": True},
    "stops": {"monthly_loss": "off", "voluntary": False},
    "halving": {"enabled": False},
    "cash": {"buffer": 0.0},
}


@pytest.mark.parametrize("first", [0, 1], ids=["on history", "in a crash"])
def test_compiled_and_plain_runs_have_the_same_bits(first):
    for seed in range(first, 300, 6):
        one = case(seed)
        assert fast(*one, compiled=True) == fast(*one, compiled=False), seed


def test_the_largest_account_is_the_same_compiled():
    config = parse_config(SETTINGS)
    plain, compiled = (simulate(config, compiled=one) for one in (False, True))
    assert max(fill.size for fill in plain.fills) ** 2 > 2**63
    assert compiled == plain


def test_one_thread_and_two_have_the_same_bits_in_the_same_order(loop):
    driver = loop("A", *CRISIS, compiled=True)
    plans = np.repeat(driver.plans([driver.prepared.plan]), 41)
    plans["rules"]["ratio"] = np.linspace(0.02, 0.2, 41)
    one = driver.summaries(plans, threads=1)
    assert driver.summaries(plans, threads=2) == one
    assert one == [driver.summary(plan) for plan in plans]
    assert len({told.equity for told in one}) == 41

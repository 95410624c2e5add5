"""Compiled, the loop gives the bits of plain Python: by chance on history, in crashes and on paths, in accounts of
billions, in one thread and in two. All that needs the whole loop compiled stands here, so that it is compiled once.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from random import Random

import numpy as np
import pytest

from data.market.embedded import embedded_market
from engine.fast.path_loop import PathLoop
from engine.fast.simulate import simulate
from engine.settings.run_config import parse_config
from engine.survival.histories import Histories, How, PathName, on_path
from tests.support.paths_by_chance import ALIKE, IN_TURN, config_by_chance, crashes_by_chance, path_case
from tests.support.sparing import only
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


@pytest.mark.parametrize("first", only([0, 12, 6, 18, 1, 13, 7, 19], 1))
def test_compiled_and_plain_runs_have_the_same_bits(first):
    for seed in range(first, 300, 24):
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


def numbers(found):
    """All numbers that a loop over paths tells of one."""
    outcomes, equity = found
    told = [(one.wealth, one.fund, *astuple(one.summary), *astuple(one.firsts)) for one in outcomes]
    return np.array(told, dtype=float).tolist(), equity.tolist()


@pytest.mark.pages
@pytest.mark.parametrize("seeds", [range(3), range(3, 60)], ids=str)
def test_compiled_and_plain_runs_on_paths_have_the_same_bits(seeds):
    for seed in seeds:
        one = path_case(seed)
        plain, compiled = (
            numbers(PathLoop([one.config], one.market, one.over, 12, compiled=way).run(one.columns, one.factor))
            for way in (False, True)
        )
        assert compiled == plain, seed


@pytest.mark.pages
@pytest.mark.parametrize("accounts", [IN_TURN, ALIKE], ids=["made differently in turn", "made alike"])
def test_compiled_and_plain_accounts_share_sessions_with_the_same_bits(accounts):
    configs = [on_path(parse_config(one)) for one in accounts]
    histories = Histories(configs, embedded_market(), How(1, 2))
    loops = [PathLoop(configs, histories.template, histories.over, 12, compiled=way) for way in (False, True)]
    for place in range(2):
        plain, compiled = (numbers(one.run(histories.columns(PathName(0, 0, place)), 1.1)) for one in loops)
        assert compiled == plain


@pytest.mark.pages
def test_paths_leave_nothing_behind_in_one_thread_or_two():
    """Books and sessions of a thread are those of the path before: what they told of it is gone."""
    chance = Random(5)  # noqa: S311  (settings are drawn, not keys)
    configs = [config_by_chance(chance, pattern) for pattern in ("A", "C", "B", "A")]
    histories = Histories(configs, embedded_market(), How(1, 5, crashes=crashes_by_chance(chance)))
    drawn = [histories.columns(PathName(place % 2, 0, place)) for place in range(12)]

    def loop():
        return PathLoop(configs, histories.template, histories.over, 12, compiled=True)

    fresh, shared = [numbers(loop().run(path)) for path in drawn], loop()
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda path: numbers(shared.run(path)), drawn)) == fresh
    assert [numbers(shared.run(path)) for path in reversed(drawn)] == fresh[::-1]
    assert len({told[0] for outcomes, _ in fresh for told in outcomes}) > len(drawn)

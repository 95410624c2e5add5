"""Accounts that run on one path, and paths that one loop runs, know nothing of each other."""

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from random import Random

import numpy as np
import pytest

from data.market.embedded import embedded_market
from engine.fast.path_loop import PathLoop
from engine.settings.run_config import parse_config
from engine.survival.histories import Histories, How, PathName, on_path
from tests.support.paths_by_chance import ALIKE, IN_TURN, config_by_chance, crashes_by_chance

MONTHS = 4


def paths(configs, count, how=None):
    """Some paths that all the accounts can run on, with their sessions and a market over them."""
    histories = Histories(configs, embedded_market(), how or How(1, 3, crashes=crashes_by_chance(Random(4))))  # noqa: S311
    return histories, [histories.columns(PathName(place % 2, 0, place)) for place in range(count)]


def loop_of(configs, histories, *, compiled=False):
    return PathLoop(configs, histories.template, histories.over, MONTHS, compiled=compiled)


def told(loop, path, factor=1.0):
    """By account, what a loop tells of a path, as a text: NaN is NaN, and a last bit is seen."""
    outcomes, equity = loop.run(path, factor)
    return [(repr(one), row.tolist()) for one, row in zip(outcomes, equity, strict=True)]


def by_chance(count):
    """Accounts of all patterns by chance, those in yen and those that fill at the open among them."""
    chance = Random(11)  # noqa: S311  (settings are drawn, not keys)
    return [config_by_chance(chance, "ABCA"[place % 4]) for place in range(count)]


@pytest.mark.pages
@pytest.mark.parametrize("accounts", [IN_TURN, ALIKE], ids=["made differently in turn", "made alike"])
@pytest.mark.parametrize("order", list(permutations(range(4)))[::5], ids=str)
def test_an_account_is_what_it_is_alone_whatever_stands_before_it(accounts, order):
    configs = [on_path(parse_config(accounts[place])) for place in order]
    histories, drawn = paths(configs, 3)
    alone = [loop_of([config], histories) for config in configs]
    together = loop_of(configs, histories)
    for path in drawn:
        expected = [told(one, path)[0] for one in alone]
        assert told(together, path) == expected
        assert len({repr(one) for one in expected}) == len(configs)


@pytest.mark.pages
@pytest.mark.parametrize(("seed", "count"), [(0, 6), *((seed, 12) for seed in range(6))])
def test_accounts_by_chance_are_what_they_are_alone(seed, count):
    """Of every pattern, with options on two indices, in two currencies: sessions that are shared where they can be."""
    configs = by_chance(count)
    histories, drawn = paths(configs, 2, How(1, seed, crashes=crashes_by_chance(Random(seed))))  # noqa: S311
    order = np.random.default_rng(seed).permutation(len(configs)).tolist()
    together = loop_of([configs[place] for place in order], histories)
    for path in drawn:
        assert told(together, path, 1.2) == [
            told(loop_of([configs[place]], histories), path, 1.2)[0] for place in order
        ]


@pytest.mark.pages
def test_a_path_leaves_nothing_behind_for_the_next_one():
    configs = by_chance(3)
    histories, drawn = paths(configs, 4)
    fresh = [told(loop_of(configs, histories), path) for path in drawn]
    loop = loop_of(configs, histories)
    for place in (3, 0, 0, 2, 1, 3):
        assert told(loop, drawn[place]) == fresh[place]
    assert len({one[0] for one in fresh for one in one}) > len(configs)


def test_margin_is_multiplied_on_one_path_and_not_on_the_next():
    configs = [on_path(parse_config(one)) for one in IN_TURN]
    histories, (path,) = paths(configs, 1)
    loop = loop_of(configs, histories)
    plain, dear = told(loop, path), told(loop, path, 1.5)
    assert [plain, dear] == [told(loop_of(configs, histories), path, factor) for factor in (1.0, 1.5)]
    assert all(one != other for one, other in zip(plain, dear, strict=True))
    assert told(loop, path) == plain


@pytest.mark.pages
def test_two_threads_tell_what_one_does():
    configs = by_chance(3)
    histories, drawn = paths(configs, 4)
    loop = loop_of(configs, histories)
    one = [told(loop, path) for path in drawn]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda path: told(loop, path), drawn)) == one

"""The rule for the length of blocks: against arch's, and what it makes of the market that comes with the program."""

import numpy as np
import pytest
from arch.bootstrap import optimal_block_length
from scipy import signal

from data.base.errors import DataError
from data.market.embedded import embedded_market
from data.synthetic.block_length import LONGEST, SHORTEST, joint_block, optimal_block


def autoregressive(memory, sessions, seed=1):
    noise = np.random.default_rng(seed).standard_normal(sessions)
    return signal.lfilter([1.0], [1.0, -memory], noise)


def clustered(sessions, seed=1):
    """Returns without memory whose volatility doubles every other half year."""
    noise = np.random.default_rng(seed).standard_normal(sessions)
    return noise * np.where(np.arange(sessions) // 126 % 2, 2.0, 1.0)


def daily(name):
    market = embedded_market()
    return np.diff(np.log(market.floats(name)[market.row_from(market.starts) :]))


@pytest.mark.parametrize("memory", [-0.5, 0.0, 0.3, 0.6, 0.9, 0.97])
@pytest.mark.parametrize("sessions", [500, 2_500, 11_000])
def test_it_is_that_of_arch(memory, sessions):
    """arch divides a covariance by the variances of what overlaps, the paper by that of all: none of these series has a
    correlation so near to the threshold that it matters.
    """
    values = autoregressive(memory, sessions)
    assert optimal_block(values) == pytest.approx(optimal_block_length(values)["stationary"].iloc[0], rel=1e-9)


@pytest.mark.parametrize("column", ["close", "vix"])
@pytest.mark.parametrize("size", [False, True])
def test_it_is_that_of_arch_on_the_market(column, size):
    values = np.abs(daily(column)) if size else daily(column)
    assert optimal_block(values) == pytest.approx(optimal_block_length(values)["stationary"].iloc[0], rel=1e-9)


def test_a_longer_memory_wants_longer_blocks():
    lengths = [optimal_block(autoregressive(memory, 10_000)) for memory in (0.2, 0.5, 0.8, 0.95)]
    assert lengths == sorted(lengths)


def test_blocks_keep_clusters_of_volatility_that_returns_do_not_remember():
    returns = clustered(10_000)
    assert optimal_block(returns) < 5.0
    assert joint_block([returns]) > 100.0


def test_the_longest_wish_decides_within_a_month_and_a_year():
    rows = [autoregressive(0.0, 5_000), autoregressive(0.0, 5_000, seed=2)]
    assert joint_block(rows) == SHORTEST
    assert joint_block([*rows, clustered(5_000)]) == joint_block([clustered(5_000)])
    assert joint_block([autoregressive(0.999, 30_000)]) == LONGEST


def test_the_embedded_market_is_drawn_in_blocks_of_most_of_a_year():
    assert len(daily("close")) == 11_143
    wanted = [optimal_block(one) for name in ("close", "vix") for one in (daily(name), np.abs(daily(name)))]
    assert [round(one) for one in wanted] == [8, 226, 67, 93]
    assert joint_block([daily("close"), daily("vix")]) == 226.0


def test_a_series_that_never_moves_has_no_memory():
    assert optimal_block(np.zeros(500)) == 0.0


@pytest.mark.parametrize("values", [np.zeros(99), np.append(np.zeros(200), np.nan)])
def test_too_few_values_or_none_are_refused(values):
    with pytest.raises(DataError, match="needs 100 or more, all of them finite"):
        optimal_block(values)

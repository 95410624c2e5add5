"""The stationary bootstrap: blocks of geometric lengths that begin anywhere; and against arch's."""

import numpy as np
import pytest
from arch.bootstrap import StationaryBootstrap
from scipy import signal, stats

from data.synthetic.stationary import stationary_indices


def remembering(random, sessions, memory):
    """A series with mean 0 whose values remember a share `memory` of the one before."""
    noise = random.standard_normal(sessions)
    noise[0] /= np.sqrt(1.0 - memory**2)
    return signal.lfilter([1.0], [1.0, -memory], noise)


@pytest.mark.pages
def test_the_distribution_is_that_of_arch():
    daily = remembering(np.random.default_rng(1), 600, 0.3)
    ours = daily[stationary_indices(600, 15.0, 3000, np.random.default_rng(2))]
    theirs = StationaryBootstrap(15, daily, seed=np.random.default_rng(3))
    samples = np.array([data[0][0] for data in theirs.bootstrap(3000)])
    for figure in (np.mean, np.std, np.min):
        assert stats.ks_2samp(figure(ours, axis=1), figure(samples, axis=1)).pvalue > 0.01
    followed = [np.mean(np.diff(values, axis=1) == 0.0) for values in (ours, samples)]
    assert followed[0] == pytest.approx(followed[1], abs=0.001)


def test_blocks_are_geometric_and_begin_anywhere():
    drawn = stationary_indices(200, 8.0, 2000, np.random.default_rng(4))
    follows = (drawn[:, 1:] - drawn[:, :-1]) % 200 == 1
    assert 1.0 - follows.mean() == pytest.approx((1 - 1 / 200) / 8, rel=0.02)
    assert stats.chisquare(np.bincount(drawn[:, 0], minlength=200)).pvalue > 0.01
    assert np.bincount(drawn.ravel(), minlength=200) == pytest.approx(np.full(200, 2000), rel=0.35)
    assert drawn.min() == 0
    assert drawn.max() == 199


def test_a_block_of_one_draws_every_session_anew():
    drawn = stationary_indices(50, 1.0, 4000, np.random.default_rng(4))
    assert np.mean((drawn[:, 1:] - drawn[:, :-1]) % 50 == 1) == pytest.approx(1 / 50, abs=0.002)


@pytest.mark.parametrize("length", [1, 50, 20_000])
def test_a_resample_may_have_any_length(length):
    drawn = stationary_indices(10_007, 20.0, 3, np.random.default_rng(5), length)
    assert drawn.shape == (3, length)
    assert drawn.min() >= 0
    assert drawn.max() < 10_007


def test_as_many_sessions_as_there_are_is_what_it_draws_unasked():
    asked, unasked = (stationary_indices(300, 9.0, 4, np.random.default_rng(6), *length) for length in ((300,), ()))
    assert np.array_equal(asked, unasked)


@pytest.mark.parametrize(("sessions", "length"), [(10_007, 6000), (1_009, 6000)])
def test_lengths_of_blocks_are_geometric(sessions, length):
    """How often a block has each length is what the chance of an end says; one at either end of a resample may go on,
    and is not counted.
    """
    drawn = stationary_indices(sessions, 5.0, 40, np.random.default_rng(7), length)
    lengths = []
    for order in drawn:
        begins = np.flatnonzero((np.diff(order) - 1) % sessions)
        lengths += np.diff(begins).tolist()
    counted = np.bincount(np.minimum(lengths, 25), minlength=26)[1:]
    # a block may by chance be followed by the session that it would have gone on with
    ends = (1.0 - 1.0 / sessions) / 5.0
    expected = np.append(ends * (1.0 - ends) ** np.arange(24), (1.0 - ends) ** 24) * len(lengths)
    assert stats.chisquare(counted, expected).pvalue > 0.01


def test_a_block_goes_on_at_the_beginning_after_the_last_session():
    drawn = stationary_indices(7, 1e9, 1, np.random.default_rng(8), 40)[0]
    assert np.array_equal(drawn, (drawn[0] + np.arange(40)) % 7)

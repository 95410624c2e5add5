"""Paths of blocks have what the market they are drawn from has; each path is its own, whoever draws it first."""

from itertools import product

import numpy as np
import pytest

from data.market.embedded import embedded_market
from data.synthetic.moves import BILL, GROWTH, MOVES, REAL, SPOT, VIX, moves_of
from data.synthetic.path_kinds import BlockPaths, RegimePaths, stream
from data.synthetic.regime_parameters import regime_parameters

SESSIONS, PATHS, BLOCK = 1500, 600, 21.0
WITHIN = 4.0
"""Standard errors: of a dozen figures none is so far off by chance."""


@pytest.fixture(scope="module")
def source():
    """The moves of some years with a crisis in them."""
    return moves_of(embedded_market())[-4900:-3700]


@pytest.fixture(scope="module")
def kinds(source):
    regimes = RegimePaths(regime_parameters(embedded_market()), 1.0, 1)
    return {"blocks": BlockPaths(source, 63.0, 1), "regimes": regimes}


def fell(moves):
    return moves[..., GROWTH] < 0.98


def vix_rose(before, after):
    return after[..., VIX] > 1.1 * before[..., VIX]


def sizes(before, after, mean):
    return (np.abs(np.log(before[..., GROWTH])) - mean) * (np.abs(np.log(after[..., GROWTH])) - mean)


FIGURES = {
    "mean": (0, lambda _, one, __: np.log(one[..., GROWTH])),
    "variance": (0, lambda _, one, __: np.log(one[..., GROWTH]) ** 2),
    "falls of 2 %": (0, lambda _, one, __: fell(one)),
    "bills": (0, lambda _, one, __: one[..., BILL]),
    "falls while bills are below 1 %": (0, lambda _, one, __: fell(one) & (one[..., BILL] < 0.01)),
    "falls with a dollar that falls": (0, lambda _, one, __: fell(one) & (one[..., SPOT] < 1.0)),
    "falls with a VIX above 40": (0, lambda _, one, __: fell(one) & (one[..., VIX] > 40.0)),
    "falls with a VIX that rises by a tenth": (1, lambda before, one, _: fell(one) & vix_rose(before, one)),
    "falls after falls": (1, lambda before, one, _: fell(before) & fell(one)),
    "returns times rises of the VIX": (
        1, lambda before, one, _: np.log(one[..., GROWTH]) * np.log(one[..., VIX] / before[..., VIX])
    ),
    "sizes one session apart": (1, sizes),
    "sizes five sessions apart": (5, sizes),
    "sizes 21 sessions apart": (21, sizes),
}  # fmt: skip
"""Means over pairs of sessions, so many apart; the last argument is the mean size of moves in the source."""


@pytest.mark.parametrize("figure", FIGURES)
def test_paths_have_the_moments_joint_tails_and_memory_of_their_source(source, figure):
    """Two sessions are as far apart in the source as in the path, with its first behind its last, unless a block ends
    between them: then each is any session of the source.
    """
    lag, of = FIGURES[figure]
    mean = np.abs(np.log(source[:, GROWTH])).mean()
    together = (1.0 - 1.0 / BLOCK) ** lag
    in_one_block = np.mean(of(source, np.roll(source, -lag, axis=0), mean))
    in_two = np.mean(of(source[:, np.newaxis], source[np.newaxis], mean)) if lag else 0.0
    kind = BlockPaths(source, BLOCK, 1)
    paths = (kind.moves(0, place, SESSIONS) for place in range(PATHS))
    drawn = np.array([np.mean(of(one[: SESSIONS - lag], one[lag:], mean)) for one in paths])
    expected = together * in_one_block + (1.0 - together) * in_two
    assert abs(drawn.mean() - expected) < WITHIN * drawn.std() / np.sqrt(PATHS)


@pytest.mark.pages
def test_a_history_is_the_source_resampled_and_its_paths_resample_that(source):
    kind = BlockPaths(source, BLOCK, 1)
    rows = {tuple(row) for row in source.tolist()}
    first, again, other = (kind.moves(history, 0, 40_000) for history in (1, 1, 2))
    known = [{tuple(row) for row in moves.tolist()} for moves in (first, other)]
    assert np.array_equal(first, again)
    # of n sessions drawn n times some (1 - 1 / e) are there
    for one in known:
        assert one < rows
        assert len(one) / len(rows) == pytest.approx(1.0 - np.exp(-1.0), abs=0.15)
    assert known[0] != known[1]
    assert {tuple(row) for row in kind.moves(0, 0, 40_000).tolist()} == rows


def test_a_path_is_the_same_whoever_draws_first(source, kinds):
    """Also when histories are asked for in turn, so that none is kept between two of its paths."""
    names = list(product(range(7), range(3)))
    for kind in kinds.values():
        told = {name: kind.moves(*name, 300) for name in names}
        for name in np.random.default_rng(1).permutation(names).tolist():
            assert np.array_equal(kind.moves(*name, 300), told[tuple(name)])
    alone = BlockPaths(source, 63.0, 1)
    assert np.array_equal(alone.moves(5, 2, 300), kinds["blocks"].moves(5, 2, 300))


def test_other_seeds_kinds_histories_and_places_are_other_paths(source, kinds):
    parameters = regime_parameters(embedded_market())
    of_seeds = [[BlockPaths(source, 63.0, seed), RegimePaths(parameters, 1.0, seed)] for seed in (1, 2)]
    drawn = [
        kind.moves(history, place, 300).tobytes()
        for kinds in of_seeds
        for kind in kinds
        for history, place in product(range(4), range(4))
    ]
    assert len(set(drawn)) == len(drawn)
    assert {kind.number for kind in kinds.values()} == {0, 1}
    assert list(kinds) == [kind.name for kind in kinds.values()]


def test_no_two_streams_overlap():
    """Blocks, regimes, crashes and errors of margin each have numbers of their own; 0 at the end is a number too."""
    keys = [
        (seed, kind, history, place) for seed, kind, history, place in product((1, 2), (0, 1, 102), range(3), range(3))
    ]
    keys += [(seed, 101, *name) for seed in (1, 2) for name in product((0, 1), range(3), range(3))]
    drawn = [stream(*key).random(50) for key in keys]
    assert len(np.unique(np.concatenate(drawn))) == 50 * len(keys)
    assert np.array_equal(stream(*keys[3]).random(50), drawn[3])


def test_every_move_is_one_of_the_source_and_wholly(source, kinds):
    """Columns are drawn together: a fall with the open, the VIX and the yield of its own day."""
    at = {row[GROWTH]: row for row in source.tolist()}
    for row in kinds["blocks"].moves(0, 3, 500).tolist():
        assert row == at[row[GROWTH]]
    assert {len(kind.moves(0, 0, 5)[0]) for kind in kinds.values()} == {len(MOVES)}
    assert set(kinds["regimes"].moves(0, 0, 500)[:, REAL]) == {1.0}

"""Some cells of a grid, spread evenly over it: a Sobol sequence, scrambled by Owen's method from a seed.

Sobol (1967); Joe and Kuo, "Constructing Sobol sequences with better two-dimensional projections" (2008), as
`scipy.stats.qmc` has them.
"""

from collections.abc import Iterator, Sequence
from math import prod

import numpy as np

from engine.settings.grid import Pick

_DRAWS = 1_000
"""Draws for each cell that is asked for, at most: where a grid is nearly exhausted, new cells come rarely."""


def sampled(count: int, seed: int) -> Pick:
    """Picks so many different cells of any grid, all of them where it has no more."""

    def pick(sizes: Sequence[int]) -> list[tuple[int, ...]]:
        wanted = min(count, prod(sizes))
        found: dict[tuple[int, ...], None] = {}
        for place in _places(sizes, seed, wanted * _DRAWS):
            found[place] = None
            if len(found) == wanted:
                break
        return sorted(found)

    return pick


def _places(sizes: Sequence[int], seed: int, most: int) -> Iterator[tuple[int, ...]]:
    from scipy.stats import qmc  # noqa: PLC0415  (half a second that other commands do without)

    sequence, edges = qmc.Sobol(len(sizes), rng=np.random.default_rng(seed)), np.array(sizes)
    for power in range(8, 31):
        if 2**power > 2 * most:
            return
        # a sequence is even over each power of two of its points
        points = sequence.random(2**power if power == 8 else 2 ** (power - 1))
        for row in np.minimum((points * edges).astype(int), edges - 1).tolist():
            yield tuple(row)

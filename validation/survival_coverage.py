"""Do the intervals of survival hold the truth? Histories of 44 years from generators whose truth is known.

python -m validation.survival_coverage        writes docs/survival_coverage.md
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.synthetic.block_length import joint_block
from data.synthetic.stationary import stationary_indices
from engine.fast.compiled import compiled
from engine.survival.interval import Counts, interval, wilson
from engine.words import words

PAGE = Path(__file__).parents[1] / "docs" / "survival_coverage.md"
HISTORIES, YEARS, LONG = 200, 20, 44
SESSIONS, WHOLE, MONTH = 252 * YEARS, 252 * LONG, 21
PATHS, OTHERS, EACH = 2_000, 200, 50
LEVEL, TRUTH, CHUNK = 0.95, 20_000, 1_000
CHANCES = (0.5, 0.2, 0.05, 0.01)
EVENTS = ("falls from its highest by {:.0%}", "falls within a month by {:.0%}", "ends below {:.2f}x the fund")
LAST = len(EVENTS) - 1
"""Of which logarithms are counted."""
DRIFT, VOLATILITY = 0.05 / 252.0, 0.17 / 252.0**0.5
"""Of returns over the fund, a session."""
STAYS = np.array(
    [[1 - 1 / 300, 0.9 / 300, 0.1 / 300], [0.8 / 200, 1 - 1 / 200, 0.2 / 200], [0.1 / 60, 0.9 / 60, 1 - 1 / 60]]
)
MEANS = np.array([0.12, 0.05, -0.20]) / 252.0
SPREADS = np.array([0.10, 0.16, 0.35]) / 252.0**0.5


Ints = NDArray[np.int64]


class Counted(NamedTuple):
    """Hits of a history, by event and chance: of its own paths, and of each resampled history."""

    own: Ints
    others: Ints


def follow(scores: Floats, draws: Floats, steps: Floats, means: Floats, spreads: Floats) -> None:
    """Make returns of scores: a chain of regimes, entered in the middle one, whose cumulated chances are `steps`."""
    code = 1
    for place in range(len(scores)):
        scores[place] = means[code] + spreads[code] * scores[place]
        following = 0
        while following < len(means) - 1 and draws[place] > steps[code, following]:
            following += 1
        code = following


def lived(returns: Floats, order: Sequence[int], out: Floats) -> None:
    """Deepest fall from the highest, deepest fall within a month, and how far below the fund it ends (negative
    logarithm), of a position that is always held, over sessions in some order.
    """
    worth = peak = base = 1.0
    deepest = sudden = 0.0
    for place in range(len(order)):
        worth *= 1.0 + returns[order[place]]
        peak = max(peak, worth)
        deepest = max(deepest, 1.0 - worth / peak)
        sudden = max(sudden, 1.0 - worth / base)
        if place % MONTH == MONTH - 1:
            base = worth
    out[0], out[1], out[2] = deepest, sudden, -np.log(worth)


def independent(random: np.random.Generator, count: int) -> Floats:
    """Returns that remember nothing, with the tails of Student's t of five degrees of freedom."""
    returns: Floats = np.maximum(DRIFT + VOLATILITY * random.standard_t(5, count) * 0.6**0.5, -0.5)
    return returns


class Generators:
    """What makes histories, and what is counted on them, as compiled code."""

    def __init__(self) -> None:
        tell, say = (lambda _: None), words()
        self._follow, self.lived = compiled(follow, tell, say), compiled(lived, tell, say)
        often = np.linalg.matrix_power(STAYS, 100_000)[0]
        self._means = MEANS + (DRIFT - often @ MEANS)
        self.by_name = {"independent": independent, "regimes": self._regimes}

    def _regimes(self, random: np.random.Generator, count: int) -> Floats:
        """Returns of three regimes, calm, uneasy and crisis, with tails; a year goes by before the first."""
        scores = random.standard_t(6, count + 252) * (4.0 / 6.0) ** 0.5
        self._follow(scores, random.random(len(scores)), np.cumsum(STAYS, axis=1), self._means, SPREADS)
        returns: Floats = scores[252:]
        return returns

    def walked(self, returns: Floats, orders: Ints) -> Floats:
        """What each order of sessions comes to, shape (orders, events)."""
        out = np.empty((len(orders), len(EVENTS)))
        for row, order in zip(out, orders, strict=True):
            self.lived(returns, order, row)
        return out


def levels_of(generators: Generators, name: str, pool: ThreadPoolExecutor) -> Floats:
    """Levels that each event passes with the chances, by as many paths of the generator itself: (chances, events)."""

    def chunk(place: int) -> Floats:
        random = np.random.default_rng((77, place))
        returns = generators.by_name[name](random, CHUNK * SESSIONS)
        return generators.walked(returns, np.arange(CHUNK * SESSIONS).reshape(CHUNK, SESSIONS))

    found = np.concatenate(list(pool.map(chunk, range(TRUTH // CHUNK))))
    return np.asarray(np.quantile(found, [1.0 - chance for chance in CHANCES], axis=0))


def counted(generators: Generators, name: str, place: int, levels: Floats) -> Counted:
    """All that the command would count on one history."""
    returns = generators.by_name[name](np.random.default_rng((1000, place)), WHOLE)
    random, block = np.random.default_rng((2000, place)), joint_block([returns])

    def hits(order: Ints, paths: int) -> Ints:
        found = np.zeros(levels.shape, dtype=np.int64)
        for first in range(0, paths, 500):
            drawn = stationary_indices(WHOLE, block, min(500, paths - first), random, SESSIONS)
            found += (generators.walked(returns, order[drawn])[:, np.newaxis, :] > levels).sum(axis=0)
        return found

    own = hits(np.arange(WHOLE), PATHS)
    resampled = stationary_indices(WHOLE, block, OTHERS, random)
    return Counted(own, np.array([hits(one, EACH) for one in resampled]))


def rows() -> Iterator[str]:
    """Lines of the page: how often intervals hold the truth, by generator, event and chance."""
    generators = Generators()
    with ThreadPoolExecutor(2) as pool:
        for name in generators.by_name:
            levels = levels_of(generators, name, pool)
            found = list(pool.map(lambda place: counted(generators, name, place, levels), range(HISTORIES)))  # noqa: B023
            for event, what in enumerate(EVENTS):
                for rank, chance in enumerate(CHANCES):
                    level = levels[rank, event] if event < LAST else np.exp(-levels[rank, event])
                    yield _row(name, what.format(level), chance, (found, rank, event))


def _row(name: str, what: str, chance: float, where: tuple[list[Counted], int, int]) -> str:
    found, rank, event = where
    told = [Counts(int(one.own[rank, event]), PATHS, one.others[:, rank, event].tolist(), EACH) for one in found]
    intervals = [interval(one, LEVEL) for one in told]
    simulated = [wilson(one.hits, PATHS, LEVEL) for one in told]
    held = np.mean([one.low <= chance <= one.high for one in intervals])
    above = np.mean([chance > one.high for one in intervals])
    alone = np.mean([low <= chance <= high for low, high in simulated])
    least, most = np.median([one.low for one in intervals]), np.median([one.high for one in intervals])
    return (
        f"| {name} | {what} | {chance:.0%} | **{held:.1%}** | {above:.1%} | {alone:.1%} | {least:.1%} to {most:.1%} |"
    )


def page() -> str:
    """The text of the page."""
    template = Path(__file__).with_suffix(".template.md").read_text(encoding="utf-8")
    return template.format(rows="\n".join(rows()), histories=HISTORIES, paths=f"{PATHS:,}", others=OTHERS, each=EACH)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

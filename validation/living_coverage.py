"""Does the interval of the largest withdrawal hold the truth? Histories of 44 years from generators whose truth is
known, by month; rows of docs/living.md.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.synthetic.block_length import joint_block
from data.synthetic.stationary import stationary_indices
from engine.survival.find import yearly
from engine.survival.histories import bills_open
from engine.survival.interval import Counts, Interval, interval
from validation.living_reckoned import YEARS, carried, ends
from validation.survival_coverage import MONTH, Generators, Ints

LONG, PATHS, OTHERS, EACH = 44, 1_000, 100, 10
MONTHS, WHOLE = 12 * YEARS, 12 * LONG
ALLOWED, LEVEL = 0.05, 0.95
HISTORIES, TRUTH, CHUNK = 200, 20_000, 1_000
RETURNING = (1.0, 6.0)
"""Years in which half of what bills yield above or below their mean has gone."""
YIELD, APART, YEN, OVERLAY = 0.035, 0.8, 0.10, 0.20
"""Mean yield of bills, standard deviation of its logarithm, volatility of USD/JPY a year, overlay."""
POSITIONS = (
    ("the fund", "MMF のみ"),
    ("with 20 % of the index", "指数 20 % を加える"),
    ("the same in yen", "同じものを円で"),
)
Largest = tuple[float, float, float]
"""As `ends` has it."""


class History(NamedTuple):
    """Logarithms of what a unit is multiplied by each month: in the fund, (months,), and besides in each position,
    (months, positions); the mean block in months that the rule asks for.
    """

    fund: Floats
    rest: Floats
    block: float


class Makers:
    """What makes histories; bills come back by half in so many years."""

    def __init__(self, index: Callable[[np.random.Generator, int], Floats], returning: float) -> None:
        self._index, self._keeps = index, 0.5 ** (1.0 / (12.0 * returning))

    def many(self, random: np.random.Generator, rows: int, months: int) -> tuple[Floats, Floats, Floats]:
        """Of so many histories logarithms of growth as `History` has them, (rows, ...), and returns of the index by
        session.
        """
        index = self._index(random, rows * months * MONTH)
        by_month = np.log1p(OVERLAY * index).reshape(rows, months, MONTH).sum(axis=2)
        scores = random.standard_normal((rows, months)) * APART
        for month in range(1, months):
            fresh = (1.0 - self._keeps**2) ** 0.5
            scores[:, month] = self._keeps * scores[:, month - 1] + fresh * scores[:, month]
        fund = np.log1p(YIELD / 12.0 * np.exp(scores - APART**2 / 2.0))
        yen = YEN / 12.0**0.5 * random.standard_normal((rows, months))
        return fund, np.stack([np.zeros_like(fund), by_month, by_month + yen], axis=2), index

    def history(self, place: int) -> History:
        """A history by its number."""
        fund, rest, index = self.many(np.random.default_rng((1000, place)), 1, WHOLE)
        return History(fund[0], rest[0], joint_block([index]) / MONTH)

    def truth(self, pool: ThreadPoolExecutor) -> Floats:
        """The largest withdrawal that paths of the generator itself carry but for the allowed share, by position."""

        def chunk(place: int) -> Floats:
            return most(*self.many(np.random.default_rng((77, place)), CHUNK, MONTHS)[:2])

        return np.asarray(np.quantile(np.concatenate(list(pool.map(chunk, range(TRUTH // CHUNK)))), ALLOWED, axis=0))


def most(fund: Floats, rest: Floats) -> Floats:
    """The largest yearly withdrawal by path and position, of logarithms of growth as `History` has them."""
    worth = np.exp(np.cumsum(fund[..., np.newaxis] + rest, axis=1))
    return np.stack([carried(worth[:, :, one], np.ones(MONTHS + 1))[:, 0] for one in range(len(POSITIONS))], axis=1)


def of_history(made: History, place: int, bills: float) -> list[Largest]:
    """What is found on one history by position, as `validation.living` finds it from one kind of path; `bills` is how
    far their level is left open.
    """
    random = np.random.default_rng((2000, place))

    def drawn(order: Ints, paths: int, history: float) -> Floats:
        places = order[stationary_indices(WHOLE, made.block, paths, random, MONTHS)]
        factors = np.exp(bills * (history + random.standard_normal((paths, 1))))
        return most(made.fund[places] * factors, made.rest[places])

    own = drawn(np.arange(WHOLE), PATHS, 0.0)
    histories = stationary_indices(WHOLE, made.block, OTHERS, random)
    others = np.stack([drawn(one, EACH, random.standard_normal()) for one in histories])
    return [largest(own[:, one], others[:, :, one]) for one in range(len(POSITIONS))]


def largest(own: Floats, others: Floats) -> Largest:
    """The largest withdrawal from what paths of a history carry, and those of others, (others, each)."""

    def at(place: int) -> Interval:
        share = yearly(place)
        counts = (others < share).sum(axis=1).tolist()
        return interval(Counts(int((own < share).sum()), len(own), counts, others.shape[1]), LEVEL)

    return ends(at, ALLOWED)


class Row(NamedTuple):
    """How often the interval holds the truth, and how often this lies below it, by position; the truth; the median of
    its ends.
    """

    returning: float
    bills: float
    position: int
    truth: float
    held: float
    below: float
    safe: float
    most: float


def rows(histories: int = HISTORIES) -> Iterator[Row]:
    """By how long bills remember, how far their level is left open, and position."""
    index = Generators().by_name["regimes"]
    with ThreadPoolExecutor(2) as pool:
        for returning in RETURNING:
            makers = Makers(index, returning)
            true = makers.truth(pool)
            made = [makers.history(place) for place in range(histories)]
            for bills in (0.0, bills_open()):
                found = [of_history(one, place, bills) for place, one in enumerate(made)]
                for position in range(len(POSITIONS)):
                    yield _row((returning, bills, position), [one[position] for one in found], float(true[position]))


def _row(key: tuple[float, float, int], found: Sequence[Largest], true: float) -> Row:
    safe, _, most = np.array(found).T
    steps = np.floor(true / yearly(0) + 1e-9) * yearly(0)
    below, above = safe > steps + 1e-9, most < steps - 1e-9
    return Row(
        *key,
        true,
        float(1.0 - (below | above).mean()),
        float(below.mean()),
        *map(float, np.median([safe, most], axis=1)),
    )


def lines(found: Sequence[Row], language: int) -> Iterator[str]:
    """Lines of the page, in English (0) or Japanese (1)."""
    for one in found:
        cells = (one.truth, one.held, one.below, one.safe, one.most)
        told = " | ".join(f"{100.0 * cell:.{digits}f} %" for cell, digits in zip(cells, (1, 0, 0, 1, 1), strict=True))
        yield f"| {one.returning:.0f} | {one.bills:.1f} | {POSITIONS[one.position][language]} | {told} |"

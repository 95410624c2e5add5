"""How often an account that stands like this is sold within so many sessions, by draws near the paths that sell it."""

from collections.abc import Sequence
from itertools import product
from math import inf, nan, sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats, Ints
from data.signals.volatility import SESSIONS_PER_YEAR
from engine.nearest.problem import Path, Problem
from engine.nearest.regimes import Days

PLAIN = 0.2
"""Share of draws that are the model's own, so that no draw weighs more than five of them."""


CENTRES = 60
"""Sold paths around which a round draws that the round before has found."""


DEEPER = (1.0, 1.3, 1.8)
"""Falls around which draws begin, as multiples of those of the paths."""


class Chance(NamedTuple):
    """The chance of a sale within `sessions` of a random start, its standard error, and how many of the draws were
    sold.
    """

    chance: float
    error: float
    draws: int
    sold: int
    sessions: int

    @property
    def years(self) -> float:
        """Once in so many years, were the account as it is every evening; infinity where nothing was sold."""
        return self.sessions / SESSIONS_PER_YEAR / self.chance if self.chance > 0.0 else inf

    @property
    def between(self) -> tuple[float, float]:
        """The same for a chance two standard errors higher and lower, the more often first."""
        low, high = max(self.chance - 2.0 * self.error, 0.0), self.chance + 2.0 * self.error
        per = self.sessions / SESSIONS_PER_YEAR
        return per / high if high else inf, per / low if low else inf

    @property
    def deviations(self) -> float:
        """How many standard deviations a normal variable is away with this chance; NaN for none or one."""
        return -NormalDist().inv_cdf(self.chance) if 0.0 < self.chance < 1.0 else nan


class _Drawn(NamedTuple):
    """Days, margin in standard errors and delays of money, one each a path."""

    days: Days
    raised: Floats
    late: Ints


def chance_of_sale(problem: Problem, paths: Sequence[Path], draws: int, seed: int) -> Chance:
    """Of an account, by draws of the model and around paths on which it is sold, each weighed by how much likelier the
    model makes it. Two rounds only find where sold paths are; the last, half of all draws, counts. Whatever the paths,
    there is no bias.
    """
    generator, centres = np.random.default_rng(seed), _shifted(problem, paths)
    drawn, counted = _round(problem, centres, draws // 4, generator)
    for share in (4, 2):
        centres = [*_heaviest(drawn, counted, generator), *_shifted(problem, paths)]
        drawn, counted = _round(problem, centres, draws // share, generator)
    error = float(counted.std(ddof=1)) / sqrt(len(counted))
    return Chance(float(counted.mean()), error, len(counted), int(np.count_nonzero(counted)), problem.sessions)


def _round(
    problem: Problem, centres: Sequence[Path], draws: int, generator: np.random.Generator
) -> tuple[_Drawn, Floats]:
    """(draws around paths, how much each counts that was sold, 0 for the others)."""
    ways = [problem.model.likely_ways(one.days) for one in centres]
    counts = generator.multinomial(draws, [PLAIN, *[(1.0 - PLAIN) / len(centres)] * len(centres)])
    parts = [_own(problem, int(counts[0]), generator)] + [
        _around(problem, one, at, int(count), generator)
        for one, at, count in zip(centres, ways, counts[1:].tolist(), strict=True)
    ]
    drawn = _together(parts)
    weights = np.exp(_log_own(problem, drawn) - _log_proposed(problem, drawn, centres, ways))
    sold = np.array([problem.sold(_path(drawn, row)) for row in range(draws)])
    return drawn, np.where(sold, weights, 0.0)


def _heaviest(drawn: _Drawn, counted: Floats, generator: np.random.Generator) -> list[Path]:
    """Paths drawn of those that were sold, by how much each counts: where the next round is to look."""
    if not counted.any():
        return []
    rows = generator.choice(len(counted), CENTRES, p=counted / counted.sum())
    return [_path(drawn, row) for row in sorted(set(rows.tolist()))]


def _shifted(problem: Problem, paths: Sequence[Path]) -> list[Path]:
    """Each path and deeper ones, and the same begun as many sessions later as are quiet at its end."""
    usual, found = problem.usual, []
    for path, times in product(paths, DEEPER):
        deeper = path._replace(returns=tuple(times * value for value in path.returns))
        quiet = int(np.argmax([*problem.model.great(path.days)[::-1], True]))
        for later in range(min(quiet, problem.sessions - 1) + 1):
            end = problem.sessions - later
            currency = usual.currency[:later] + deeper.currency[:end]
            found.append(deeper._replace(returns=usual.returns[:later] + deeper.returns[:end], currency=currency))
    return found


def _delays(problem: Problem) -> Floats:
    """How likely each delay is, shape (latest + 1,)."""
    chances = problem.chances
    shares = np.array([1.0, *(chances.late**times for times in range(1, chances.latest + 1))])
    return np.asarray(shares / shares.sum())


def _own(problem: Problem, count: int, generator: np.random.Generator) -> _Drawn:
    days = problem.model.drawn(count, problem.sessions, generator, currency=problem.with_currency)
    late = generator.choice(problem.chances.latest + 1, count, p=_delays(problem))
    return _Drawn(days, generator.standard_normal(count), late)


def _around(problem: Problem, path: Path, ways: Floats, count: int, generator: np.random.Generator) -> _Drawn:
    days = problem.model.around(count, path.days, ways, generator)
    late = generator.choice(problem.chances.latest + 1, count, p=_delays_around(problem, path))
    return _Drawn(days, path.raised + generator.standard_normal(count), late)


def _delays_around(problem: Problem, path: Path) -> Floats:
    """Half of the draws are as late as the path."""
    shares = 0.5 * _delays(problem)
    shares[path.late] += 0.5
    return shares


def _together(parts: Sequence[_Drawn]) -> _Drawn:
    currency = [part.days.currency for part in parts if part.days.currency is not None]
    days = Days(np.concatenate([part.days.returns for part in parts]), np.concatenate(currency) if currency else None)
    return _Drawn(days, np.concatenate([one.raised for one in parts]), np.concatenate([one.late for one in parts]))


def _log_own(problem: Problem, drawn: _Drawn) -> Floats:
    """Log density of draws by the model, up to a constant that all have."""
    late = np.log(_delays(problem))[drawn.late]
    return np.asarray(problem.model.log_density(drawn.days) - 0.5 * drawn.raised**2 + late)


def _log_proposed(problem: Problem, drawn: _Drawn, centres: Sequence[Path], ways: Sequence[Floats]) -> Floats:
    """The same by all that they may have been drawn of."""
    share = np.log((1.0 - PLAIN) / len(centres))
    found = np.log(PLAIN) + _log_own(problem, drawn)
    for path, at in zip(centres, ways, strict=True):
        days = problem.model.log_density_around(drawn.days, path.days, at)
        late = np.log(_delays_around(problem, path))[drawn.late]
        found = np.logaddexp(found, share + days - 0.5 * (drawn.raised - path.raised) ** 2 + late)
    return np.asarray(found)


def _path(drawn: _Drawn, row: int) -> Path:
    currency = () if drawn.days.currency is None else tuple(drawn.days.currency[row].tolist())
    return Path(tuple(drawn.days.returns[row].tolist()), float(drawn.raised[row]), int(drawn.late[row]), currency)

"""Does a difference between two runs mean anything? Confidence intervals from the stationary bootstrap.

Politis and Romano, "The Stationary Bootstrap", Journal of the American Statistical Association 89 (1994): a resample is made of blocks of
consecutive sessions that begin anywhere, wrap around the end, and have geometric lengths. All runs of a comparison live through the same
resampled sessions, so that what they share (the market, the bills) cancels in their differences.

What a resample can not show: it repeats the returns of sessions as they were. Rules are not run again on the new order of sessions, and
falls longer than a few blocks come apart, so most resamples have shallower drawdowns than history had.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.arrow import to_array
from data.errors import ConfigError, DataError
from data.volatility import SESSIONS_PER_YEAR, Floats
from engine.analysis.metrics import life_of
from engine.analysis.returns import LEAST_VOLATILITY, sessions_per_year, years_between

STATISTICS = ("excess_return", "cagr", "volatility", "sharpe", "max_drawdown")
"""What is compared; each is the metric of that name in `docs/metrics.md`, but a lost account is worth 0 from then on."""
LEAST_BLOCKS = 20
"""Sessions, in mean blocks, below which an interval is refused: 95 % intervals of a known mean hold it in 92 % with 20, 90 % with 10."""
BILLS = "T-bills"
"""What the bill returns are called beside runs."""
_ROWS = 64


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to resample: `count` resamples from `seed`, blocks of `block` sessions on average, two-sided intervals of `level`.

    A block is a quarter of a year, the same for every pair. The rule of Politis and White (2004), corrected by Patton (2009), measures the
    memory of the mean alone: on the daily differences of the patterns it asks for 3 to 11 sessions, on the squares of those differences for
    42 to 124. Short blocks tear the clusters of volatility apart: on simulated GARCH returns of 20 years blocks of 5 sessions hold the known
    volatility in 32 % of their 95 % intervals, blocks of 63 in 66 %, and both hold the known mean in 95 %. They are also longer than the
    windows of the rules (a month), and leave 80 blocks in 20 years.
    Raises `ConfigError` for a value out of range.
    """

    block: float = 63.0
    count: int = 2000
    seed: int = 1994
    level: float = 0.95

    def __post_init__(self) -> None:
        if self.block < 1.0 or self.count < 2 or self.seed < 0 or not 0.0 < self.level < 1.0:
            raise ConfigError(f"{self}: expected block >= 1, count >= 2, seed >= 0 and level between 0 and 1")


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, first run less second, and the percentile interval around it: quantiles of the resampled differences.

    `low` and `high` cut off (1 - `level`) / 2 each; units are those of the statistic. `estimate` is the difference of the runs as they
    were, and may lie outside. `count`, `seed` and `block` repeat it. Efron and Tibshirani, An Introduction to the Bootstrap (1993), 13.3.
    """

    low: float
    high: float
    estimate: float
    count: int
    seed: int
    block: float
    level: float

    @property
    def excludes_zero(self) -> bool:
        """Whether a difference of nothing lies outside, as far as these resamples tell."""
        return self.low > 0.0 or self.high < 0.0


Differences = dict[str, Interval | None]
"""Interval by statistic; None where the statistic is undefined for a run or a resample (a Sharpe ratio without risk)."""


def compare_runs(
    runs: Mapping[str, Mapping[str, pa.Table]], plan: Resampling | None = None, *, with_bills: bool = False
) -> dict[tuple[str, str], Differences]:
    """Differences of each pair of runs, by their names, from their tables; `with_bills` puts Treasury bills before them, as `BILLS`.

    Where an account was lost, all are compared until then. Raises `DataError` for runs with other dates or bill returns, or too few sessions.
    """
    if len(runs) + with_bills < 2:
        raise DataError(f"bootstrap: {len(runs)} runs have no difference; give two or more")
    _check_same([(name, tables["equity"]) for name, tables in runs.items()])
    lives = {name: life_of(tables) for name, tables in runs.items()}
    shortest = min(lives.values(), key=lambda life: len(life.days))
    daily = {BILLS: shortest.bills} if with_bills else {}
    daily |= {name: life.daily[: len(shortest.daily)] for name, life in lives.items()}
    return differences(daily, shortest.bills, years_between(shortest.days), plan, sessions_per_year(shortest.days))


def differences(
    daily: Mapping[str, Floats],
    bills: Floats,
    years: float,
    plan: Resampling | None = None,
    per_year: float = SESSIONS_PER_YEAR,
) -> dict[tuple[str, str], Differences]:
    """Differences of each pair of series of daily returns, first less second in the order given.

    `daily` and `bills` are simple returns of the same sessions, shape (n,), decimals; `years` is what those sessions span by the calendar.
    Raises `DataError` for other shapes, values that are not finite, fewer sessions than `LEAST_BLOCKS` blocks, or no time between them.
    """
    plan = plan or Resampling()
    _check_series({**daily, "bills": bills}, plan)
    if years <= 0.0:
        raise DataError(
            f"bootstrap: {years:g} years between the first session and the last; give what the calendar says"
        )
    as_it_was = np.arange(len(bills))[np.newaxis]
    estimates = {name: statistics(series, bills, years, as_it_was, per_year)[:, 0] for name, series in daily.items()}
    drawn = _resampled(daily, bills, years, plan, per_year)
    return {
        (first, second): {
            statistic: _interval(estimates[first][row] - estimates[second][row], drawn[first][row] - drawn[second][row], plan)
            for row, statistic in enumerate(STATISTICS)
        }
        for first, second in combinations(daily, 2)
    }  # fmt: skip


def stationary_indices(sessions: int, block: float, count: int, random: np.random.Generator) -> NDArray[np.int64]:
    """Sessions of `count` resamples, shape (count, sessions), numbers from 0 to sessions - 1.

    Each session follows the one before it (the first follows the last), or with probability 1 / `block` is drawn anew.
    """
    anew = random.random((count, sessions)) < 1.0 / block
    anew[:, 0] = True
    place = np.arange(sessions)
    rows, starts = np.nonzero(anew)
    begun = np.cumsum(anew.ravel()).reshape(count, sessions) - 1
    shift = random.integers(sessions, size=len(rows)) - starts
    drawn: NDArray[np.int64] = place + shift[begun]
    return np.subtract(drawn, sessions, out=drawn, where=drawn >= sessions)


def statistics(
    daily: Floats, bills: Floats, years: float, drawn: NDArray[np.int64], per_year: float = SESSIONS_PER_YEAR
) -> Floats:
    """`STATISTICS` of resamples, shape (5, count), from returns (n,) and session numbers (count, n); NaN where one is not defined.

    Returns are compounded. A return of -1 or less is ruin: equity stays at zero, and the other figures end with that session.
    """
    with np.errstate(divide="ignore"):
        growth = np.log1p(np.maximum(daily, -1.0))
    paths = np.cumsum(growth[drawn], axis=1)
    highs = np.maximum(np.maximum.accumulate(paths, axis=1), 0.0)
    lives = None if daily.min() > -1.0 else _alive(paths)
    excess = daily - bills
    mean = _mean(excess[drawn], lives) * per_year
    risk = _volatility(excess[drawn], lives, per_year)
    return np.stack([
        mean,
        np.expm1(paths[:, -1] / years),
        _volatility(daily[drawn], lives, per_year),
        np.divide(mean, risk, out=np.full(len(drawn), np.nan), where=risk >= LEAST_VOLATILITY),
        np.expm1((paths - highs).min(axis=1)),
    ])  # fmt: skip


def _resampled(
    daily: Mapping[str, Floats], bills: Floats, years: float, plan: Resampling, per_year: float
) -> dict[str, Floats]:
    """Statistics of all resamples by run, shape (5, count) each; the same sessions for every run."""
    parts: dict[str, list[Floats]] = {name: [] for name in daily}
    for drawn in _batches(len(bills), plan):
        for name, series in daily.items():
            parts[name].append(statistics(series, bills, years, drawn, per_year))
    return {name: np.concatenate(part, axis=1) for name, part in parts.items()}


def _batches(sessions: int, plan: Resampling) -> Iterator[NDArray[np.int64]]:
    """All resamples, a few at a time: they fit the processor's cache, and memory does not grow with their number."""
    random = np.random.default_rng(plan.seed)
    for done in range(0, plan.count, _ROWS):
        yield stationary_indices(sessions, plan.block, min(_ROWS, plan.count - done), random)


def _alive(paths: Floats) -> NDArray[np.bool_]:
    """Whether each session of each path was begun with equity, shape (count, n): the session of the ruin was."""
    begun: NDArray[np.bool_] = np.isfinite(paths)
    return np.concatenate([np.ones((len(paths), 1), dtype=bool), begun[:, :-1]], axis=1)


def _mean(values: Floats, lives: NDArray[np.bool_] | None) -> Floats:
    mean: Floats = values.mean(axis=1) if lives is None else values.mean(axis=1, where=lives)
    return mean


def _volatility(values: Floats, lives: NDArray[np.bool_] | None, per_year: float) -> Floats:
    """Annualised sample standard deviation of each row over its life, NaN for a life of one session."""
    if lives is None:
        variance: Floats = values.var(axis=1, ddof=1)
    else:
        deviations = np.where(lives, values - _mean(values, lives)[:, np.newaxis], 0.0)
        with np.errstate(invalid="ignore"):
            variance = np.square(deviations).sum(axis=1) / (lives.sum(axis=1) - 1.0)
    annual: Floats = np.sqrt(variance * per_year)
    return annual


def _interval(estimate: float, drawn: Floats, plan: Resampling) -> Interval | None:
    if not np.isfinite(estimate) or not np.isfinite(drawn).all():
        return None
    tail = (1.0 - plan.level) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail])
    return Interval(float(low), float(high), float(estimate), plan.count, plan.seed, plan.block, plan.level)


def _check_series(series: Mapping[str, Floats], plan: Resampling) -> None:
    sessions, least = len(series["bills"]), int(np.ceil(LEAST_BLOCKS * plan.block))
    for name, values in series.items():
        if values.shape != (sessions,):
            raise DataError(f"bootstrap: {name} has shape {values.shape}, the bill returns have ({sessions},)")
        if not np.isfinite(values).all():
            raise DataError(
                f"bootstrap: {name} has a return that is not a number on session {np.argmin(np.isfinite(values))}"
            )
    if sessions < least:
        raise DataError(
            f"bootstrap: {sessions} returns are too few for blocks of {plan.block:g} sessions; give {least} or shorter blocks"
        )


def _check_same(tables: list[tuple[str, pa.Table]]) -> None:
    first, reference = tables[0]
    for name, table in tables[1:]:
        for column in ("date", "bill_return"):
            if not np.array_equal(to_array(table[column]), to_array(reference[column])):
                raise DataError(
                    f"bootstrap: {name} and {first} differ in their {column} column; give runs of the same market and dates"
                )

"""Does a difference between two runs mean anything? Confidence intervals from the stationary bootstrap.

All runs of a comparison live through the same resampled sessions (`engine.analysis.bootstrap`), so that what they share
(the market, the bills) cancels in their differences.

What a resample can not show: it repeats the returns of sessions as they were. Rules are not run again on the new order
of sessions, and falls longer than a few blocks come apart, so most resamples have shallower drawdowns than history had.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.base.arrays import Floats
from data.base.arrow import to_array
from data.base.errors import ConfigError, DataError
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.stationary import stationary_indices
from engine.analysis.bootstrap import STATISTICS, statistics
from engine.analysis.fall_price import PRICE, fall_price, price_interval
from engine.analysis.looks import adjusted
from engine.analysis.record import life_of
from engine.analysis.returns import LEAST_YEAR, sessions_per_year, years_between
from engine.words.notes import Explained, note

LEAST_BLOCKS = 19
"""Sessions, in mean blocks, below which an interval is refused. Five calendar years of any exchange are as many blocks
of a quarter of a year; 95 % intervals of a known mean hold it in 92 % then, and in 90 % with 10 blocks."""
RISKLESS = {"USD": "T-bills", "JPY": "yen call rate"}
"""What the riskless returns are called beside runs, by the currency in which the runs are told."""
_ROWS = 256
"""Resamples that are drawn and counted at a time."""


class TooFew(Explained, DataError):  # noqa: N818  (reads as the sentence it prints)
    """Runs that are too short to be resampled."""


LONGEST = 1e6
"""Sessions of a mean block at most."""


@dataclass(frozen=True, slots=True)
class Resampling:
    """How to resample: `count` resamples from `seed`, blocks of `block` sessions on average,
    two-sided intervals of `level`.

    A block is a quarter of a year, the same for every pair. The rule of Politis and White (2004), corrected by Patton
    (2009), measures the memory of the mean alone: on the daily differences of the patterns it asks for 3 to 11
    sessions, on the squares of those differences for 42 to 124. Short blocks tear the clusters of volatility apart: on
    simulated GARCH returns of 20 years blocks of 5 sessions hold the known volatility in 32 % of their 95 % intervals,
    blocks of 63 in 66 %, and both hold the known mean in 95 %. They are also longer than the windows of the rules (a
    month), and leave 80 blocks in 20 years. Raises `ConfigError` for a value out of range.
    """

    block: float = 63.0
    count: int = 10_000
    seed: int = 1994
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 1.0 <= self.block <= LONGEST or self.count < 2 or self.seed < 0 or not 0.0 < self.level < 1.0:
            raise ConfigError(
                f"{self}: expected block from 1 to {LONGEST:g}, count >= 2, seed >= 0 and level between 0 and 1"
            )


@dataclass(frozen=True, slots=True)
class Interval:
    """A difference, first run less second, and the percentile interval around it: quantiles of
    the resampled differences.

    `low` and `high` cut off (1 - `level`) / 2 each; units are those of the statistic. `estimate` is the difference of
    the runs as they were, and may lie outside. `count`, `seed` and `block` repeat it. Efron and Tibshirani, An
    Introduction to the Bootstrap (1993), 13.3. The interval is that of this difference alone; `adjusted_p` is its
    p-value after as many `looks` (`engine.analysis.looks`).
    """

    low: float
    high: float
    estimate: float
    count: int
    seed: int
    block: float
    level: float
    adjusted_p: float = field(compare=False)
    looks: int = field(compare=False)


Differences = dict[str, Interval | None]
"""Interval by statistic; None where the statistic is undefined for a run or a resample (a
Sharpe ratio without risk)."""


Pair = tuple[str, str]


class Series(NamedTuple):
    """What is resampled: daily returns by name and those of bills, simple, of the same sessions, shape (n,), decimals;
    the years they span by the calendar, and sessions by which figures are annualised.
    """

    daily: Mapping[str, Floats]
    bills: Floats
    years: float
    per_year: float = SESSIONS_PER_YEAR


class _Lived(NamedTuple):
    """`STATISTICS` by series: as they were, (5,) each, and of all resamples, (5, count)."""

    as_it_was: dict[str, Floats]
    drawn: dict[str, Floats]


def compare_runs(
    runs: Mapping[str, Mapping[str, pa.Table]],
    plan: Resampling | None = None,
    *,
    riskless: str | None = None,
    baseline: str | None = None,
) -> dict[Pair, Differences]:
    """Differences of each pair of runs, first less second, by their names, from their tables; `riskless` puts the
    riskless returns before them under that name. With a `baseline`, one of the runs, there are its pairs alone, it
    stands first, and no other is a look.

    Where an account was lost, all are compared until then. Raises `DataError` for runs with other dates or bill
    returns, or too few sessions; a plan out of range raises `ConfigError` where it is made.
    """
    if len(runs) + (riskless is not None) < 2:
        raise DataError(f"bootstrap: {len(runs)} runs have no difference; give two or more")
    _check_same([(name, tables["equity"]) for name, tables in runs.items()])
    lives = {name: life_of(tables) for name, tables in runs.items()}
    shortest = min(lives.values(), key=lambda life: len(life.days))
    daily = {riskless: shortest.bills} if riskless else {}
    names = sorted(lives, key=lambda name: name != baseline)
    daily |= {name: lives[name].daily[: len(shortest.daily)] for name in names}
    series = Series(daily, shortest.bills, years_between(shortest.days), sessions_per_year(shortest.days))
    return _differences(series, plan or Resampling(), _families(list(daily), riskless, baseline))


def differences(
    daily: Mapping[str, Floats],
    bills: Floats,
    years: float,
    plan: Resampling | None = None,
    per_year: float = SESSIONS_PER_YEAR,
    *,
    riskless: str | None = None,
) -> dict[Pair, Differences]:
    """Differences of each pair of series of daily returns, first less second in the order given.

    `daily` and `bills` are simple returns of the same sessions, shape (n,), decimals; `years` is what those sessions
    span by the calendar. Looks are counted apart for the pairs of the series called `riskless` and for all others:
    whether runs earn more than bills is one question, whether they differ is another. Raises `DataError` for other
    shapes, values that are not finite, fewer sessions than `LEAST_BLOCKS` blocks, or less than a year between them;
    a plan out of range raises `ConfigError` where it is made.
    """
    series = Series(daily, bills, years, per_year)
    return _differences(series, plan or Resampling(), _families(list(daily), riskless, None))


def _families(names: Sequence[str], riskless: str | None, baseline: str | None) -> list[list[Pair]]:
    """Pairs with the riskless series, and all others or those with the baseline: the looks of either are counted
    apart.
    """
    pairs = list(combinations(names, 2))
    others = [pair for pair in pairs if riskless not in pair and (baseline is None or baseline in pair)]
    return [[pair for pair in pairs if riskless in pair], others]


def differences_from(base: str, series: Series, plan: Resampling | None = None) -> dict[str, Differences]:
    """Differences of each other series, less the one of this name: as many looks as there are others; and with them
    `PRICE`, what whichever of the two fell less gave up for that. Raises `DataError` (`TooFew`) as `differences` does,
    `ConfigError` for a plan out of range.
    """
    pairs, plan = [(name, base) for name in series.daily if name != base], plan or Resampling()
    lived = _lived(series, plan)
    found = _told(lived, plan, [pairs])
    return {name: {**found[name, base], PRICE: _price(lived, plan, (name, base))} for name, _ in pairs}


def _differences(series: Series, plan: Resampling, families: Sequence[Sequence[Pair]]) -> dict[Pair, Differences]:
    """Differences of pairs, whose looks are counted family by family."""
    return _told(_lived(series, plan), plan, families)


def _lived(series: Series, plan: Resampling) -> _Lived:
    """Statistics of series as they were, and of all resamples."""
    daily, bills, years, per_year = series
    _check_series({**daily, "bills": bills}, plan)
    if years < LEAST_YEAR:
        raise TooFew(note("few_years", years=years))
    as_it_was = np.arange(len(bills))[np.newaxis]
    estimates = {name: statistics(series, bills, years, as_it_was, per_year)[:, 0] for name, series in daily.items()}
    return _Lived(estimates, _resampled(daily, bills, years, plan, per_year))


def _price(lived: _Lived, plan: Resampling, pair: Pair) -> Interval | None:
    """What a point of fall cost that one of a pair was spared, with its interval; None where both fell as deep."""
    growth, fall = (STATISTICS.index(name) for name in ("cagr", "max_drawdown"))
    apart, drawn = (told[pair[0]] - told[pair[1]] for told in lived)
    side = np.sign(apart[fall])
    estimate = fall_price(float(side * apart[growth]), float(side * apart[fall]))
    if estimate is None or not np.isfinite(drawn[[growth, fall]]).all():
        return None
    low, high = price_interval(side * drawn[growth], side * drawn[fall], plan.level)
    return Interval(low, high, estimate, plan.count, plan.seed, plan.block, plan.level, np.nan, 1)


def _told(lived: _Lived, plan: Resampling, families: Sequence[Sequence[Pair]]) -> dict[Pair, Differences]:
    estimates, drawn = lived
    found: dict[Pair, Differences] = {}
    for family in filter(None, families):
        apart, resampled = (np.stack([told[one] - told[two] for one, two in family]) for told in (estimates, drawn))
        columns = [_intervals(apart[:, row], resampled[:, row], plan) for row in range(len(STATISTICS))]
        found |= {
            pair: dict(zip(STATISTICS, row, strict=True))
            for pair, row in zip(family, zip(*columns, strict=True), strict=True)
        }
    asked = {pair: place for place, pair in enumerate(combinations(estimates, 2))}
    return {pair: found[pair] for pair in sorted(found, key=lambda pair: asked.get(pair, len(asked)))}


def _resampled(
    daily: Mapping[str, Floats], bills: Floats, years: float, plan: Resampling, per_year: float
) -> dict[str, Floats]:
    """Statistics of all resamples by run, shape (5, count) each; the same sessions for every run."""
    series = np.stack(list(daily.values()))
    parts = [statistics(series, bills, years, drawn, per_year) for drawn in _batches(len(bills), plan)]
    return dict(zip(daily, np.concatenate(parts, axis=2).swapaxes(0, 1), strict=True))


def _batches(sessions: int, plan: Resampling) -> Iterator[NDArray[np.int64]]:
    """All resamples, some hundred at a time: memory does not grow with their number."""
    random = np.random.default_rng(plan.seed)
    for done in range(0, plan.count, _ROWS):
        yield stationary_indices(sessions, plan.block, min(_ROWS, plan.count - done), random)


def _intervals(apart: Floats, drawn: Floats, plan: Resampling) -> list[Interval | None]:
    """Intervals of a statistic's differences, from those as they were (m,) and those of the
    resamples (m, count), and what m looks make of them.
    """
    known = np.isfinite(apart) & np.isfinite(drawn).all(axis=1)
    chances = np.full(len(apart), np.nan)
    chances[known] = adjusted(apart[known], drawn[known])
    tail, looks = (1.0 - plan.level) / 2.0, int(known.sum())
    found: list[Interval | None] = []
    for one, row, chance, defined in zip(apart.tolist(), drawn, chances.tolist(), known.tolist(), strict=True):
        low, high = np.quantile(row, [tail, 1.0 - tail]).tolist() if defined else (np.nan, np.nan)
        made = (plan.count, plan.seed, plan.block, plan.level)
        found.append(Interval(low, high, one, *made, chance, looks) if defined else None)
    return found


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
        raise TooFew(note("few_returns", count=sessions, block=plan.block, least=least))


def _check_same(tables: list[tuple[str, pa.Table]]) -> None:
    first, reference = tables[0]
    for name, table in tables[1:]:
        for column in ("date", "bill_return"):
            if not np.array_equal(to_array(table[column]), to_array(reference[column])):
                raise DataError(
                    f"bootstrap: {name} and {first} differ in their {column} column; give runs of the same market and "
                    "dates"
                )

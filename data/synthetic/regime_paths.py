"""A market with regimes, drawn by chance: its moves, session by session.

Each session belongs to a regime, which lasts by chance and leads to a neighbour. Within it log returns are independent
draws of Student's t. The rest follows from the session's *score*, the return in standard deviations of its regime:

* the VIX goes back to a level of the regime, and jumps by more where the index falls than it gives back where the
  index rises;
* a share of the return comes overnight, with noise, and high and low are the extremes of Brownian paths between open
  and close; the variances of noise and path grow with the square of the score;
* USD/JPY has tails and volatilities of its own, and in each regime a correlation with the index;
* bills and the yen rate are squares of persistent processes, above the least that was ever seen; the spread of
  one-month bills and the logarithm of the dividend yield are persistent too, the latter falling where the index rises.
  These move once in five sessions, and start at the last known.
"""

from math import ceil, log, nan, sqrt

import numpy as np

from data.base.arrays import Floats, Ints
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.generator import LOWEST_VIX
from data.synthetic.moves import BILL, DIVIDEND, GROWTH, HIGH, LOW, MOVES, OPENED, REAL, SHORTER, SPOT, VIX, YEN_RATE
from data.synthetic.processes import persistent, student
from data.synthetic.regime_parameters import REGIMES, RegimeParameters, known

WEEK = 5
"""Sessions after which slow series move."""
_CALM, _UNEASY, _CRISIS = range(len(REGIMES))


def regime_moves(parameters: RegimeParameters, sessions: int, generator: np.random.Generator) -> Floats:
    """Moves of so many sessions, shape (sessions, 11), in the columns of `data.synthetic.moves`; every open is a real
    one. Always `high >= max(1, opened / growth)` and `low <= min(1, opened / growth)`.
    """
    # column by column in memory, as paths are made of them
    moves: Floats = np.empty((len(MOVES), sessions)).T
    codes = regime_codes(parameters, sessions, generator)
    score = student(parameters.regimes("returns.freedom")[codes], sessions, generator)
    daily = (parameters.regimes("returns.volatility") / sqrt(SESSIONS_PER_YEAR))[codes]
    returns = (parameters.regimes("returns.mean") / SESSIONS_PER_YEAR)[codes] + daily * score
    _prices(parameters, (returns, daily, score), generator, moves)
    moves[:, REAL] = 1.0
    moves[:, BILL] = _squared(parameters, "bill", sessions, generator)
    moves[:, SHORTER] = _spread(parameters, moves[:, BILL], generator)
    moves[:, DIVIDEND] = _dividends(parameters, returns, generator)
    moves[:, VIX] = _vix(parameters, codes, score, generator)
    moves[:, SPOT] = _spot(parameters, codes, score, generator)
    moves[:, YEN_RATE] = _squared(parameters, "yen_rate", sessions, generator)
    return moves


def frequencies(parameters: RegimeParameters) -> Floats:
    """Share of sessions that each regime has in the long run, shape (3,)."""
    onward = parameters.values["returns.onward"]
    shares = np.array([1.0 - onward, 1.0, onward]) / (1.0 - parameters.regimes("returns.stay"))
    return np.asarray(shares / np.sum(shares))


def mean_return(parameters: RegimeParameters) -> float:
    """Log return of a session in the long run."""
    return float(np.sum(frequencies(parameters) * parameters.regimes("returns.mean"))) / SESSIONS_PER_YEAR


def regime_codes(parameters: RegimeParameters, sessions: int, generator: np.random.Generator) -> Ints:
    """The regime of each session, a place in `REGIMES`, shape (sessions,); the first drawn by how often each is."""
    stays, often = parameters.regimes("returns.stay"), frequencies(parameters)
    first = min(int(np.searchsorted(np.cumsum(often), generator.random())), _CRISIS)
    round_trip = float(1.0 / ((1.0 - stays[_UNEASY]) * often[_UNEASY]))
    visits = np.array([first] * (first != _UNEASY), dtype=np.int64)
    found = np.empty(0, dtype=np.int64)
    while len(found) < sessions:
        visits = np.concatenate([visits, _visits(parameters, ceil(1.2 * sessions / round_trip) + 10, generator)])
        lasts = generator.standard_exponential(len(visits)) / -np.log(stays[visits])
        found = np.concatenate([found, np.repeat(visits, lasts.astype(np.int64) + 1)])
        visits = visits[:0]
    return found[:sessions]


def _visits(parameters: RegimeParameters, pairs: int, generator: np.random.Generator) -> Ints:
    """Regimes in the order in which they come: every other one is the middle one, so that no loop goes through them."""
    there = np.where(generator.random(pairs) < parameters.values["returns.onward"], _CRISIS, _CALM)
    return np.column_stack([np.full(pairs, _UNEASY), there]).ravel()


def _prices(
    parameters: RegimeParameters, drawn: tuple[Floats, Floats, Floats], generator: np.random.Generator, moves: Floats
) -> None:
    """Fills in growth, open, high and low, of returns, deviations of the day and scores."""
    values, (returns, daily, score) = parameters.values, drawn
    variance, squares = daily * daily, score * score

    def spread(name: str) -> Floats:
        return np.asarray((values[f"session.{name}.quiet"] + values[f"session.{name}.move"] * squares) * variance)

    gap = values["session.overnight"] * returns + np.sqrt(spread("gap")) * generator.standard_normal(len(returns))
    within = returns - gap
    growth, opened = np.exp(returns), np.exp(gap)
    start = opened / growth
    for column, name, way, furthest in ((HIGH, "high", 0.5, np.maximum), (LOW, "low", -0.5, np.minimum)):
        reach = np.sqrt(within * within + 2.0 * spread(name) * generator.standard_exponential(len(returns)))
        moves[:, column] = furthest(np.exp(way * reach - 0.5 * within), furthest(start, 1.0))
    moves[:, GROWTH], moves[:, OPENED] = growth, opened


def _vix(parameters: RegimeParameters, codes: Ints, score: Floats, generator: np.random.Generator) -> Floats:
    values, level = parameters.values, np.log(parameters.regimes("vix.level"))
    noise = np.sqrt(values["vix.quiet"] + values["vix.move"] * score * score) * generator.standard_normal(len(codes))
    answer = np.where(score < 0.0, parameters.regimes("vix.fall")[codes], parameters.regimes("vix.rise")[codes]) * score
    shocks = values["vix.pull"] * level[codes] + answer + noise
    return np.maximum(np.exp(persistent(shocks, 1.0 - values["vix.pull"], float(level[codes[0]]))), LOWEST_VIX)


def _spot(parameters: RegimeParameters, codes: Ints, score: Floats, generator: np.random.Generator) -> Floats:
    values, together = parameters.values, parameters.regimes("dollar.correlation")
    own = student(values["dollar.freedom"], len(codes), generator)
    moved = together[codes] * score + np.sqrt(1.0 - together * together)[codes] * own
    daily = (parameters.regimes("dollar.volatility") / sqrt(SESSIONS_PER_YEAR))[codes]
    return np.asarray(np.exp(values["dollar.mean"] / SESSIONS_PER_YEAR + daily * moved))


def _squared(parameters: RegimeParameters, name: str, sessions: int, generator: np.random.Generator) -> Floats:
    """A rate: the square of a slow series, above its least."""
    least, level = parameters.values[f"{name}.least"], parameters.levels._asdict()[name]
    root = _slow(parameters, name, sqrt(max(level - least, 0.0)), _weekly(sessions, generator))
    return np.asarray(least + root * root)[:sessions]


def _spread(parameters: RegimeParameters, bill: Floats, generator: np.random.Generator) -> Floats:
    """The one-month yield less the bill's; no lower than the least bill."""
    values = parameters.values
    spread = _slow(parameters, "shorter", values["shorter.mean"], _weekly(len(bill), generator))[: len(bill)]
    return np.maximum(spread, values["bill.least"] - bill)


def _dividends(parameters: RegimeParameters, returns: Floats, generator: np.random.Generator) -> Floats:
    values, firsts = parameters.values, np.arange(0, len(returns), WEEK)
    surprise = np.add.reduceat(returns - mean_return(parameters), firsts)
    answer = -values["dividend.response"] / values["dividend.step"] * surprise
    start = log(parameters.levels.dividend) if parameters.levels.dividend > 0.0 else nan
    return np.exp(_slow(parameters, "dividend", start, _weekly(len(returns), generator) + answer))[: len(returns)]


def _weekly(sessions: int, generator: np.random.Generator) -> Floats:
    return generator.standard_normal(ceil(sessions / WEEK))


def _slow(parameters: RegimeParameters, name: str, start: float, chances: Floats) -> Floats:
    """A slow series by session, at least as many as asked for: what happens in a week is known from the next one on."""
    values = parameters.values
    mean, stays = values[f"{name}.mean"], 0.5 ** (WEEK / (SESSIONS_PER_YEAR * values[f"{name}.half_life"]))
    first = known(start, mean)
    moved = persistent(values[f"{name}.step"] * chances[:-1], stays, first - mean)
    return np.repeat(np.concatenate([[first], mean + moved]), WEEK)

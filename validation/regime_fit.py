"""Parameters of paths with regimes, fitted to the embedded market.

python -m validation.regime_fit        writes data/facts/regime_paths.csv
"""

import csv
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import statsmodels.api as sm
from arch.univariate import ConstantMean, ConstantVariance, StudentsT
from scipy.stats import kurtosis

from data.base.arrays import Floats
from data.base.days import date_of
from data.market.embedded import EMBEDDED, embedded_market
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.regime_parameters import ERROR, REGIMES
from data.synthetic.regime_paths import WEEK
from validation.regime_chain import fitted, returns, yearly

FACTS = Path(__file__).parents[1] / "data" / "facts" / "regime_paths.csv"
YEAR = int(SESSIONS_PER_YEAR)
FREEDOM = "degrees of freedom of Student's t"
DIGITS = 4


class Estimate(NamedTuple):
    """A parameter by name, its standard error (0: it was not estimated), its unit, and how it was found."""

    name: str
    value: float
    error: float
    unit: str
    how: str


@cache
def estimates() -> tuple[Estimate, ...]:
    """All parameters, in the order of the facts."""
    return (*_chain(), *_session(), *_vix(), *_dollar(), *_rates())


def column(name: str) -> Floats:
    """A column of the sessions fitted to; one more than there are returns."""
    market = embedded_market()
    return market.floats(name)[market.row_from(market.starts) :]


def scores() -> Floats:
    """Each return in standard deviations of its regime."""
    mean, volatility = (fitted().of(name)[0][fitted().codes] for name in ("mean", "volatility"))
    return np.asarray((returns() - mean) / volatility)


def _chain() -> Iterator[Estimate]:
    how, moved = "maximum likelihood", "maximum likelihood, then moved to the mean of the sample"
    for name, unit, told in (("mean", "annual decimal, logarithm", moved), ("volatility", "annual decimal", how)):
        found = (yearly(one, squared=name == "volatility") for one in fitted().of(name))
        yield from _by_regime(f"returns.{name}", found, unit, told)
    yield from _by_regime("returns.freedom", fitted().of("freedom"), FREEDOM, how)
    yield from _by_regime("returns.stay", fitted().of("stay"), "chance to stay until the next session", how)
    (value,), (error,) = fitted().of("onward")
    yield Estimate("returns.onward", value, error, "share of what leaves the middle regime for a crisis", how)


def _by_regime(name: str, found: Iterable[Floats], unit: str, how: str) -> Iterator[Estimate]:
    for regime, value, error in zip(REGIMES, *found, strict=True):
        yield Estimate(f"{name}.{regime}", float(value), float(error), unit, how)


def _regressed(answer: Floats, terms: Floats) -> tuple[Floats, Floats, Floats]:
    """Coefficients, their covariance (robust to unequal variances) and residuals of least squares."""
    found = sm.OLS(answer, terms).fit(cov_type="HC1")
    return np.asarray(found.params), np.asarray(found.cov_params()), np.asarray(found.resid)


def _variance(name: str, squares: Floats, score: Floats, how: str) -> Iterator[Estimate]:
    """A variance as a constant and a multiple of the squared score."""
    values, covariance, _ = _regressed(squares, np.column_stack([np.ones(len(score)), score * score]))
    for part, value, error in zip(("quiet", "move"), values, np.sqrt(np.diag(covariance)), strict=True):
        unit = "variance" if part == "quiet" else "variance per squared score"
        yield Estimate(f"{name}.{part}", float(value), float(error), unit, how)


def _session() -> Iterator[Estimate]:
    """Gap and reach, in variances of the regime, of sessions whose open is a real one."""
    real = column("open_is_real")[1:] > 0.5
    deviation = 0.01 * fitted().of("volatility")[0][fitted().codes]
    opened, high, low, close = (np.log(column(name)) for name in ("open", "high", "low", "close"))
    gap, whole = (opened[1:] - close[:-1]) / deviation, np.diff(close) / deviation
    within, up, down = whole - gap, (high - opened)[1:] / deviation, (opened - low)[1:] / deviation
    values, covariance, noise = _regressed(gap[real], np.column_stack([whole, np.ones(len(whole))])[real])
    how = "least squares, sessions with a real open"
    yield Estimate("session.overnight", float(values[0]), float(np.sqrt(covariance[0, 0])), "share of the return", how)
    yield from _variance("session.gap", noise * noise, scores()[real], how)
    for name, squares in (("high", 2.0 * up * (up - within)), ("low", 2.0 * down * (down + within))):
        yield from _variance(f"session.{name}", squares[real], scores()[real], how)


def _vix() -> Iterator[Estimate]:
    quoted, how = column("vix_modelled")[1:] < 0.5, "least squares, sessions with a published VIX"
    logs, score = np.log(column("vix")), scores()
    falls, rises = (np.where(score < 0.0, score, 0.0), np.where(score < 0.0, 0.0, score))
    each = np.eye(len(REGIMES))[fitted().codes]
    terms = np.column_stack([each, -logs[:-1], each * falls[:, None], each * rises[:, None]])[quoted]
    values, covariance, noise = _regressed(np.diff(logs)[quoted], terms)
    errors, pull = np.sqrt(np.diag(covariance)), float(values[3])
    yield Estimate("vix.pull", pull, float(errors[3]), "share of the distance a session, logarithm", how)
    for place, regime in enumerate(REGIMES):
        level = float(np.exp(values[place] / pull))
        slope = np.array([level / pull, -level * values[place] / pull**2])
        both = covariance[np.ix_([place, 3], [place, 3])]
        yield Estimate(f"vix.level.{regime}", level, float(np.sqrt(slope @ both @ slope)),
            "index points, where the index stands still", how)  # fmt: skip
    for first, name in ((4, "fall"), (7, "rise")):
        where = slice(first, first + len(REGIMES))
        yield from _by_regime(f"vix.{name}", (values[where], errors[where]), "logarithm per score", how)
    yield from _variance("vix", noise * noise, score[quoted], how)


def _dollar() -> Iterator[Estimate]:
    moves, codes, how = np.diff(np.log(column("usdjpy"))), fitted().codes, "moments"
    error = float(moves.std() / np.sqrt(len(moves)))
    yield Estimate("dollar.mean", YEAR * float(moves.mean()), YEAR * error, "annual decimal, logarithm", how)
    parts = [moves[codes == place] for place in range(len(REGIMES))]
    deviations = np.array([part.std() for part in parts])
    uncertain = deviations * np.sqrt([(kurtosis(part) + 2.0) / (4.0 * len(part)) for part in parts])
    scale = np.sqrt(YEAR)
    yield from _by_regime("dollar.volatility", (scale * deviations, scale * uncertain), "annual decimal", how)
    yield from _freedom((moves - moves.mean()) / deviations[codes])
    together = np.array([np.corrcoef(part, returns()[codes == place])[0, 1] for place, part in enumerate(parts)])
    errors = (1.0 - together**2) / np.sqrt([len(part) for part in parts])
    yield from _by_regime("dollar.correlation", (together, errors), "correlation with the index", how)


def _freedom(score: Floats) -> Iterator[Estimate]:
    model = ConstantMean(score, volatility=ConstantVariance(), distribution=StudentsT())
    found = model.fit(disp="off", cov_type="classic")
    yield Estimate(
        "dollar.freedom", float(found.params["nu"]), float(found.std_err["nu"]), FREEDOM, "maximum likelihood"
    )


def _rates() -> Iterator[Estimate]:
    bill, yen = column("bill_yield"), column("jpy_rate")
    for name, rate in (("bill", bill), ("yen_rate", yen)):
        least = float(rate.min())
        yield Estimate(f"{name}.least", least, 0.0, "annual decimal", "the least of the sample")
        yield from _slow(name, np.sqrt(rate - least), YEAR, "square root of an annual decimal")
    spread = (column("bill_yield_1m") - bill)[np.isfinite(column("bill_yield_1m"))]
    yield from _slow("shorter", spread, WEEK, "annual decimal")
    logs = np.log(column("dividend_yield"))
    response, own = _response(logs)
    yield Estimate("dividend.response", *response, "share of the index's return", "least squares over a year")
    mean, step, half_life = _slow("dividend", logs, YEAR, "logarithm of an annual decimal")
    yield from (mean, step._replace(value=own, error=own * step.error / step.value), half_life)


def _slow(name: str, values: Floats, over: int, unit: str) -> Iterator[Estimate]:
    """Mean and spread of a persistent process are those of the sample, and how far it moves over so many sessions."""
    deviation, years = float(values.std()), len(values) / YEAR
    stays = 1.0 - float(np.mean((values[over:] - values[:-over]) ** 2)) / (2.0 * deviation**2)
    half_life = np.log(0.5) / np.log(stays) * over / YEAR
    step = deviation * np.sqrt(1.0 - stays ** (2.0 * WEEK / over))
    several = years * YEAR / over
    unsure = np.sqrt((1.0 - stays**2) / several) / (stays * -np.log(stays))
    how = f"mean, variance, and moves over {over} sessions"
    yield Estimate(
        f"{name}.mean", float(values.mean()), deviation * np.sqrt(2.0 * half_life / np.log(2.0) / years), unit, how
    )
    yield Estimate(
        f"{name}.step", float(step), float(step / np.sqrt(2.0 * several)), f"{unit}, deviation of a week", how
    )
    yield Estimate(f"{name}.half_life", float(half_life), float(half_life * unsure), "years", how)


def _response(logs: Floats) -> tuple[tuple[float, float], float]:
    """By how much of the index's return of a year the dividend yield falls, with its error; deviation of a week of what
    the index does not tell.
    """
    moved = 0.01 * (np.cumsum(returns())[YEAR:] - np.cumsum(returns())[:-YEAR])
    answer = (logs[YEAR:] - logs[:-YEAR])[1:]
    (slope, _), _, noise = _regressed(answer, np.column_stack([moved, np.ones(len(moved))]))
    error = noise.std() / moved.std() / np.sqrt(len(returns()) / YEAR)
    return (float(-slope), float(error)), float(noise.std() * np.sqrt(WEEK / YEAR))


def rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Rows of the table of facts: each parameter, and its standard error below it."""
    market = embedded_market()
    first, last = (date_of(day).isoformat() for day in (market.starts, market.days[-1]))
    for one in estimates():
        name, source = f"{EMBEDDED}.{one.name}", f"{one.how}; S&P 500, {first} to {last}"
        yield name, first, f"{one.value:.{DIGITS}g}", one.unit, "own", source
        if one.error:
            yield name + ERROR, first, f"{one.error:.{DIGITS - 1}g}", one.unit, "own", f"standard error; {source}"


def main() -> None:
    """Write the facts."""
    with FACTS.open("w", encoding="utf-8", newline="") as lines:
        write = csv.writer(lines, lineterminator="\n")
        write.writerow(("name", "valid_from", "value", "unit", "confidence", "source"))
        write.writerows(rows())


if __name__ == "__main__":
    main()

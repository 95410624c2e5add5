"""Parameters of paths with regimes: dated facts that were fitted to an index, with their standard errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp, isnan, log, tanh
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.errors import MissingFact
from data.facts import facts
from data.market.market import Market

REGIMES = ("calm", "uneasy", "crisis")
"""By place, from the least volatile; one leads only to its neighbours."""
TABLE, ERROR = "regime_paths", ".error"


class Levels(NamedTuple):
    """Where slow series begin, annual decimals; NaN: at their long-run level."""

    bill: float
    dividend: float
    yen_rate: float


@dataclass(frozen=True, slots=True)
class RegimeParameters:
    """Values and standard errors by name, as `data/facts/regime_paths.csv` has them. What has no error is no
    estimate: the least of a rate.
    """

    values: Mapping[str, float]
    errors: Mapping[str, float]
    levels: Levels

    def regimes(self, name: str) -> Floats:
        """One value for each of `REGIMES`, shape (3,)."""
        return np.array([self.values[f"{name}.{regime}"] for regime in REGIMES])


def last_levels(market: Market) -> Levels:
    """The levels of a market's last session."""
    return Levels(*(float(market.floats(name)[-1]) for name in ("bill_yield", "dividend_yield", "jpy_rate")))


def regime_parameters(market: Market) -> RegimeParameters:
    """The parameters fitted to a market's index, starting at the levels the market ends at.

    Raises `MissingFact` for an index that nothing was fitted to: parameters of one say nothing of another.
    """
    table = facts(TABLE)
    rows = {row.name.removeprefix(f"{market.index}."): row for row in table.under(market.index)}
    told = {name: row.value for name, row in rows.items() if row.value is not None}
    if not told:
        fitted = ", ".join(sorted({name.partition(".")[0] for name in table.names}))
        hint = f"it has {fitted}; paths of another index are made of blocks alone"
        raise MissingFact(table.file(market.index), market.index, None, hint)
    errors = {name.removesuffix(ERROR): value for name, value in told.items() if name.endswith(ERROR)}
    values = {name: value for name, value in told.items() if not name.endswith(ERROR)}
    return RegimeParameters(values, errors, last_levels(market))


def drawn(parameters: RegimeParameters, generator: np.random.Generator) -> RegimeParameters:
    """Parameters of another history: each drawn by itself from its standard error, on a scale on which it stays
    possible (chances within 0 and 1, volatilities above 0, correlations within -1 and 1, tails with a variance).
    """
    chances = generator.standard_normal(len(parameters.errors)).tolist()
    moved = {
        name: _SCALES.get(_quantity(name), _as_it_is)(parameters.values[name], error, chance)
        for (name, error), chance in zip(parameters.errors.items(), chances, strict=True)
    }
    return replace(parameters, values={**parameters.values, **moved})


def known(level: float, otherwise: float) -> float:
    """A level, or another where it is NaN."""
    return otherwise if isnan(level) else level


def _quantity(name: str) -> str:
    return next(part for part in reversed(name.split(".")) if part not in REGIMES)


def _as_it_is(value: float, error: float, chance: float) -> float:
    return value + error * chance


def _above(least: float) -> Callable[[float, float, float], float]:
    """Logarithm of how far above `least`."""
    return lambda value, error, chance: least + (value - least) * exp(error / (value - least) * chance)


def _share(value: float, error: float, chance: float) -> float:
    """Logit, and no nearer to 0 and 1 than one in ten million."""
    logit = log(value / (1.0 - value)) + error / (value * (1.0 - value)) * chance
    return min(max(1.0 / (1.0 + exp(-logit)), 1e-7), 1.0 - 1e-7)


def _correlation(value: float, error: float, chance: float) -> float:
    """Fisher's scale."""
    return tanh(0.5 * log((1.0 + value) / (1.0 - value)) + error / (1.0 - value * value) * chance)


_SCALES = {
    **dict.fromkeys(("volatility", "step", "half_life", "pull", "level", "quiet", "move"), _above(0.0)),
    **dict.fromkeys(("stay", "onward", "overnight"), _share),
    "freedom": _above(2.0),
    "correlation": _correlation,
}

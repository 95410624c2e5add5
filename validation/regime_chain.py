"""Regimes of daily returns by maximum likelihood: a Markov chain that leads to neighbours alone, Student's t within."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import loggamma
from statsmodels.tsa.regime_switching.markov_switching import MarkovSwitching, MarkovSwitchingParams

from data.base.arrays import Floats, Ints
from data.market.embedded import embedded_market
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.regime_parameters import REGIMES

SWITCHING = {"stay": True, "onward": False, "mean": True, "volatility": True, "freedom": True}
"""Parameters of the chain, in their order, and whether each regime has its own. Mean and volatility of a session are in
percent.
"""
START = (0.98, 0.98, 0.97, 0.2, 0.08, 0.02, -0.1, 0.6, 1.1, 2.7, 7.0, 15.0, 5.0)
"""Where the search begins."""
Numbers = NDArray[Any]
"""Real or complex: the library takes derivatives by a complex step."""


class Fit(NamedTuple):
    """Parameters and their covariance in the order of `SWITCHING`, log-likelihood, and the likeliest regime of each
    return in hindsight.
    """

    parameters: Floats
    covariance: Floats
    likelihood: float
    codes: Ints

    def of(self, name: str) -> tuple[Floats, Floats]:
        """Values and standard errors of a parameter, by regime where each has its own."""
        return self.parameters[places()[name]], np.sqrt(np.diag(self.covariance))[places()[name]]


class RegimeChain(MarkovSwitching):  # type: ignore[misc]
    """The library's filter, smoother, search and errors, for a chain and a distribution that it does not have."""

    def __init__(self, returns: Floats) -> None:
        super().__init__(returns, len(REGIMES))
        self.parameters = MarkovSwitchingParams(len(REGIMES))
        for name, switches in SWITCHING.items():
            self.parameters[name] = [switches]

    @property
    def param_names(self) -> list[str]:
        return [f"{name}{place}" for name, where in places().items() for place in range(where.start, where.stop)]

    def regime_transition_matrix(self, params: Numbers, exog_tvtp: None = None) -> Numbers:  # noqa: ARG002
        """Chance of a regime (row) after another (column)."""
        stay, (onward,) = params[places()["stay"]], params[places()["onward"]]
        chances = np.diag(stay)
        chances[1, 0], chances[1, 2] = 1.0 - stay[0], 1.0 - stay[2]
        chances[0, 1], chances[2, 1] = (1.0 - stay[1]) * (1.0 - onward), (1.0 - stay[1]) * onward
        return np.asarray(chances[:, :, None])

    def transform_params(self, unconstrained: Numbers) -> Numbers:
        found, at = unconstrained.copy(), places()
        shares = slice(at["stay"].start, at["onward"].stop)
        found[shares] = 1.0 / (1.0 + np.exp(-found[shares]))
        found[at["volatility"]] = np.exp(found[at["volatility"]])
        found[at["freedom"]] = 2.0 + np.exp(found[at["freedom"]])
        return np.asarray(found)

    def untransform_params(self, constrained: Numbers) -> Numbers:
        found, at = constrained.copy(), places()
        shares = slice(at["stay"].start, at["onward"].stop)
        found[shares] = np.log(found[shares] / (1.0 - found[shares]))
        found[at["volatility"]] = np.log(found[at["volatility"]])
        found[at["freedom"]] = np.log(found[at["freedom"]] - 2.0)
        return np.asarray(found)

    def _conditional_loglikelihoods(self, params: Numbers) -> Numbers:
        mean, volatility, freedom = (params[places()[name]].reshape(-1, 1, 1) for name in list(SWITCHING)[2:])
        score = (self.endog - mean) / volatility
        half = 0.5 * (freedom + 1.0)
        height = loggamma(half) - loggamma(0.5 * freedom) - 0.5 * np.log(np.pi * (freedom - 2.0)) - np.log(volatility)
        return np.repeat(height - half * np.log1p(score * score / (freedom - 2.0)), len(REGIMES), axis=1)


@cache
def places() -> dict[str, slice]:
    """Where the parameters stand, by name."""
    sizes = [len(REGIMES) if switches else 1 for switches in SWITCHING.values()]
    ends = np.cumsum(sizes).tolist()
    return {name: slice(end - size, end) for name, size, end in zip(SWITCHING, sizes, ends, strict=True)}


@cache
def returns() -> Floats:
    """Daily log returns of the embedded market from its first session on, percent."""
    market = embedded_market()
    return 100.0 * np.diff(np.log(market.floats("close")[market.row_from(market.starts) :]))


@cache
def fitted() -> Fit:
    """The likeliest parameters; the means then moved, each by what it is uncertain, until the mean of the long run is
    that of the sample.
    """
    model = RegimeChain(returns())
    found = model.fit(start_params=np.array(START), em_iter=0, maxiter=300, disp=False, cov_type="approx")
    if not found.mle_retvals["converged"]:
        raise RuntimeError("the search for parameters did not end")
    covariance = np.asarray(found.cov_params())
    codes = np.argmax(found.smoothed_marginal_probabilities, axis=1)
    often = model.initial_probabilities(found.params)
    parameters = _to_the_mean(np.asarray(found.params), covariance, often)
    return Fit(parameters, covariance, float(found.llf), codes)


def _to_the_mean(parameters: Floats, covariance: Floats, often: Floats) -> Floats:
    moved, means = parameters.copy(), places()["mean"]
    uncertain = covariance[means, means] @ often
    gap = returns().mean() - often @ parameters[means]
    moved[means] += uncertain * gap / (often @ uncertain)
    return moved


def yearly(values: Floats, *, squared: bool) -> Floats:
    """Percent a session as an annual decimal; of a volatility (`squared`), or of a mean."""
    return 0.01 * values * (np.sqrt(SESSIONS_PER_YEAR) if squared else SESSIONS_PER_YEAR)

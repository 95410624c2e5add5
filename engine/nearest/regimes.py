"""How likely the days of a path are, by the model with regimes of which histories are drawn (`docs/paths.md`)."""

from math import gamma, log, pi, sqrt
from typing import NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.signals.volatility import SESSIONS_PER_YEAR
from data.synthetic.processes import student
from data.synthetic.regime_parameters import RegimeParameters
from data.synthetic.regime_paths import frequencies, mean_return, regime_codes


class Days(NamedTuple):
    """Log returns of the index and of the account's currency in the investor's, each of shape (paths, sessions); the
    latter None where the currency does not count.
    """

    returns: Floats
    currency: Floats | None = None


class RegimeModel:
    """Densities and draws of days. A path begins in a regime by how often each is: on a random day."""

    def __init__(self, parameters: RegimeParameters) -> None:
        values, per = parameters.values, SESSIONS_PER_YEAR
        self._parameters = parameters
        self._mean = parameters.regimes("returns.mean") / per
        self._deviation = parameters.regimes("returns.volatility") / sqrt(per)
        self._freedom = parameters.regimes("returns.freedom")
        self._together = parameters.regimes("dollar.correlation")
        self._dollar = parameters.regimes("dollar.volatility") / sqrt(per)
        self._dollar_mean, self._dollar_freedom = values["dollar.mean"] / per, values["dollar.freedom"]
        self._of_index = _Student(self._freedom)
        self._of_dollar = _Student(np.full_like(self._freedom, self._dollar_freedom))
        self._first = frequencies(parameters)
        self._next = _chain(parameters.regimes("returns.stay"), values["returns.onward"])

    @property
    def usual(self) -> tuple[float, float]:
        """(log return of the index, of the currency) of the likeliest session."""
        calm = int(np.argmin(self._deviation))
        return float(self._mean[calm]), self._dollar_mean

    @property
    def deviations(self) -> tuple[float, float]:
        """Standard deviations of a session in the long run: of the index's log return, and of the currency's."""
        spread = self._deviation**2 + (self._mean - mean_return(self._parameters)) ** 2
        return sqrt(float(self._first @ spread)), sqrt(float(self._first @ self._dollar**2))

    def log_density(self, days: Days) -> Floats:
        """Of each path, shape (paths,), over all ways through the regimes."""
        told = self._each(days)
        chance = self._first + np.zeros((len(days.returns), len(self._first)))
        found = np.zeros(len(chance))
        for row in range(told.shape[1]):
            joint = chance * told[:, row]
            sums = joint.sum(axis=1)
            found += np.log(sums)
            chance = (joint / sums[:, None]) @ self._next
        return found

    def likely_regimes(self, days: Days) -> Floats:
        """How likely each session of one path is to belong to each regime, shape (sessions, regimes)."""
        told = self._each(days)[0]
        ahead, back = np.empty_like(told), np.ones_like(told)
        chance = self._first
        for row, density in enumerate(told):
            ahead[row] = chance * density / (chance @ density)
            chance = ahead[row] @ self._next
        for row in range(len(told) - 2, -1, -1):
            back[row] = self._next @ (told[row + 1] * back[row + 1])
            back[row] /= back[row].sum()
        both = ahead * back
        return np.asarray(both / both.sum(axis=1, keepdims=True))

    def log_density_around(self, days: Days, centre: Days, regimes: Floats) -> Floats:
        """The same of days that were drawn `around` a path, shape (paths,)."""
        each = self._each(self._moved(days, centre, 1.0))
        return np.asarray(np.log((each * regimes).sum(axis=2)).sum(axis=1))

    def drawn(self, paths: int, sessions: int, generator: np.random.Generator, *, currency: bool) -> Days:
        """Paths of the model."""
        codes = np.array([regime_codes(self._parameters, sessions, generator) for _ in range(paths)])
        return self._scored(codes.reshape(paths, sessions), generator, currency=currency)

    def around(self, paths: int, centre: Days, regimes: Floats, generator: np.random.Generator) -> Days:
        """Paths that differ from one as usual days of the regimes of its sessions differ from the usual one."""
        chances = generator.random((paths, len(regimes), 1))
        codes = np.minimum((np.cumsum(regimes, axis=1) < chances).sum(axis=2), len(self._first) - 1)
        days = self._scored(codes, generator, currency=centre.currency is not None)
        return self._moved(days, centre, -1.0)

    def _moved(self, days: Days, centre: Days, way: float) -> Days:
        """Days as they would be if the path were the usual one (`way` 1), or the other way round (-1)."""
        usual = self.usual
        returns = days.returns - way * (centre.returns - usual[0])
        if days.currency is None or centre.currency is None:
            return Days(returns)
        return Days(returns, days.currency - way * (centre.currency - usual[1]))

    def _scored(self, codes: Floats, generator: np.random.Generator, *, currency: bool) -> Days:
        shape = codes.shape
        score = student(self._freedom[codes.ravel()], codes.size, generator).reshape(shape)
        returns = self._mean[codes] + self._deviation[codes] * score
        if not currency:
            return Days(returns)
        together = self._together[codes]
        own = student(self._dollar_freedom, codes.size, generator).reshape(shape)
        moved = together * score + np.sqrt(1.0 - together * together) * own
        return Days(returns, self._dollar_mean + self._dollar[codes] * moved)

    def _each(self, days: Days) -> Floats:
        """Densities of each session in each regime, shape (paths, sessions, regimes)."""
        score = (days.returns[:, :, None] - self._mean) / self._deviation
        found = self._of_index(score) / self._deviation
        if days.currency is None:
            return found
        rest = np.sqrt(1.0 - self._together**2)
        own = ((days.currency[:, :, None] - self._dollar_mean) / self._dollar - self._together * score) / rest
        return np.asarray(found * self._of_dollar(own) / (self._dollar * rest))


def _chain(stay: Floats, onward: float) -> Floats:
    """Chances from regime to regime; one leads only to its neighbours."""
    leaves = 1.0 - stay
    return np.array([
        [stay[0], leaves[0], 0.0],
        [leaves[1] * (1.0 - onward), stay[1], leaves[1] * onward],
        [0.0, leaves[2], stay[2]],
    ])  # fmt: skip


class _Student:
    """Densities of Student's t with mean 0 and variance 1, one for each of so many degrees of freedom."""

    def __init__(self, freedom: Floats) -> None:
        self._spread, self._power = freedom - 2.0, -(freedom + 1.0) / 2.0
        scales = [
            gamma((one + 1.0) / 2.0) / (gamma(one / 2.0) * sqrt(pi * (one - 2.0))) for one in freedom.tolist()
        ]  # fmt: skip
        self._scale = np.array(scales)

    def __call__(self, score: Floats) -> Floats:
        """Of scores whose last axis has one for each."""
        return np.asarray(self._scale * (1.0 + score * score / self._spread) ** self._power)


def log_chance(share: float, times: int) -> float:
    """Logarithm of a chance that comes so many times; 0 for none, minus infinity for what cannot be."""
    return 0.0 if times == 0 else times * log(share) if share > 0.0 else -float("inf")

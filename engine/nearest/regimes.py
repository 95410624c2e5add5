"""How likely the days of a path are, by the model with regimes of which histories are drawn (`docs/paths.md`)."""

from math import gamma, log, pi, sqrt
from typing import NamedTuple

import numpy as np

from data.base.arrays import Flags, Floats, Ints
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
        self._next = _steps(parameters.regimes("returns.stay"), values["returns.onward"])

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

    def great(self, days: Days) -> Flags:
        """Which sessions of one path moved by more than is usual in the wildest regime, shape (sessions,)."""
        index, currency = self.usual
        moved = np.abs(days.returns[0] - index) > self._deviation.max()
        if days.currency is not None:
            moved |= np.abs(days.currency[0] - currency) > self._dollar.max()
        return np.asarray(moved)

    def log_density(self, days: Days) -> Floats:
        """Of each path, shape (paths,), over all ways through the regimes."""
        each = self._each(days)
        return _over_all_ways(each, self._chain(each.shape[1]))

    def likely_ways(self, days: Days) -> Floats:
        """How likely one path is to come from each regime into each, session by session, shape (sessions, regimes,
        regimes); into the first it comes from all alike. Only its great moves tell of regimes: what is likely beside
        them is any session of theirs, not the quiet ones of the likeliest path.
        """
        each = np.where(self.great(days)[:, None], self._each(days)[0], 1.0)
        found, back = self._chain(len(each)), np.ones(each.shape[1])
        for row in range(len(each) - 1, -1, -1):
            joint = found[row] * (each[row] * back)
            back = joint.sum(axis=1)
            found[row] = joint / back[:, None]
            back = back / back.sum()
        return found

    def log_density_around(self, days: Days, centre: Days, ways: Floats) -> Floats:
        """The same of days that were drawn `around` a path, shape (paths,)."""
        return _over_all_ways(self._each(self._moved(days, centre, 1.0)), ways)

    def drawn(self, paths: int, sessions: int, generator: np.random.Generator, *, currency: bool) -> Days:
        """Paths of the model."""
        codes = np.array([regime_codes(self._parameters, sessions, generator) for _ in range(paths)])
        return self._scored(codes.reshape(paths, sessions), generator, currency=currency)

    def around(self, paths: int, centre: Days, ways: Floats, generator: np.random.Generator) -> Days:
        """Paths that differ from one as usual days of its regimes differ from the usual one, with `likely_ways` through
        the regimes.
        """
        chances, codes = generator.random((paths, len(ways))), np.zeros((paths, len(ways)), dtype=np.int64)
        before = codes[:, 0]
        for row, steps in enumerate(np.cumsum(ways, axis=2)):
            before = (steps[before, :-1] < chances[:, row, None]).sum(axis=1)
            codes[:, row] = before
        days = self._scored(codes, generator, currency=centre.currency is not None)
        return self._moved(days, centre, -1.0)

    def _chain(self, sessions: int) -> Floats:
        """Chances from regime to regime into each session, shape (sessions, regimes, regimes)."""
        found = np.repeat(self._next[None], sessions, axis=0)
        found[0] = self._first
        return found

    def _moved(self, days: Days, centre: Days, way: float) -> Days:
        """Days as they would be if the path were the usual one (`way` 1), or the other way round (-1)."""
        usual = self.usual
        returns = days.returns - way * (centre.returns - usual[0])
        if days.currency is None or centre.currency is None:
            return Days(returns)
        return Days(returns, days.currency - way * (centre.currency - usual[1]))

    def _scored(self, codes: Ints, generator: np.random.Generator, *, currency: bool) -> Days:
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


def _over_all_ways(each: Floats, ways: Floats) -> Floats:
    """Logarithms of densities of paths, of those of each session in each regime, shape (paths, sessions, regimes), and
    of the chances from regime to regime into each session.
    """
    found, chance = np.zeros(len(each)), np.full((len(each), each.shape[2]), 1.0 / each.shape[2])
    for row, steps in enumerate(ways):
        joint = (chance @ steps) * each[:, row]
        sums = joint.sum(axis=1)
        found += np.log(sums)
        chance = joint / sums[:, None]
    return found


def _steps(stay: Floats, onward: float) -> Floats:
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

"""Margin set once a week (SPAN's price scan range of the Osaka Exchange and JSCC), and anew after a large move."""

from bisect import bisect_left
from collections.abc import Sequence
from math import ceil, sqrt

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day
from data.margin.methods import IMPLIED_VOLATILITY, Since, WeeklyRules

_WEEK, _THURSDAY = 7, 3
"""Days, and the place in its week (Monday first) of the day from which days are counted."""


class WeeklyMargin:
    """Amounts in index points, from closes and implied volatility (points, 20 is 20 % a year) by session; `seed` is
    the annual volatility (a decimal) before the data.
    """

    def __init__(
        self, days: Sequence[Day], closes: Sequence[float], implied: Sequence[float], since: Since, seed: float
    ) -> None:
        self._days, self._since, self._seed = days, since, seed
        self._closes = _array(closes)
        self._implied = _array(implied)
        self._moves = np.abs(np.diff(self._closes, prepend=self._closes[:1]))

    def in_force(self) -> list[float]:
        """The amount at each session, shape (sessions,): made of closes of weeks before, or, after a move of more than
        a share of it, of those up to the evening before.
        """
        path: list[float] = []
        weeks = [(day + _THURSDAY) // _WEEK for day in self._days]
        revised = base = -1
        amount = self.made_on(0)
        for row, day in enumerate(self._days):
            method = self._since.methods[self._since.place(day)]
            weekly = bisect_left(weeks, weeks[row] - method.weeks_ahead + 1) - 1
            if max(weekly, revised) > base:
                base = max(weekly, revised)
                amount = self.made_on(base)
            path.append(amount)
            if self._moves[row] > method.revision * amount > 0.0:
                revised = row
        return path

    def made_on(self, row: int) -> float:
        """The amount made of what is known at the close of a session."""
        place = self._since.place(self._days[row])
        rules = self._since.weekly[place]
        by_volatility = self._since.methods[place].kind == IMPLIED_VOLATILITY
        points = self._by_volatility(rules, row) if by_volatility else self._by_moves(rules, row)
        return ceil(points / rules.step) * rules.step

    def _by_moves(self, rules: WeeklyRules, row: int) -> float:
        """The largest move of some weeks, or the second largest of more weeks where that is larger."""
        near, far = (self._moves[self._from(row, weeks) : row + 1] for weeks in (rules.near_weeks, rules.far_weeks))
        second = float(np.partition(far, -2)[-2]) if len(far) > 1 else 0.0
        known = self._days[row] - self._days[0] >= _WEEK * rules.near_weeks
        before = 0.0 if known else rules.quantile * self._daily(rules, 100.0 * self._seed, row)
        return max(float(near.max()), second, before)

    def _from(self, row: int, weeks: int) -> int:
        return bisect_left(self._days, self._days[row] - _WEEK * weeks + 1)

    def _by_volatility(self, rules: WeeklyRules, row: int) -> float:
        """Implied volatility of the day or its mean of some days, the lower of the two, and never below its means over
        longer windows.
        """
        level = float(self._implied[row])
        if rules.mean_sessions:
            level = min(level, self._mean(row, rules.mean_sessions))
        floors = (self._mean(row, one) for one in (rules.floor_sessions, rules.far_floor_sessions) if one)
        return rules.quantile * self._daily(rules, max(level, *floors, 0.0), row)

    def _mean(self, row: int, sessions: int) -> float:
        return float(self._implied[max(row + 1 - sessions, 0) : row + 1].mean())

    def _daily(self, rules: WeeklyRules, volatility: float, row: int) -> float:
        """A daily move in index points, from an annual volatility in points."""
        return float(self._closes[row]) * volatility / 100.0 / sqrt(rules.sessions_a_year)


def _array(values: Sequence[float]) -> Floats:
    return np.asarray(values, dtype=np.float64)

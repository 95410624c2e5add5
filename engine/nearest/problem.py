"""What is searched: paths of an account's market, how likely each is, and what it does to the account."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from math import exp, expm1, log, sqrt
from operator import add
from typing import NamedTuple

import numpy as np

from data.base.sums import total
from data.margin.margins import model_error
from engine.day.trading_day import TradingDay
from engine.nearest.margin_answer import MarginAnswer
from engine.nearest.regimes import Days, RegimeModel, log_chance
from engine.stress.account_state import AccountState, Outcome, StressTerms
from engine.stress.shocks import Shock
from engine.stress.walk import walk


class Path(NamedTuple):
    """Sessions of a market, and what goes with them: log returns of the index, how many standard errors of the margin
    model the exchange asks more than it says (from the first session on), sessions that redemptions are late, and log
    returns of the account's currency in the investor's (empty where it does not count).
    """

    returns: tuple[float, ...]
    raised: float = 0.0
    late: int = 0
    currency: tuple[float, ...] = ()

    @property
    def days(self) -> Days:
        """What the model knows of it."""
        return Days(np.array([self.returns]), np.array([self.currency]) if self.currency else None)


class Chances(NamedTuple):
    """Beside the market: the chance that money is a session later than the profile says, and again as much that it is
    one more; at most so many sessions; and a standard error of the margin model, a logarithm.
    """

    late: float
    latest: int
    margin_error: float

    @classmethod
    def usual(cls, late: float, latest: int) -> "Chances":
        """With the error of the margin model that is known."""
        return cls(late, latest if late > 0.0 else 0, model_error())


@dataclass(frozen=True)
class Problem:
    """An account in the evening, its broker's terms, and the market's model for so many `sessions`. `evening` is what
    is done each evening, None where nobody does anything.
    """

    state: AccountState
    terms: StressTerms
    model: RegimeModel
    margin: MarginAnswer
    sessions: int
    chances: Chances
    evening: Callable[[], Callable[[TradingDay], None]] | None = None

    @property
    def with_currency(self) -> bool:
        """Whether the currency decides anything: what is sold forward is settled every day, and a core in another
        currency is collateral at the rate of the day.
        """
        return bool(self.state.hedge or self.terms.core)

    @cached_property
    def usual(self) -> Path:
        """The likeliest path."""
        index, currency = self.model.usual
        return Path((index,) * self.sessions, currency=(currency,) * self.sessions if self.with_currency else ())

    def shocks(self, path: Path) -> list[Shock]:
        """A path as the stress walk takes it."""
        levels = [exp(value) for value in accumulate(path.returns, add)]
        raised = exp(self.chances.margin_error * path.raised)
        currency = path.currency or (0.0,) * len(levels)
        moves = zip(path.returns, currency, self.margin.multiples(levels), strict=True)
        return [Shock(expm1(index), expm1(spot), margin * raised) for index, spot, margin in moves]

    def outcome(self, path: Path) -> Outcome:
        """What becomes of the account."""
        return walk(self.state, self.terms, self.shocks(path), path.late, self.evening() if self.evening else None)

    def sold(self, path: Path) -> bool:
        """Whether the broker closes positions."""
        return self.outcome(path).fatal

    def log_likelihood(self, path: Path) -> float:
        """Of a path, up to a constant."""
        return float(self.model.log_density(path.days)[0]) + self.besides(path)

    def besides(self, path: Path) -> float:
        """Of what goes with its days."""
        return log_chance(self.chances.late, path.late) - 0.5 * path.raised**2

    def unlikely(self, path: Path) -> float:
        """Logarithm of how many times less likely a path is than the likeliest one, never below 0."""
        return max(self._likeliest - self.log_likelihood(path), 0.0)

    @cached_property
    def _likeliest(self) -> float:
        return self.log_likelihood(self.usual)

    def deviations(self, path: Path) -> float:
        """How far a path is from the usual one, in standard deviations of everything that moves."""
        usual, (index, currency) = self.usual, self.model.deviations
        moved = [(one - other) / index for one, other in zip(path.returns, usual.returns, strict=True)]
        moved += [(one - other) / currency for one, other in zip(path.currency, usual.currency, strict=True)]
        return sqrt(total(value * value for value in [*moved, path.raised]))

    def with_account(self, state: AccountState, terms: StressTerms | None = None) -> "Problem":
        """The same market for another account."""
        return replace(self, state=state, terms=terms or self.terms)


def times_less_likely(more: float) -> float:
    """How many times less likely something is, of the difference of logarithms."""
    return exp(min(more, log(1e300)))

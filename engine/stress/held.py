"""What an account under stress holds, as contracts of a trading day: prices are multiples of those before the shock."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from math import ceil, nan
from operator import mul, sub
from typing import Any, NamedTuple

from data.base.days import Day
from data.contracts.contracts import FULL_SIZE, FutureContract, OptionContract, OptionSpec, future_spec
from data.contracts.perpetuals import NEVER
from data.curves.option_curve import OptionMark
from engine.day.instruments import Instrument
from engine.stress.account_state import OptionHeld
from engine.stress.shocks import SESSION_DAYS, Shock

SESSION = 1_000_000
"""Sessions of a shock are so many moments apart, where days are asked for: options that expire within one session keep
their order.
"""


class Course(NamedTuple):
    """The shocks of a path session by session, the first of which is the evening before, with the multiple of the index
    and the spot rate (JPY per USD) that they lead to.
    """

    shocks: Sequence[Shock]
    levels: Sequence[float]
    spots: Sequence[float]

    @classmethod
    def of(cls, path: Sequence[Shock], calm: int, rate: float) -> "Course":
        """From an evening on which the spot rate was `rate`, over a path and so many calm sessions after it."""
        levels = list(accumulate((1.0 + one.index_return for one in path), mul, initial=1.0))
        spots = list(accumulate((1.0 + one.currency_return for one in path), mul, initial=rate))
        after = Shock(margin=path[-1].margin if path else 1.0)
        return cls([Shock(), *path, *[after] * calm], levels + levels[-1:] * calm, spots + spots[-1:] * calm)


class StressedOption(OptionContract):
    """An option series of which nothing matters but its terms."""

    @property
    def code(self) -> str:
        """Its number."""
        return self.spec.root

    @property
    def settles_at_open(self) -> bool:
        """Never: it pays at the close."""
        return False


class OptionUnderStress(Instrument):
    """An option series whose volatility moves with the index; `years` it has left, by session, until it has none."""

    is_margined, is_option = False, True

    def __init__(self, contract: StressedOption, clock: Any, price: Any) -> None:
        super().__init__(contract, clock, price, price)

    def mark(self, *, at_open: bool = False) -> OptionMark:  # noqa: ARG002  (there is but the close)
        """Its value; nobody asks what it would do after a further move."""
        return OptionMark(self.close[0], 0.0, nan, nan, quoted=False)

    def settled(self, index: float, row: int) -> float:  # noqa: ARG002  (that of a share needs it)
        """The payoff in points, never negative."""
        value: float = self.contract.payoff(index * self.contract.spec.index_share)
        return value


def future_held(unit: float, course: Course, clock: Any) -> Instrument:
    """A future worth `unit` account currency before the shock, full-sized as margin counts."""
    spec = replace(future_spec(FULL_SIZE), multiplier=unit, margin_share=1.0)

    def level(_: Any, row: int) -> float:
        return course.levels[row]

    return Instrument(FutureContract(spec, NEVER), clock, level, level)


def option_held(held: OptionHeld, number: int, course: Course, clock: Any, elasticity: float) -> OptionUnderStress:
    """One of the options held, by its number."""
    years = list(accumulate((shock.days / 365.0 for shock in course.shocks[1:]), sub, initial=held.years))
    spec = OptionSpec(f"{number}", held.multiplier, held.forward, False, 0.0, 0.0, 0.0, 0.0, "", "", "", 0)
    contract = StressedOption(spec, _expiry(years, course), held.strike, held.right)
    return OptionUnderStress(contract, clock, lambda _, row: held.mark(course.levels[row], years[row], elasticity))


def _expiry(years: Sequence[float], course: Course) -> Day:
    """Of an option with so many years left after each session, in the moments of `SESSION`."""
    last = next((row for row, left in enumerate(years) if row and left <= 0.0), len(years)) - 1
    following = course.shocks[last + 1].days if last + 1 < len(years) else SESSION_DAYS
    return SESSION * last + max(ceil(SESSION * (years[last] / (following / 365.0))), 1)

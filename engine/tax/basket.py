"""Tax of one basket, year by year: a result in, tax due and carried losses out. Pure functions of numbers.

A gain is reduced by losses carried forward, the oldest first; the rest is taxed. A loss is set against taxed
gains of the years it may be carried back to, the earliest first, which is refunded; the rest is carried forward
until it is too old.
"""

from typing import NamedTuple

from data.base.sums import total


class BasketRules(NamedTuple):
    """For how many years a loss may be set against later gains, and against earlier ones."""

    carry_years: int
    carryback_years: int = 0


class Loss(NamedTuple):
    """What is left of a year's loss, positive."""

    year: int
    amount: float


class Gain(NamedTuple):
    """What is left of a year's taxed gain, and the rate it was taxed at: a later loss may be carried back to it."""

    year: int
    amount: float
    rate: float


class BasketState(NamedTuple):
    """What a basket brings into a year, the oldest first."""

    losses: tuple[Loss, ...] = ()
    gains: tuple[Gain, ...] = ()

    @property
    def carried(self) -> float:
        """Losses carried forward, together: a positive amount in the currency of the tax."""
        return total(loss.amount for loss in self.losses)


class Assessment(NamedTuple):
    """A year: its result (negative: a loss), what of carried losses was set against it, what is taxed, and the tax
    (below 0: a refund), in the currency of the tax.
    """

    result: float
    offset: float
    taxable: float
    tax: float


def assess(
    rules: BasketRules, state: BasketState, year: int, result: float, rate: float
) -> tuple[BasketState, Assessment]:
    """The basket after a year with a result (negative: a loss), and the year's assessment; losses that the next year
    may not use are gone. `rate` is a decimal.

    >>> state, year = assess(BasketRules(carry_years=3), BasketState(), 2023, -100.0, rate=0.2)
    >>> assess(BasketRules(carry_years=3), state, 2024, 150.0, rate=0.2)[1].tax
    10.0
    """
    if result >= 0.0:
        losses, offset = _offset(state.losses, result)
        taxable = result - offset
        gains = (*state.gains, Gain(year, taxable, rate)) if rules.carryback_years and taxable else state.gains
        tax = rate * taxable
    else:
        gains, left, refund = _carried_back(state.gains, -result)
        losses = (*state.losses, Loss(year, left)) if left else state.losses
        offset, taxable, tax = 0.0, 0.0, -refund
    kept = BasketState(
        tuple(loss for loss in losses if loss.year > year - rules.carry_years),
        tuple(gain for gain in gains if gain.year > year - rules.carryback_years),
    )
    return kept, Assessment(result, offset, taxable, tax)


def _offset(losses: tuple[Loss, ...], gain: float) -> tuple[tuple[Loss, ...], float]:
    """(losses that are left, what of them was set against a gain), the oldest first."""
    left, offset = [], 0.0
    for loss in losses:
        used = min(loss.amount, gain - offset)
        offset += used
        if loss.amount > used:
            left.append(loss._replace(amount=loss.amount - used))
    return tuple(left), offset


def _carried_back(gains: tuple[Gain, ...], loss: float) -> tuple[tuple[Gain, ...], float, float]:
    """(taxed gains that are left, loss that is left, refund), the earliest first."""
    left, refund = [], 0.0
    for gain in gains:
        used = min(gain.amount, loss)
        loss, refund = loss - used, refund + gain.rate * used
        if gain.amount > used:
            left.append(gain._replace(amount=gain.amount - used))
    return tuple(left), loss, refund

"""Why an option is worth another price than before: revalued in full, one cause after the other, so that the parts sum
to the change.

The order is fixed: the index alone; then the time that passed, at the volatility of before; then volatility; then the
forward's carry and the discount, with the rates of today. What two causes did together counts for the later one.
"""

from typing import NamedTuple

from data.pricing.black76 import black76_marked, black76_worth
from data.pricing.option_price import OptionState


class OptionMoves(NamedTuple):
    """Parts of the change of one option's model price, points of the underlying, for who holds it.

    `delta` is the move of the index by the delta of before, `gamma` what revaluation adds to that (never negative up to
    rounding), `theta` is what time took (never positive), `vega` what implied volatility did, `rate` carry and rates.
    """

    delta: float
    gamma: float
    theta: float
    vega: float
    rate: float


def option_moves(
    before: OptionState,
    after: OptionState,
    index: float,
    strike: float,
    call: bool,  # noqa: FBT001  (as its neighbours)
) -> OptionMoves:
    """The parts of a change of price from one state to another; `index` is the index after over the index before
    (1.01: it rose 1 %), the strike in points.

    >>> still = OptionState(100.0, 0.1, 0.2, 1.0)
    >>> parts = option_moves(still, still._replace(forward=101.0), 1.01, 100.0, True)
    >>> [round(part, 3) for part in parts]
    [0.513, 0.031, 0.0, 0.0, 0.0]
    """
    forward, years, volatility, discount = before
    start, slope, _ = black76_marked(forward, strike, years, volatility, call, discount)
    moved = forward * index
    of_index = black76_worth(moved, strike, years, volatility, call, discount)
    of_time = black76_worth(moved, strike, after.years, volatility, call, discount)
    of_volatility = black76_worth(moved, strike, after.years, after.volatility, call, discount)
    end = black76_worth(after.forward, strike, after.years, after.volatility, call, after.discount)
    delta = slope * (moved - forward)
    return OptionMoves(
        delta, of_index - start - delta, of_time - of_index, of_volatility - of_time, end - of_volatility
    )

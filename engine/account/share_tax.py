"""Tax on gains of shares, withheld at each sale and given back within the year, as a Japanese account with
withholding does it.

Over a calendar year the tax withheld is rate x max(0, gains of the year so far): a loss gives back what earlier gains
of the same year cost, and never more. Nothing is carried into the next year. The gain of a sale is its proceeds less
the mean cost of what was sold. Source of the method: National Tax Agency of Japan, No. 1476 (specified accounts),
https://www.nta.go.jp/taxes/shiraberu/taxanswer/shotoku/1476.htm
"""

from typing import NamedTuple


class TaxState(NamedTuple):
    """Calendar year, its realised gains so far (account currency), and the tax withheld for them."""

    year: int = 0
    gains: float = 0.0
    withheld: float = 0.0


def after_gain(rate: float, state: TaxState, year: int, gain: float) -> tuple[TaxState, float]:
    """State after a realised gain (negative: a loss), and the tax to withhold for it (negative: given back); `rate` a
    decimal, money in account currency.

    >>> state, due = after_gain(0.2, TaxState(2024, 1_000.0, 200.0), 2024, -400.0)
    >>> due
    -80.0
    """
    if year != state.year:
        state = TaxState(year)
    gains = state.gains + gain
    due = rate * max(gains, 0.0)
    return TaxState(year, gains, due), due - state.withheld

"""What a currency hedge is and costs."""

from typing import NamedTuple


class HedgeTerms(NamedTuple):
    """Share of equity sold forward; cross-currency basis (annual decimal); half-spreads of new notional and of rolling (JPY per USD);
    margin (share of notional).
    """

    ratio: float
    basis: float
    half_spread: float
    roll_half_spread: float
    margin: float

"""Free margin, the cash ratio of an account in foreign exchange: what the position may be, so that losses and a
sudden move are survived.

Three conditions hold for what is ordered each evening; where one is broken, positions shrink:

1. a trade loses at most `allowed_loss` of equity between its entry and its stop, or what its stage allows
   (`strategies.fx.rules.attack`);
2. at most `most_trades` are open at once;
3. equity less the requirement is at least `multiple` times the requirement.

Costs and what lies beyond a stop are left out of the first. Without memory.
"""

from math import floor
from typing import NamedTuple

from strategies.fx.rules.trades import FxTrade, side_of
from strategies.sizing.size import ROUNDING, allowed_loss, size_for


class FreeMargin(NamedTuple):
    """Loss of one trade as a share of equity, trades at once, free margin as a multiple of the requirement."""

    allowed_loss: float = 0.005
    most_trades: int = 3
    multiple: float = 2.0


def largest_trade(allowed: float, equity: float, distance: float, multiplier: float) -> int:
    """Most contracts, unsigned, that lose no more than the `allowed` share of equity (yen) over the distance (yen per
    dollar, > 0) to their stop; `multiplier` is dollars of a contract.

    >>> largest_trade(0.005, 1_000_000.0, distance=2.0, multiplier=1_000.0)
    2
    """
    return max(int(size_for(allowed_loss(equity, allowed), distance, multiplier)), 0)


def within_loss(trade: FxTrade, equity: float, multiplier: float) -> FxTrade:
    """A trade, made smaller where its stop would cost more than it may lose of today's equity, yen."""
    most = largest_trade(trade.allowed, equity, trade.distance, multiplier)
    return trade._replace(contracts=side_of([trade]) * min(abs(trade.contracts), most))


def largest_position(rule: FreeMargin, equity: float, requirement: float) -> int:
    """Most contracts, unsigned, that leave the free margin at an equity in yen, and a requirement for one
    contract (yen, > 0).
    """
    return max(floor(equity / ((1.0 + rule.multiple) * requirement) * (1.0 + ROUNDING)), 0)


def largest_leverage(rule: FreeMargin, share: float) -> float:
    """Value of the position over equity at which the free margin is just there, at a requirement that is
    a share of the value.

    >>> round(largest_leverage(FreeMargin(multiple=2.0), share=0.04), 2)
    8.33
    """
    return 1.0 / ((1.0 + rule.multiple) * share)

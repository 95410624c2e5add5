"""Overlay from the loss that is allowed: how large it may be so that a fall of its market takes no more of the account.

Shares of equity, of notional and of prices are decimals, losses and falls positive.
"""

from typing import NamedTuple

from data.base.sums import total


class Puts(NamedTuple):
    """Puts beside a notional of 1 in futures: the part of it they insure, their strike and what they cost, both as
    shares of the index.
    """

    cover: float = 0.0
    strike: float = 0.0
    premium: float = 0.0


NO_PUTS = Puts()


def loss_of_one(fall: float, puts: Puts = NO_PUTS) -> float:
    """What a notional of 1 loses by the expiry of its puts when the index falls by `fall`; the premium is lost besides.

    >>> round(loss_of_one(0.35, Puts(1.0, 0.95, 0.01)), 6)
    0.06
    """
    return fall - puts.cover * max(puts.strike - (1.0 - fall), 0.0) + puts.cover * puts.premium


def worst_up_to(fall: float, puts: Puts = NO_PUTS) -> float:
    """The most a notional of 1 loses by any fall up to `fall`: beside more puts than futures a smaller fall, that to
    their strike, costs more.

    >>> round(worst_up_to(0.35, Puts(1.5, 0.95, 0.01)), 6)
    0.065
    """
    return max(loss_of_one(fall, puts), loss_of_one(min(fall, max(1.0 - puts.strike, 0.0)), puts))


def loss_in_steps(fall: float, months: int, puts: Puts = NO_PUTS) -> float:
    """What a notional of 1 loses when the same fall comes in equal parts, one in each of so many months, with new puts
    at the beginning of each: those whose strike no month reaches pay nothing.
    """
    part = budget_for(fall, months)
    return loss_of_one(part, puts) * total((1.0 - part) ** month for month in range(months))


def share_for_overlay(allowed: float, currency_fall: float = 0.0, hedged: float = 0.0, steps: int = 1) -> float:
    """What the overlay may lose, a share of equity in the account's currency, where the investor's equity may lose
    `allowed` and the account's currency falls by `currency_fall` at the same time; not above 0 where the currency takes
    it all.

    `hedged` is the share of equity sold forward, marked in cash after each of so many equal `steps` of the currency.

    >>> round(share_for_overlay(0.05), 6), round(share_for_overlay(0.15, 0.10), 6)
    (0.05, 0.055556)
    """
    gained = hedged * steps * ((1.0 - currency_fall) ** (-1.0 / steps) - 1.0)
    share: float = 1.0 + gained - (1.0 - allowed) / (1.0 - currency_fall)
    return share


def ratio_for(share: float, lost: float) -> float:
    """Overlay notional over equity at which a loss of `lost` for a notional of 1 (> 0) takes `share` of equity; never
    negative.

    >>> round(ratio_for(0.05, 0.35), 4)
    0.1429
    """
    return max(share, 0.0) / lost


def budget_for(share: float, months: int) -> float:
    """Premium a month, a share of what is there then, that loses `share` (below 1) when so many months in a row lose
    it all; never negative.

    >>> round(budget_for(0.05, 12), 5)
    0.00427
    """
    budget: float = 1.0 - (1.0 - max(share, 0.0)) ** (1.0 / months)
    return budget


def capital_for(count: int, unit: float, ratio: float) -> float:
    """Capital from which so many contracts, each of a value of `unit`, are within a share `ratio` (> 0) of it, in the
    currency of `unit`.
    """
    return count * unit / ratio

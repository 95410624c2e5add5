"""How many option contracts an order trades: pure functions of numbers.

Contracts are signed, negative to sell; money is account currency; a budget below 0 is none.
"""

LEAST_COST = 0.01
"""What a contract counts as at least where its purchase is asked for, account currency: where trades are free an option
may be worth nothing, and no budget would limit how many are bought.
"""


def over_budget(budget: float, equity: float, cost: float) -> bool:
    """Whether a single contract costs more than the budget, a share of equity."""
    return budget >= 0.0 and budget * equity < cost


def bought(asked: int, budget: float, equity: float, cost: float) -> int:
    """Contracts of a purchase within its budget, premium and costs together."""
    return min(asked, int(budget * equity / cost)) if budget >= 0.0 else asked


def within_room(asked: int, held: int, most: int) -> int:
    """Contracts of a purchase that leave no more than `most`."""
    return min(asked, max(most - held, 0))


def left_by_sale(held: int, asked: int) -> int:
    """Contracts left by a sale that does not write: no more is sold than is held."""
    return max(held + asked, min(held, 0))


def covered(spare: float, cost: float) -> int:
    """Contracts that collateral above initial margin pays for."""
    return int(spare / cost)


def sold_half_spread(half_spread: float, mid: float, size: int) -> float:
    """Half-spread of a trade, points: a sale never pays to be rid of something."""
    return half_spread if size > 0 else min(half_spread, mid)


def purchase_cost(mid: float, half_spread: float, multiplier: float, commission: float) -> float:
    """What it costs to buy one contract, account currency: the offer (points) and the commission, and never less than
    `LEAST_COST`.
    """
    return max((mid + half_spread) * multiplier + commission, LEAST_COST)


def friction(half_spread: float, multiplier: float, commission: float) -> float:
    """What a trade of one contract costs beyond its mid price, account currency; the half-spread in points."""
    return half_spread * multiplier + commission

"""How much of an order fills, and whether it may: pure functions of numbers.

Contracts are signed, negative to sell; money is account currency.
"""

from engine.account.margin import affordable
from strategies.rules.leverage_cap import largest_position

UNLIMITED = -1.0
"""A limit on total exposure, or a budget, that is none."""
ROUNDING = 1e-9
"""Full-size contracts are tenths and their sums: noise of floats must not refuse the second leg of a roll."""


def only_reduces(held: int, size: int) -> bool:
    """Whether a trade only makes a position smaller: it does not turn it round."""
    return not _are_opposite(held, held + size) and abs(held + size) <= abs(held)


def within_limit(limit: float, held: int, asked: int, unit: float, room: tuple[float, float]) -> int:
    """Signed size of an order for a future of notional `unit` that leaves total exposure within its limit; to reduce it
    may trade further. `room` is (equity, costs paid; notional of all futures).
    """
    final = held + asked
    if limit < 0.0 or final == 0:
        return asked
    equity, notional = room
    most = largest_position(limit, equity, notional - abs(held) * unit, unit)
    size = max(-most, min(final, most)) - held
    return size if min(size, asked) > 0 or max(size, asked) < 0 else 0


def added(held: int, size: int) -> int:
    """Contracts by which a trade makes a position larger, negative: smaller."""
    return abs(held + size) - abs(held)


def fills_unasked(held: int, size: int, contracts: float, before: float) -> bool:
    """Whether a trade fills whatever the collateral: it only reduces, or takes up what was given up earlier in the
    session (the second leg of a roll). `contracts` are full-size ones after it, `before` those before the session.
    """
    return only_reduces(held, size) or (not _are_opposite(held, held + size) and contracts <= before + ROUNDING)


def waits_for_spare(collateral: float, on_arrival: float, asked: float) -> bool:
    """Whether what is asked with spare cash is short now, and will not be once money on its way has come."""
    return not affordable(collateral, asked) and affordable(on_arrival, asked)


def traded_price(mid: float, half_spread: float, size: int) -> float:
    """What is paid or had for one contract, points: the mid price and half the spread beyond it."""
    return mid + half_spread if size > 0 else mid - half_spread


def _are_opposite(one: int, other: int) -> bool:
    """Whether one is bought and the other sold. They are not multiplied: compiled, a product of billions of contracts
    wraps round.
    """
    return one < 0 < other or other < 0 < one

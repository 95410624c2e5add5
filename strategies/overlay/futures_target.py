"""How many futures an overlay aims at on an evening."""

from typing import NamedTuple

from strategies.base.contracts_for import contracts_for, exact_contracts
from strategies.rules.leverage_cap import largest_position
from strategies.rules.rebalancing import outside_band


class FuturesPlan(NamedTuple):
    """The limit on total exposure, the months from one fixed date to the next (0: every session is one), and the share
    of the target by which a position may be off on a fixed date.
    """

    limit: float
    months: int
    band: float


def futures_target(  # noqa: PLR0917  (keyword-only is not to be compiled)
    plan: FuturesPlan,
    held: int,
    equity: float,
    unit: float,
    ratios: tuple[float, float],
    forced: bool,  # noqa: FBT001
    due: bool,  # noqa: FBT001
) -> int:
    """Contracts to hold, never negative: those `held` (signed) between fixed dates and within the band; where a trade
    is `forced` (a rule switched, the cap is broken, an order is unfinished, nothing is held yet) neither counts.

    `ratios` are the overlay aimed at and that before any rule, shares of equity; `unit` is the notional of one
    contract, in the currency of `equity`. Not above a target that a rule has reduced, nor above the limit.

    >>> plan = FuturesPlan(1.3, 1, 0.03)
    >>> futures_target(plan, 8, 1_000_000.0, 23_000.0, (0.2, 0.2), forced=False, due=True)
    9
    >>> futures_target(plan, 8, 1_000_000.0, 23_000.0, (0.2, 0.2), forced=False, due=False)
    8
    >>> futures_target(plan, 8, 1_000_000.0, 23_000.0, (0.1, 0.2), forced=True, due=False)
    4
    """
    target, base = ratios
    if not forced and not (due and outside_band(plan.band, exact_contracts(target, equity, unit), held)):
        return held
    wanted = contracts_for(target, equity, unit, reduced=target < base)
    return min(wanted, largest_position(plan.limit, equity, 0.0, unit))

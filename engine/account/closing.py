"""What a liquidation closes: pure functions of numbers."""

from math import ceil
from typing import NamedTuple

_COUNTLESS = 1e15
"""Contracts beyond which it makes no difference how many."""


def closes_everything(
    policy: float,
    ruined: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
    equity: float,
) -> bool:
    """Whether a liquidation closes all, and not only what mends the breach."""
    return policy == 0.0 or ruined or equity <= 0.0


def contracts_to_close(held: int, missing: float, relief: float, policy: float) -> int:
    """Contracts of a position of `held` (both unsigned) to close so that `missing` is mended, by policy.

    `relief` is what closing one contract frees: its margin less its costs. Policy 0 closes everything, k closes k times
    the minimum; rounded up, never more than there are.

    >>> contracts_to_close(10, missing=5_000.0, relief=1_200.0, policy=1.0)
    5
    """
    if policy == 0.0 or relief <= 0.0:
        return held
    # a quotient that noise of floats carries over a whole number would close one contract more
    least = ceil(min(missing / relief, _COUNTLESS) - 1e-9)
    return min(held, ceil(policy * least))


class ClosingNeeds(NamedTuple):
    """What a liquidation has to mend: whether everything is closed, what is missing, and what closing one contract
    frees; account currency.
    """

    everything: bool
    missing: float
    relief: float


def closing_count(held: int, needs: ClosingNeeds, policy: float, least: int) -> int:
    """Contracts of a position of `held` (unsigned) that a liquidation closes, at least `least`: all where everything
    is closed, else what the policy says.
    """
    if needs.everything:
        return held
    return max(contracts_to_close(held, needs.missing, needs.relief, policy), least)

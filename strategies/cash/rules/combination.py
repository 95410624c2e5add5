"""From the ratios of the input rules to one cash ratio, in this order:

1. the highest ratio of trend (with re-entry), volatility, valuation and series of one's own; without any of them the
   constant ratio;
2. plus the additions of events, financial conditions and series of one's own;
3. less the tactical cash that is in use;
4. held between floor and cap;
5. on a day for which an override is written down, that ratio instead, also beyond floor and cap.

When and how fast the portfolio follows is `pacing`. The rule has no memory.
"""

from typing import NamedTuple


class CashLimits(NamedTuple):
    """Lowest and highest cash ratio the rules may ask for, shares of the portfolio."""

    floor: float = 0.20
    cap: float = 0.60


class Demand(NamedTuple):
    """What the rules ask for on a day, shares of the portfolio: the constant ratio, ratios by the names of the rules in
    use, additions, tactical cash in use (positive), the override of the day (None for none), and what adds most.
    """

    constant: float
    ratios: tuple[tuple[str, float], ...] = ()
    added: float = 0.0
    used: float = 0.0
    override: float | None = None
    adds: str = "events"


class WantedRatio(NamedTuple):
    """The ratio wanted, and what decided it: a rule's name, `floor`, `cap`, `override`, or nothing
    (the constant ratio).
    """

    ratio: float
    binding: str


def combine(limits: CashLimits, demand: Demand) -> WantedRatio:
    """The ratio wanted, a share of the portfolio, and what decided it.

    >>> combine(CashLimits(), Demand(0.2, (("trend", 0.5), ("valuation", 0.4)), added=0.05))
    WantedRatio(ratio=0.55, binding='events')
    """
    if demand.override is not None:
        return WantedRatio(demand.override, "override")
    base, binding = demand.constant, ""
    for name, value in demand.ratios:
        if not binding or value > base:
            base, binding = value, name
    wanted = base + demand.added - demand.used
    # noise of floats in the sum is no reason to name a limit as what decided
    if wanted < limits.floor - 1e-12:
        return WantedRatio(limits.floor, "floor")
    if wanted > limits.cap + 1e-12:
        return WantedRatio(limits.cap, "cap")
    if demand.used > abs(demand.added):
        return WantedRatio(wanted, "tactical")
    return WantedRatio(wanted, demand.adds if demand.added else binding)

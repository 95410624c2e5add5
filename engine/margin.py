"""Requirement, collateral, and the state of the margin test: pure functions of numbers.

    ok     --(collateral <  maintenance)--> called: the call is recorded
    called --(next session)----------------> liquidation of everything at the next price --> ok

The deadline, its meeting with fresh cash, and the loss-cut level are states that belong between `called` and the
liquidation; this is where they will go.
"""

from typing import Literal

MarginState = Literal["ok", "called"]


def collateral_value(cash: float, fund: float, fund_haircut: float) -> float:
    """What the broker counts: cash (also negative) and the fund less its haircut. Money on its way counts for nothing."""
    return cash + (1.0 - fund_haircut) * fund


def margin_test(collateral: float, maintenance: float) -> tuple[MarginState, float]:
    """State after the day's test and the amount called (what is missing to maintenance, 0 when ok).

    Without positions nothing can be called: a debt is a debt.
    """
    if maintenance == 0.0 or collateral >= maintenance:
        return "ok", 0.0
    return "called", maintenance - collateral


def affordable(collateral_after: float, initial_after: float) -> bool:
    """Whether an order that adds exposure may fill. Orders that only reduce are never asked."""
    return collateral_after >= initial_after

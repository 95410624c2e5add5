"""What a trade costs: commission and half the bid-ask spread."""

from typing import NamedTuple


class CostModel(NamedTuple):
    """Commission in currency per contract and side; half-spreads in index points.

    The stress half-spread applies while the VIX stands above `stress_vix`, the liquidation half-spread to every forced
    liquidation. The roll half-spread is one leg's part of the calendar spread.
    """

    commission: float
    half_spread: float
    stress_half_spread: float
    stress_vix: float
    roll_half_spread: float
    liquidation_half_spread: float

    def half_spread_points(self, reason: str, vix: float) -> float:
        """Half-spread paid on a fill, index points."""
        stressed = vix > self.stress_vix
        if reason == "liquidation":
            return max(self.liquidation_half_spread, self.stress_half_spread if stressed else 0.0)
        if stressed:
            return self.stress_half_spread
        return self.roll_half_spread if reason == "roll" else self.half_spread


def cost_category(reason: str) -> str:
    """Ledger category of the half-spread paid on a fill."""
    return {"roll": "roll_cost", "option_roll": "roll_cost", "liquidation": "liquidation_cost"}.get(reason, "spread")

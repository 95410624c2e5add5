"""What a trade costs: commission and half the bid-ask spread."""

from typing import NamedTuple

from strategies.events.purposes import Purpose


class CostModel(NamedTuple):
    """Commission in currency per contract and side; half-spreads in index points; all positive.

    The stress half-spread applies while the VIX stands above `stress_vix`, the liquidation half-spread to every forced
    liquidation. The roll half-spread is one leg's part of the calendar spread.
    """

    commission: float
    half_spread: float
    stress_half_spread: float
    stress_vix: float
    roll_half_spread: float
    liquidation_half_spread: float

    def scaled(self, size: float) -> "CostModel":
        """What the same trade costs where points are of another size (see `data.market.market.Market.scale`)."""
        return self if size == 1.0 else CostModel(*(one * size for one in self))._replace(stress_vix=self.stress_vix)

    def half_spread_points(self, purpose: Purpose, vix: float) -> float:
        """Half-spread paid on a fill, index points, positive; `vix` in points, `purpose` is ROLL only for what
        `engine.account.rolls` has found to be rolled.
        """
        stressed = vix > self.stress_vix
        if purpose == Purpose.LIQUIDATION:
            return max(self.liquidation_half_spread, self.stress_half_spread if stressed else 0.0)
        if stressed:
            return self.stress_half_spread
        return self.roll_half_spread if purpose == Purpose.ROLL else self.half_spread


def cost_category(purpose: Purpose) -> str:
    """Ledger category of the half-spread paid on a fill."""
    if purpose == Purpose.LIQUIDATION:
        return "liquidation_cost"
    return "roll_cost" if purpose in {Purpose.ROLL, Purpose.OPTION_ROLL} else "spread"

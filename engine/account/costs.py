"""What a trade costs: commission and half the bid-ask spread."""

from typing import NamedTuple

from strategies.events.purposes import Purpose


class CostModel(NamedTuple):
    """Commission in currency per contract and side; half-spreads in index points; all positive.

    The stress half-spread applies while the VIX stands above `stress_vix`, the liquidation half-spread to every forced
    liquidation. The roll half-spread is one leg's part of the calendar spread. Of a trade of `tier` contracts or more
    (0: there is no such size) the commission is `in_tier`; `commission_share` of the value dealt comes on top.
    """

    commission: float
    half_spread: float
    stress_half_spread: float
    stress_vix: float
    roll_half_spread: float
    liquidation_half_spread: float
    tier: float = 0.0
    in_tier: float = 0.0
    commission_share: float = 0.0

    def scaled(self, size: float) -> "CostModel":
        """What the same trade costs where points are of another size (see `data.market.market.Market.scale`), or that
        many times as much.
        """
        return self if size == 1.0 else scaled_costs(self, size)

    def half_spread_points(self, purpose: Purpose, vix: float) -> float:
        """Half-spread paid on a fill, index points, positive; see `half_spread_points`."""
        return half_spread_points(self, purpose, vix)


def half_spread_points(costs: CostModel, purpose: int, vix: float) -> float:
    """Half-spread paid on a fill, index points, positive; `vix` in points, `purpose` is ROLL only for what
    `engine.account.rolls` has found to be rolled.
    """
    stressed = vix > costs.stress_vix
    if purpose == Purpose.LIQUIDATION:
        return max(costs.liquidation_half_spread, costs.stress_half_spread if stressed else 0.0)
    if stressed:
        return costs.stress_half_spread
    return costs.roll_half_spread if purpose == Purpose.ROLL else costs.half_spread


def dearest_half_spread(costs: CostModel, vix: float) -> float:
    """The larger of what a roll and what an outright trade pay, index points, positive; `vix` in points."""
    return max(half_spread_points(costs, Purpose.ROLL, vix), half_spread_points(costs, Purpose.TRADE, vix))


def commission_of(costs: CostModel, count: int, value: float) -> float:
    """Commission of a trade of so many contracts (unsigned), account currency; `value` is that of one contract.

    >>> commission_of(CostModel(100.0, 0.0, 0.0, 0.0, 0.0, 0.0, tier=10.0, in_tier=50.0), 10, 120_000.0)
    500.0
    """
    each = costs.in_tier if 0.0 < costs.tier <= count else costs.commission
    return (each + costs.commission_share * value) * count


def worst_cost(costs: CostModel, multiplier: float, count: int, unpaid: float, value: float = 0.0) -> float:
    """What a trade of so many contracts may cost, account currency, with half-spreads of earlier trades that are still
    `unpaid` (index points times contracts); `value` is that of one contract, where commissions are a share of it.
    """
    spread = max(costs.stress_half_spread, costs.half_spread, costs.roll_half_spread)
    each = costs.commission + costs.commission_share * value
    return count * each + (count * spread + unpaid) * multiplier


def closing_cost(costs: CostModel, multiplier: float, vix: float, value: float = 0.0) -> float:
    """What it costs to close one contract by force, account currency; `vix` in points, `value` that of the contract,
    where commissions are a share of it.
    """
    spread = half_spread_points(costs, Purpose.LIQUIDATION, vix) * multiplier
    return costs.commission + costs.commission_share * value + spread


def paid_half_spreads(
    costs: CostModel,
    vix: float,
    forced: bool,  # noqa: FBT001  (keyword-only is not to be compiled)
) -> tuple[float, float]:
    """Half-spreads, index points, of what of a trade is rolled, and of the rest, which the broker may force."""
    rest = Purpose.LIQUIDATION if forced else Purpose.TRADE
    return half_spread_points(costs, Purpose.ROLL, vix), half_spread_points(costs, rest, vix)


def mean_half_spread(paid: tuple[float, float], rolled: int, count: int) -> float:
    """Half-spread of a contract of `count` (unsigned) of which some are rolled, index points."""
    return paid[0] * (rolled / count) + paid[1] * ((count - rolled) / count)


def scaled_costs(costs: CostModel, size: float) -> CostModel:
    """What the same trade costs where points are of another size (see `data.market.market.Market.scale`)."""
    return CostModel(
        costs.commission * size,
        costs.half_spread * size,
        costs.stress_half_spread * size,
        costs.stress_vix,
        costs.roll_half_spread * size,
        costs.liquidation_half_spread * size,
        costs.tier,
        costs.in_tier * size,
        costs.commission_share,
    )


def cost_category(purpose: Purpose) -> str:
    """Ledger category of the half-spread paid on a fill."""
    if purpose == Purpose.LIQUIDATION:
        return "liquidation_cost"
    return "roll_cost" if purpose in {Purpose.ROLL, Purpose.OPTION_ROLL} else "spread"

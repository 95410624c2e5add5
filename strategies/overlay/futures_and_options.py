"""Pattern AB: pattern A, and beside its futures options bought each month on a premium budget, only in a trend."""

from typing import Any

from strategies.events.rulings import RuleState
from strategies.overlay.futures_overlay import FuturesOverlay
from strategies.overlay.option_buying import OptionBuying


class FuturesAndOptions(FuturesOverlay, OptionBuying):
    """Two overlays in one account, under one margin and one limit on total exposure: the futures of pattern A, and
    options of `option_root` for at most `budget` of equity a month, as pattern B buys them.

    The rules rule over both: what they leave of the futures they leave of the budget, and a stop closes both. Futures
    come first; options take what they leave of the limit. The trend decides on the options alone.
    """

    params: tuple[tuple[str, Any], ...] = (("option_root", "XSP"), ("budget", 0.005))

    def __init__(self) -> None:
        super().__init__()
        self.buy_from(self.p.option_root)

    def decide(self) -> None:
        """What pattern A does, then the options, for what the rules have left of their budget."""
        target, behind = self.rebalance(), self.behind
        contract = self.future_tonight(self._root)
        futures = float(target * self.price_seen(contract) * contract.multiplier)
        budget = self.budget_left(self.ruled) if self.ruled else float(self.p.budget)
        self.trade_options(budget, switched=self.switched or behind, futures=futures)

    def stands(self, order: Any) -> bool:
        """Orders for options wait: they were decided for this month. Those for futures are decided anew."""
        return bool(order.data.is_option)

    def budget_left(self, ruled: RuleState) -> float:
        """The premium budget, a share of equity: as much less as the rules leave of the futures, limits included."""
        left = min((ruling.multiplier for ruling in ruled.rulings), default=1.0)
        if ruled.base_ratio > 0.0:
            left = min(left, ruled.target_ratio / ruled.base_ratio)
        return float(self.p.budget * left)

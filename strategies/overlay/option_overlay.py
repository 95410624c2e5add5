"""Pattern B: the fund, and index options bought each month on a premium budget, only in a trend."""

from typing import Any

from data.signals.volatility import Measure
from strategies.overlay.option_buying import OptionBuying
from strategies.rules.leverage_cap import LeverageCap, cap_rule
from strategies.rules.rule import OverlayObservation
from strategies.rules.rule_book import RuleBook

INFINITE = float("inf")


class OptionOverlay(OptionBuying):
    """Options of `root` for at most `budget` of equity a month, premium and costs together.

    Bought on fixed dates, in an up-trend (calls) or a down-trend (puts); held to expiry, or sold on the next date where
    `sessions_before` is above 0. Volatility halving halves the budget; a stop sells what is held; so
    much is sold on any evening that delta would stand within the limit on total exposure after a move of the index.
    """

    params: tuple[tuple[str, Any], ...] = (
        ("root", "XSP"),
        ("budget", 0.005),
        ("rules", (cap_rule(LeverageCap(1.3)),)),
        ("volatility", Measure()),
    )

    def __init__(self) -> None:
        super().__init__()
        self._rule_book = RuleBook(self.p.budget, self.p.rules)
        self.buy_from(self.p.root)

    def decide(self) -> None:
        """Rules and the exposure limit every evening; sales and purchases on the evening before a fixed date."""
        budget, switched = self._budget()
        self.trade_options(budget, switched=switched or self.behind)

    def miss(self) -> None:
        """An evening in which nobody is there: the rules go on; nothing is bought before the next fixed date."""
        _, switched = self._budget()
        self.behind = self.behind or switched

    def stands(self, order: Any) -> bool:  # noqa: ARG002  (all of them)
        """Orders that found no price, or whose money is on its way, wait: they were decided for this month."""
        return True

    def _budget(self) -> tuple[float, bool]:
        """Tomorrow's premium budget as a share of equity, and whether a rule has just switched."""
        view, equity = self.view, self.broker.getvalue()
        volatility = view.volatility(self.p.volatility)
        observed = OverlayObservation(
            view.today,
            view.next_session,
            volatility,
            equity,
            INFINITE,
            equity,
            0.0,
            hedged=self.broker.besides,
            view=view,
        )
        state = self.evaluate(self._rule_book, observed)
        return state.target_ratio, self.switched

"""Pattern hedge: the fund, and index futures sold beside it, against what is held elsewhere."""

from typing import Any

from strategies.overlay.futures_overlay import FuturesOverlay


class ShortFutures(FuturesOverlay):
    """Short the lead future of `root` for a share of equity (`ratio`), or for an `amount` in the currency of the
    account (None: the share), before any rule; never more than the limit on exposure lets stand. Dates, band and rolls
    as of `FuturesOverlay`.

    A loss makes equity smaller and the share of an amount larger: what is to be hedged is elsewhere, and does not
    shrink with this account.
    """

    params: tuple[tuple[str, Any], ...] = (("amount", None),)
    side = -1

    def _base_tonight(self, view: Any, equity: float) -> float:
        """The share of equity that is to be short before any rule, >= 0."""
        amount: float | None = self.p.amount
        if amount is None:
            return super()._base_tonight(view, equity)
        return amount / equity if equity > 0.0 else 0.0

"""Sizers on this account: what they are told is the money that an order can be given, for nearly all cash is in the
fund.
"""

import sys
import warnings
from functools import partial
from math import isfinite
from typing import Any

import backtrader as bt

from data.base.errors import ConfigError

_LITTLE = 0.5
"""Share of equity below which cash says nothing of what can be traded."""


class SizersView:
    """The broker as a sizer sees it. Its cash is the free collateral; for Backtrader's sizers by percent, which divide
    by the price alone, it is equity over the multiplier, so that percents are of equity as notional. Never negative.
    """

    def __init__(self, broker: Any, sizer: Any) -> None:
        self._broker = broker
        self._by_percent = getattr(type(sizer), "_getsizing", None) is bt.sizers.PercentSizer._getsizing  # noqa: SLF001
        self._multiplier = 1.0

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by those who copy it, when it has nothing yet
            raise AttributeError(name)
        return getattr(self._broker, name)

    def getcommissioninfo(self, data: Any) -> Any:
        """The terms of a contract; from now on cash is for that contract. Raises `ConfigError` as the broker's."""
        terms = self._broker.getcommissioninfo(data)
        self._multiplier = terms.p.mult
        return terms

    def getcash(self) -> float:
        """What the sizer may think it can spend, account currency."""
        broker = self._broker
        spendable: float = broker.getvalue() / self._multiplier if self._by_percent else broker.free_collateral
        return max(spendable, 0.0)

    get_cash = getcash


def serve_sizers(broker: Any, strategies: list[Any]) -> None:
    """Let the sizers of strategies, also those they are given later, see the broker as `SizersView` shows it, and cut
    their sizes to whole contracts.
    """
    for strategy in strategies:
        strategy.getsizing = partial(_sized, strategy, strategy.getsizing, broker)


def _sized(strategy: Any, ask: Any, broker: Any, data: Any = None, isbuy: bool = True) -> int:  # noqa: FBT001, FBT002
    """Whole contracts a strategy's sizer says, unsigned; raises `ConfigError` where it says no number."""
    sizer = strategy.getsizer()
    sizer.broker = SizersView(broker, sizer)
    size = ask(data, isbuy=isbuy) or 0
    if not isfinite(size):
        raise ConfigError(f"{type(sizer).__name__} gave {size} as a size; it should be a number of contracts")
    return abs(int(size))


def warn_of_cash(cash: float, equity: float, currency: str) -> bool:
    """Warn, where a strategy's own code asks for cash and nearly all of the capital is in the fund; whether it did."""
    asking = sys._getframe(2)  # noqa: SLF001  (who has called `getcash`: Backtrader itself asks every session)
    if cash >= _LITTLE * equity or asking.f_globals.get("__name__", "").startswith("backtrader."):
        return False
    warnings.warn(
        f"getcash() is {cash:,.0f} {currency}, for most of {equity:,.0f} {currency} of equity is in the fund, which is "
        "collateral: size by broker.getvalue(), order_target_percent or a sizer",
        stacklevel=3,
    )
    return True

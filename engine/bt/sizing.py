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
from engine.words.notes import note, spoken

_BRACKETS = ("buy_bracket", "sell_bracket")
_LITTLE = 0.5
"""Share of equity below which cash says nothing of what can be traded."""


class SizingWarning(UserWarning):
    """Something that sizes asks for what says nothing on this account, or gives nothing."""


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
    """Whole contracts a strategy's sizer says, unsigned; raises `ConfigError` where it says no number, or none for a
    bracket.
    """
    sizer = strategy.getsizer()
    sizer.broker = SizersView(broker, sizer)
    size = ask(data, isbuy=isbuy) or 0
    if not isfinite(size):
        raise ConfigError(f"{type(sizer).__name__} gave {size} as a size; it should be a number of contracts")
    whole, equity = abs(int(size)), broker.getvalue()
    if not whole and sys._getframe(2).f_code.co_name in _BRACKETS:  # noqa: SLF001  (who sends the order)
        raise ConfigError(
            f"{type(sizer).__name__} gives no whole contract, and a bracket has no legs without one: ask getsizing() "
            "before you send it, or give its size"
        )
    if not whole and equity > 0.0 and "sized_nothing" not in broker.told:
        sized = data if data is not None else strategy.data
        worth = {"contract": sized.code, "worth": float(sized.close[0] * sized.multiplier)}
        _tell(broker, "sized_nothing", sizer=type(sizer).__name__, equity=equity, **worth)
    return whole


def tell_of_cash(broker: Any, cash: float, equity: float) -> None:
    """Warn once, where a strategy's own code asks for cash and nearly all of the capital is in the fund."""
    asking = sys._getframe(2)  # noqa: SLF001  (who has called `getcash`: Backtrader itself asks every session)
    if cash < _LITTLE * equity and not asking.f_globals.get("__name__", "").startswith("backtrader."):
        _tell(broker, "asked_for_cash", cash=cash, equity=equity)


def _tell(broker: Any, code: str, **values: Any) -> None:
    """Warn where the strategy's code asked, three calls from here, and keep it for the notes of the run."""
    broker.told[code] = {"currency": broker.terms.currency, **values}
    warnings.warn(spoken(note(code, **broker.told[code])), SizingWarning, stacklevel=4)

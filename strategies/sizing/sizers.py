"""Sizers: Backtrader's way to ask how much, answered by the loss that is allowed, or by collateral.

cerebro.addsizer(AllowedLossSizer, loss=0.02, stop_distance=10.0)
cerebro.addsizer(CollateralSizer, percents=25)
"""

from math import floor
from typing import TYPE_CHECKING, Any

import backtrader as bt

from data.base.errors import ConfigError
from strategies.sizing.checks import positive, share
from strategies.sizing.size import allowed_loss, size_for, size_within

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = 100.0
"""Percent."""


class AllowedLossSizer(bt.Sizer):
    """Sizes a trade so that its stop costs a share of equity, costs and gaps aside.

    `loss` is that share; `stop_distance` the distance to the stop in price, a number or a function of the data (such
    as two average true ranges); `step` the smallest trade; `largest_leverage` an upper limit of notional over equity.
    The multiplier is the commission scheme's. Raises `ConfigError` for percent as decimals, or a stop that is not
    between 0 and the price.
    """

    params = (("loss", 0.02), ("stop_distance", None), ("step", 1), ("largest_leverage", None))

    def _getsizing(self, comminfo: Any, cash: float, data: Any, isbuy: bool) -> float:  # noqa: ARG002, FBT001
        """Size of the next order, in whole steps; 0 where not even one fits, or nothing is left."""
        equity, price = self.broker.getvalue(), data.close[0]
        if equity <= 0.0:
            return 0
        value, step = comminfo.p.mult or 1.0, positive("step", self.p.step)
        size = size_for(allowed_loss(equity, share("loss", self.p.loss)), self._distance(data, price), value, step)
        if self.p.largest_leverage is not None:
            size = min(
                size, size_within(equity, positive("largest_leverage", self.p.largest_leverage), price, value, step)
            )
        return size

    def _distance(self, data: Any, price: float) -> float:
        stop: float | Callable[[Any], float] | None = self.p.stop_distance
        if stop is None:
            raise ConfigError("AllowedLossSizer needs stop_distance, the distance from the price to the stop")
        distance = stop(data) if callable(stop) else stop
        if not 0.0 < distance < price:
            raise ConfigError(f"stop_distance {distance:g} should be a distance in price, above 0 and below {price:g}")
        return distance


class CollateralSizer(bt.Sizer):
    """Sizes a trade by the margin it takes: where no position is open, whole contracts whose initial margin and
    commission are `percents` of the free collateral; where one is, that position, as Backtrader's `PercentSizer`.

    On Backtrader's own broker the free collateral is its cash. Percent of margin is not percent of exposure: 100 % is
    as many contracts as the broker allows. Raises `ConfigError` for percents that are not between 0 and 100.
    """

    params = (("percents", 20.0),)

    def _getsizing(self, comminfo: Any, cash: float, data: Any, isbuy: bool) -> float:  # noqa: ARG002, FBT001
        """Size of the next order, contracts."""
        if not 0.0 < self.p.percents <= _WHOLE:
            raise ConfigError(f"CollateralSizer: percents {self.p.percents:g} should be above 0 and at most 100")
        if position := self.broker.getposition(data):
            return float(position.size)
        price = data.close[0]
        cost = float(comminfo.getoperationcost(1, price) + comminfo.getcommission(1, price))
        return floor(max(cash, 0.0) * float(self.p.percents) / _WHOLE / cost)

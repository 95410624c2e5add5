"""`OwnFeed`: a Backtrader feed of somebody else's, as the price of an index future that never expires."""

from typing import Any

from data.contracts import FutureContract, future_spec
from data.days import iso
from data.errors import DataError
from data.market import Market

# Backtrader counts days from the year 1.
_EPOCH = 719163
_NEVER = 1 << 30
_FARTHEST = 0.10


class PerpetualFuture(FutureContract):
    """A future that a continuous series stands for: it is never rolled and never expires."""

    @property
    def code(self) -> str:
        """The root alone."""
        return self.spec.root


class OwnFeed:
    """A daily feed on the market's index or its future, traded as contracts of `root` at the feed's own prices.

    Rates, margin and volatility are the market's, on the feed's dates. The feed itself is the `data` of orders. Raises `DataError`
    on a bar that is no session of the market, or whose price is far from the index: margin in currency would not fit it.
    """

    def __init__(self, data: Any, root: str, market: Market) -> None:
        self.market = market
        self._data = data
        data.contract = PerpetualFuture(future_spec(root), _NEVER)
        data.code, data.multiplier, data.is_option = root, data.contract.spec.multiplier, False

    @property
    def place(self) -> int:
        """Row of the market in which the feed's bar of today stands."""
        day, market = int(self._data.datetime[0]) - _EPOCH, self.market
        place = market.place(day)
        if place == len(market) or market.days[place] != day:
            raise DataError(f"{self._name}: {iso(day)} is not a session of {market!r}; give daily bars within it")
        self._check_price(place)
        return place

    def trades(self, data: Any) -> bool:
        """Whether something can be the `data` of an order: the feed itself."""
        return data is self._data

    def _check_price(self, place: int) -> None:
        close, index = self._data.close[0], self.market.values("close")[place]
        if not abs(close / index - 1.0) <= _FARTHEST:
            raise DataError(
                f"{self._name}: close {close:g} on {iso(self.market.days[place])} is not near the index ({index:g}); "
                "margin, rates and volatility are that index's: give the market that belongs to the feed"
            )

    @property
    def _name(self) -> str:
        return self._data._name or "the feed"  # noqa: SLF001  (Backtrader's only name for it)

"""`OwnFeed`: a Backtrader feed of somebody else's, as the price of an index future that never expires."""

from typing import Any

from data.agreement import require_index
from data.contracts import FutureContract, future_spec
from data.days import day_of, iso
from data.errors import DataError
from data.market import Market
from data.perpetuals import NEVER

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
    on a bar that is no session of the market, the second of a day, without a price, or far from the index: margin in currency would
    not fit it; `ConfigError` for a contract that is not on the market's index.
    """

    start_place = 0

    def __init__(self, data: Any, root: str, market: Market, *, at_open: bool = False) -> None:
        require_index(future_spec(root), market, root)
        self.market = market
        self._data = data
        self._lines = ("open", "close") if at_open else ("close",)
        self._last = (0, -1)
        data.contract = PerpetualFuture(future_spec(root), NEVER)
        data.code, data.multiplier = root, data.contract.spec.multiplier
        data.is_future, data.is_option, data.is_share = True, False, False

    @property
    def place(self) -> int:
        """Row of the market in which the feed's bar of today stands, -1 before its first bar."""
        bars, place = self._last
        if len(self._data) != bars:
            self._last = (len(self._data), self._placed(place))
        return self._last[1]

    def trades(self, data: Any) -> bool:
        """Whether something can be the `data` of an order: the feed itself."""
        return data is self._data

    def _placed(self, before: int) -> int:
        if len(self._data) == 0:
            return -1
        day, market = day_of(self._data.datetime.date(0)), self.market
        place = market.place(day)
        if place == len(market) or market.days[place] != day:
            raise DataError(f"{self._name}: {iso(day)} is not a session of {market!r}; give daily bars within it")
        if place <= before and len(self._data) > 1:
            raise DataError(f"{self._name}: a second bar on {iso(day)}; give daily bars")
        self._check_price(place)
        return place

    def _check_price(self, place: int) -> None:
        index, day = self.market.values("close")[place], iso(self.market.days[place])
        for name in self._lines:
            price = getattr(self._data, name)[0]
            if not abs(price / index - 1.0) <= _FARTHEST:
                raise DataError(
                    f"{self._name}: {name} {price:g} on {day} is not near the index ({index:g}); "
                    "margin, rates and volatility are that index's: give the market that belongs to the feed"
                )

    @property
    def _name(self) -> str:
        return self._data._name or "the feed"  # noqa: SLF001  (Backtrader's only name for it)

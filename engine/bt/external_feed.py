"""`ExternalFeed`: a Backtrader feed of somebody else's, as the price of an index future that never expires."""

from typing import Any, Literal

import backtrader as bt

from data.base.days import day_of, iso
from data.base.errors import ConfigError, DataError
from data.contracts.contracts import FutureContract, future_spec
from data.contracts.perpetuals import NEVER
from data.curves.daily_financing import at_bills, by_the_day
from data.curves.futures_curve import FuturesCurve
from data.market.agreement import require_index
from data.market.market import Market
from data.pricing.financing import Financing

FeedKind = Literal["index", "future"]
KINDS: tuple[FeedKind, ...] = ("index", "future")

_FARTHEST = 0.10
_SAME = 1e-4
"""How near closes of the index are to the market's, as a share: rounding. Of the front S&P 500 future of 1990 to 2020
no year had more than 15 % of its settlements that near.
"""


class ExternalFeed:
    """A daily feed on the market's index or its future, traded as contracts of `root` at the feed's own prices.

    Rates, margin and volatility are the market's, on the feed's dates. The feed itself is the `data` of orders. `kind`
    says whether its prices are those of the index, which pay no financing by themselves, or of its future; without it
    most closes say so: equal to the index's, it is the index. Raises `DataError` on a bar that is no session of the
    market, the second of a day, without a price, or far from the index: margin in currency would not fit it;
    `ConfigError` for a contract that is not on the market's index.
    """

    first_row = 0

    def __init__(
        self, data: Any, root: str, curve: FuturesCurve, market: Market, kind: FeedKind | None, *, at_open: bool = False
    ) -> None:
        spec = future_spec(root)
        require_index(spec, market, root)
        if spec.at_index and kind == "future":
            raise ConfigError(f"broker_for: feed='future', but {root} is dealt at the index itself; leave it out")
        if kind not in {None, *KINDS}:
            raise ConfigError(f"broker_for: feed={kind!r} should be one of {', '.join(KINDS)}, or left out")
        self.market = market
        self._kind = kind
        self._seen = self._same = 0
        self._financed = (by_the_day if spec.at_index else at_bills)(market, curve, spec.family)
        self._data = data
        self._lines = ("open", "close") if at_open else ("close",)
        self._last = (0, -1)
        data.contract = FutureContract(spec, NEVER)
        data.code, data.multiplier = root, spec.multiplier
        data.is_margined, data.is_option, data.is_share = True, False, False

    @property
    def row(self) -> int:
        """Row of the market in which the feed's bar of today stands, -1 before its first bar. Raises `DataError` for a
        bar that does not fit the market.
        """
        bars, row = self._last
        if len(self._data) != bars:
            self._last = (len(self._data), self._placed(row))
        return self._last[1]

    def trades(self, data: Any) -> bool:
        """Whether something can be the `data` of an order: the feed itself."""
        return data is self._data

    def carry(self, row: int) -> Financing | None:
        """What holding the feed's contract costs from the session in a row of the market on.

        On the index what its family says, for futures bill yield and financing spread less the dividend yield; nothing
        on a future, whose own basis pays it.
        """
        return self._financed(row) if self.is_index else None

    @property
    def is_index(self) -> bool:
        """Whether the feed is the index: as it was said, or as most of its closes say (all of a preloaded
        feed, else those so far).
        """
        return 2 * self._same > self._seen if self._kind is None else self._kind == "index"

    def _compare(self) -> None:
        """Count the bars that have not been looked at and those of them that closed where the index did;
        preloaded ones at once.
        """
        bars = len(self._data)
        for bar in range(self._seen, max(bars, self._data.buflen())):
            self._same += self._is_the_index(bar + 1 - bars)
            self._seen = bar + 1

    def _is_the_index(self, ago: int) -> bool:
        """Whether a bar (0: today's) closed where the index did."""
        day, market = day_of(self._data.datetime.date(ago)), self.market
        row = market.row_from(day)
        if row == len(market) or market.days[row] != day:
            return False
        close: float = bt.LineBuffer.__getitem__(self._data.close, ago)  # whatever is guarded
        return abs(close / market.values("close")[row] - 1.0) <= _SAME

    def _placed(self, before: int) -> int:
        if len(self._data) == 0:
            return -1
        day, market = day_of(self._data.datetime.date(0)), self.market
        row = market.row_from(day)
        if row == len(market) or market.days[row] != day:
            raise DataError(f"{self._name}: {iso(day)} is not a session of {market!r}; give daily bars within it")
        if row <= before and len(self._data) > 1:
            raise DataError(f"{self._name}: a second bar on {iso(day)}; give daily bars")
        self._check_price(row)
        self._compare()
        return row

    def _check_price(self, row: int) -> None:
        index, day = self.market.values("close")[row], iso(self.market.days[row])
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

"""Given fills on the contracts of a broker's market, checked before the first session."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.contracts.by_code import contract_of
from engine.bt.listed import require_listed
from engine.day.given import Given, GivenFill
from engine.day.own_fills import Given as Done


class GivenFills:
    """What was done on the days of a run, in place of the model's fills. Raises `ConfigError` for a day that is no
    session of its market or not of the run, and for a size, a price or a commission that is none.
    """

    def __init__(self, given: Given, broker: Any) -> None:
        self._given, self._broker = given, broker
        for day, fills in given.items():
            _require_session(day, broker.feed)
            for fill in fills:
                _require_sense(fill, day)

    def __call__(self, day: Day) -> Sequence[Done] | None:
        """The fills of a day with their contracts; None where the model's are kept. Raises `ConfigError` for what is no
        contract that the account trades.
        """
        if day not in self._given:
            return None
        return [(self._instrument(fill.contract, day), fill) for fill in self._given[day]]

    def _instrument(self, code: str, day: Day) -> Any:
        feed = self._broker.feed
        try:
            known = getattr(feed.bars, "code", None) == code
            found = feed.bars if known else feed.tradable(contract_of(code, day, feed.market.calendar))
            self._broker.getcommissioninfo(found)
        except ConfigError as wrong:
            raise ConfigError(f"given fill of {iso(day)}: {wrong}") from None
        if not known:
            require_listed(found.contract, day, f"given fill of {iso(day)}")
        return found


def _require_session(day: Day, feed: Any) -> None:
    """The feed's rows of the run are known before it begins, but for a feed of somebody else's."""
    days = feed.market.days
    row = feed.market.row_from(day)
    first, last = days[feed.first_row], days[getattr(feed, "end_row", len(days)) - 1]
    if row == len(days) or days[row] != day or not first <= day <= last:
        near = iso(days[min(max(row, feed.first_row), feed.market.row_from(last))])
        raise ConfigError(
            f"given fills of {iso(day)}: no session of this run, which goes from {iso(first)} to {iso(last)}; the "
            f"nearest one is {near}"
        )


def _require_sense(fill: GivenFill, day: Day) -> None:
    said = f"given fill of {iso(day)}, {fill.size} {fill.contract} at {fill.price}"
    if fill.size != int(fill.size) or fill.size == 0:
        raise ConfigError(f"{said}: the size should be whole contracts, positive where bought, negative where sold")
    if not (isfinite(fill.price) and fill.price >= 0.0):
        raise ConfigError(f"{said}: the price should be a number from 0 on, in points of the contract")
    if fill.commission is not None and not isfinite(fill.commission):
        raise ConfigError(f"{said}: the commission should be an amount of the account's currency, or left out")

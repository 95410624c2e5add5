"""The orders of an evening as they are told to a broker."""

from math import isnan
from typing import Any, NamedTuple

from data.base.days import Day
from data.contracts.trading_hours import hour_of_fill
from engine.bt.broker import CollateralBroker
from engine.bt.resting_book import KINDS
from engine.day.resting import MARKET, RESTING, Resting


class OrderTonight(NamedTuple):
    """An order: signed contracts, the kind of order as a code of `order_kind`, prices in points (None: none), the
    session at whose close or open (`at`) it fills if it is a market order, its last day (None: until cancelled, or that
    session), what it is for, and its reason.
    """

    contract: str
    size: int
    kind: str
    stop: float | None
    limit: float | None
    day: Day
    at: str
    until: Day | None
    purpose: str
    reason: str

    @property
    def why(self) -> str:
        """What it is told to be for: its reason where it has one, else its purpose."""
        return self.reason or self.purpose


class Hour(NamedTuple):
    """An hour of the day in decimals, and its time zone."""

    hour: float
    zone: str


def orders_tonight(broker: CollateralBroker, next_day: Day) -> tuple[OrderTonight, ...]:
    """Everything that stands at the broker for the next session, in the order in which it was sent."""
    at = broker.terms.fill_at
    return tuple(_told(order, broker, next_day, at) for order in broker.desk.open)


def _told(order: Any, broker: CollateralBroker, next_day: Day, at: str) -> OrderTonight:
    resting, kind, info = broker.desk.book.of(order), int(order.exectype or 0), order.info
    stop, limit, until = _waits_for(broker, resting, next_day) if resting else (None, None, None)
    return OrderTonight(
        order.data.code, int(order.size), KINDS[kind], stop, limit, next_day,
        "" if kind in RESTING else at if kind == MARKET else "close", until,
        info["purpose"].word, info.get("reason") or "",
    )  # fmt: skip


def _waits_for(
    broker: CollateralBroker, resting: Resting, next_day: Day
) -> tuple[float | None, float | None, Day | None]:
    return _price(resting.stop), _price(resting.limit), broker.desk.book.last_day(resting, next_day)


def _price(level: float) -> float | None:
    return None if isnan(level) else level


def hour_of(broker: CollateralBroker, day: Day) -> Hour | None:
    """When market orders of a session fill, None where it is not known."""
    found = hour_of_fill(broker.terms.family, day, at_open=broker.terms.fill_at == "open")
    return None if found is None else Hour(*found)

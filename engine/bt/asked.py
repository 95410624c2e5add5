"""What an order asks besides contract and size, as Backtrader's strategies say it."""

from datetime import date, datetime, timedelta
from math import inf, isfinite
from typing import Any, NamedTuple, SupportsFloat

import backtrader as bt

from data.base.days import Day, day_of
from data.base.errors import ConfigError
from engine.day.resting import LIMIT, MARKET, RESTING, TRAILING, WITH_LIMIT

NEXT_SESSION = -1
"""A last day that is the first session after the order was sent."""


class Asked(NamedTuple):
    """What `buy` and `sell` take besides `data`, `size` and what goes into `info`."""

    exectype: int = MARKET
    price: Any = None
    plimit: Any = None
    valid: Any = None
    oco: Any = None
    parent: Any = None
    transmit: bool = True
    tradeid: int = 0
    trailamount: Any = None
    trailpercent: Any = None

    @property
    def plain(self) -> bool:
        """Whether it is a Market order that has to do with no other."""
        return self._replace(price=None, plimit=None) == PLAIN

    @property
    def rests(self) -> bool:
        """Whether it may fill on a later day, when more may be held than now."""
        return self.exectype in RESTING or self.parent is not None


PLAIN = Asked()
_POINTS = frozenset({"price", "plimit", "trailamount", "trailpercent"})


def taken_from(said: dict[str, Any]) -> Asked:
    """What an order asks, taken out of all that was said of it."""
    found = {name: said.pop(name) for name in Asked._fields if name in said}
    found["exectype"] = MARKET if found.get("exectype") is None else found["exectype"]
    found |= {name: _as_number(found[name]) for name in _POINTS & found.keys()}
    return Asked(**{name: value for name, value in found.items() if value is not None})


def require_sense(asked: Asked, data: Any, order: str) -> None:
    """Raise `ConfigError` for an `order` of a kind that is not known here or not for its contract, or whose prices are
    missing, no prices, or of another kind.
    """
    kind = asked.exectype
    if not isinstance(kind, int) or kind not in range(MARKET, bt.Order.Historical):
        known = ", ".join(bt.Order.ExecTypes[: bt.Order.Historical])
        told = "Historical" if kind == bt.Order.Historical else f"exectype {kind!r}"
        raise ConfigError(f"{order}: {told} orders are not supported; send one of {known}")
    name = bt.Order.ExecTypes[kind]
    if data.is_option and kind in RESTING:
        raise ConfigError(
            f"{order}: stops and limits on options are not supported: the program knows no option's high and low; "
            "look at its close in next()"
        )
    if kind in RESTING:
        _require_prices(asked, f"{name} {order}")
    if asked.plimit is not None and kind not in WITH_LIMIT - {LIMIT}:
        raise ConfigError(f"{name} {order}: plimit is for StopLimit and StopTrailLimit orders; leave it out")
    if (asked.trailamount or asked.trailpercent) and kind not in TRAILING:
        raise ConfigError(f"{name} {order}: a trail is for StopTrail and StopTrailLimit orders; leave it out")


def _require_prices(asked: Asked, order: str) -> None:
    if asked.price is None and asked.exectype not in TRAILING:
        raise ConfigError(f"{order}: its price is missing; say price=..., in points")
    for name, value in (("price", asked.price), ("plimit", asked.plimit)):
        if value is not None and not _is_positive(value):
            raise ConfigError(f"{order}: {name} {value!r} should be a number of points above 0")
    if asked.exectype in TRAILING:
        _require_trail(asked, order)


def _require_trail(asked: Asked, order: str) -> None:
    trails = [one for one in (asked.trailamount, asked.trailpercent) if one is not None]
    if len(trails) != 1:
        raise ConfigError(f"{order}: it should have one trail, trailamount=... in points or trailpercent=... as 0.05")
    if not _is_positive(trails[0]) or (asked.trailpercent is not None and trails[0] >= 1.0):
        raise ConfigError(
            f"{order}: its trail {trails[0]!r} should be above 0, trailamount in points, trailpercent as a share "
            "below 1 such as 0.05"
        )


def _as_number(value: Any) -> Any:
    """A float, of whatever kind of number it was; what is none, as it is."""
    if value is None or type(value) is float:  # nearly always: asking a protocol takes a hundred times as long
        return value
    try:
        return float(value) if isinstance(value, SupportsFloat) else value
    except (TypeError, ValueError, OverflowError):
        return value


def _is_positive(value: Any) -> bool:
    return isinstance(value, float) and isfinite(value) and value > 0.0


def last_day(valid: Any, sent: datetime, order: str) -> Day | None:
    """The last day on which an order that was sent at the close of a bar is valid, `NEXT_SESSION` for a day order, None
    where it is until it is cancelled. Raises `ConfigError` for what is no such time.
    """
    if valid is None:
        return None
    try:
        found = _last_day(valid, sent)
    except (TypeError, ValueError, OverflowError):  # no time (NaT), or none that a calendar has
        found = None
    if found is None:
        raise ConfigError(
            f"{order}: valid={valid!r} should be a date, a timedelta, bt.Order.DAY, or None for good till cancelled"
        )
    return found


def _last_day(valid: Any, sent: datetime) -> Day | None:
    """The last day of a time, None for what is none."""
    if isinstance(valid, timedelta):
        return day_of((sent + valid).date()) if valid else NEXT_SESSION
    if isinstance(valid, datetime):
        return day_of(valid.date())
    if isinstance(valid, date):
        return day_of(valid)
    if isinstance(valid, bool) or not isinstance(valid, SupportsFloat) or not 0.0 <= float(valid) < inf:
        return None
    return day_of(bt.num2date(float(valid)).date()) if valid else NEXT_SESSION

"""Backtrader's order objects, made without its class machinery and calendar arithmetic."""

from datetime import time
from typing import Any

import backtrader as bt
from backtrader.order import OrderData
from backtrader.utils import AutoOrderedDict

from data.base.errors import ConfigError
from engine.bt.asked import Asked
from engine.bt.stand_ins import StandIn
from engine.day.resting import RESTING, TRAILING

CLOSE = time(16, 0)
"""End of a session and stamp of its bar: the end of the session in which an order is made is its time."""
_DEFAULTS = dict(bt.Order.params._getitems())  # noqa: SLF001  (the only list of them)


def made(kind: type[bt.Order], asked: Asked, *, owner: Any, data: Any, size: int) -> Any:
    """The order that is asked for; `size` is in contracts or shares > 0. Raises `ConfigError` for a trail that is wider
    than the price.
    """
    if asked.plain or asked._replace(exectype=bt.Order.Market).plain:
        prices = asked.price, asked.plimit
        return new_order(kind, owner=owner, data=data, size=size, exectype=asked.exectype, prices=prices)
    price = data.close[0] if asked.price is None and asked.exectype in TRAILING else asked.price
    order = kind(
        owner=owner, data=data, size=size, exectype=asked.exectype, price=price, pricelimit=asked.plimit,
        valid=asked.valid, tradeid=asked.tradeid, parent=asked.parent, transmit=asked.transmit,
        trailamount=asked.trailamount, trailpercent=asked.trailpercent,
    )  # fmt: skip
    if asked.exectype in RESTING and min(order.created.price, order.created.pricelimit) <= 0.0:
        raise ConfigError(f"order of {size} {data.code}: its trail is wider than the price; its stop would be below 0")
    order.__dict__.update(owner=owner, data=data)  # which Backtrader would look for in its params, each time anew
    return order


def new_order(
    kind: type[bt.Order], *, owner: Any, data: Any, size: int, exectype: int | None, prices: tuple[Any, Any]
) -> Any:
    """What `kind(owner=..., data=..., size=..., ...)` makes, a tenth of the time for a contract of a market feed;
    `size` is in contracts or shares > 0, `prices` are `price` and `pricelimit`, which Backtrader keeps with the order.
    """
    price, pricelimit = prices
    given = {"owner": owner, "data": data, "size": size, "exectype": exectype, "price": price, "pricelimit": pricelimit}
    if not (isinstance(data, StandIn) and data.p.sessionend == CLOSE and data.datetime._tz is None):  # noqa: SLF001
        return kind(**given)
    params, order = object.__new__(kind.params), object.__new__(kind)
    params.__dict__.update(_DEFAULTS, **given)
    signed = size if kind.ordtype == bt.Order.Buy else -size
    now, close = data.datetime[0], data.close[0]
    order.__dict__.update(
        params=params, p=params, ref=next(bt.Order.refbasis), broker=None, info=AutoOrderedDict(), comminfo=None,
        triggered=False, _active=True, status=bt.Order.Created, _plimit=pricelimit, position=0, dteos=now,
        # what Backtrader would look for in its params, each time anew
        owner=owner, data=data, size=signed, exectype=bt.Order.Market if exectype is None else exectype, tradeid=0,
        created=OrderData(
            dt=now, size=signed, price=price if price or pricelimit else close, pricelimit=pricelimit, pclose=close,
            trailamount=None, trailpercent=None,
        ),
        executed=OrderData(remsize=signed), _limitoffset=0.0,
    )  # fmt: skip
    return order

"""Tables of a run that figures can be computed from, made by hand."""

import numpy as np
import pyarrow as pa

from data.base.days import day_of


def days(*texts):
    return [day_of(np.datetime64(text).item()) for text in texts]


def table(**columns):
    dates = columns.pop("date")
    return pa.table({"date": pa.chunked_array([pa.array(dates, pa.int32())]).cast(pa.date32()), **columns})


def run_of(dates, equity, bills=None, **columns):
    """Tables of a run that did nothing but have this equity, unless said otherwise."""
    nothing = np.zeros(len(equity))
    held = {name: columns.pop(name, nothing) for name in ("overlay_notional", "overlay_delta", "maintenance")}
    books = {
        "bill_return": nothing if bills is None else bills,
        "collateral": columns.pop("collateral", equity),
        **held,
    }
    empty = {
        "rules": table(date=[],
            **{f"{name}_multiplier": pa.array([], pa.float64()) for name in ("halving", "loss_stop",
                    "voluntary_stop")}),
        "events": table(date=[], kind=pa.array([], pa.string())),
        "attribution": table(date=[], source=pa.array([], pa.string()), amount=pa.array([], pa.float64())),
        "fills": table(date=[], contract=pa.array([], pa.string()), size=pa.array([], pa.int64()),
            price=pa.array([], pa.float64()),
                       reason=pa.array([], pa.string()), purpose=pa.array([], pa.string())),
    }  # fmt: skip
    return {"equity": table(date=dates, equity=np.asarray(equity, float), **books)} | empty | columns

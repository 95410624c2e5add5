"""Settlement prices of futures made from the cost of carry."""

import pyarrow as pa

from data.base.arrow import to_column
from data.base.days import iso
from data.contracts.contracts import FutureContract, future_spec
from data.contracts.rolls import roll_schedule
from data.curves.futures_curve import FuturesCurve
from data.futures.quotes import SCHEMA, FuturesQuotes


def quoted(market, premium=1.0, without=None):
    """Both contracts of each roll on every session, at cost of carry times a premium."""
    spec, curve = future_spec("ES"), FuturesCurve(market, "flat")
    rows = []
    first, last = market.row_from(15700), market.row_from(16436)
    schedule = roll_schedule(market.days[first] - 120, market.days[last] + 200, market.calendar, spec.rolls)
    for place in range(first, last):
        day = market.days[place]
        expiries = sorted({expiry for roll in schedule for expiry in (roll.expiry, roll.next_expiry) if expiry >= day})[
            :3
        ]
        rows += [
            (day, "ES", expiry, premium * curve.price(FutureContract(spec, expiry), place))
            for expiry in expiries
            if (iso(day), expiry) != without and iso(day) != without
        ]
    columns = list(zip(*rows, strict=True))
    return FuturesQuotes(
        pa.table([to_column(list(c), f.type) for c, f in zip(columns, SCHEMA, strict=True)], schema=SCHEMA)
    )

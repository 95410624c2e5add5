"""The table of orders that wait for a price."""

import pyarrow as pa

from data.base.columns import Column
from engine.results.schema_columns import CONTRACT, number, text

_KIND = "limit, stop, stop_limit, stop_trail, stop_trail_limit or close"


def _day(name: str, meaning: str, *, nullable: bool = True) -> Column:
    return Column(name, pa.date32(), "date", meaning, nullable)


def _order(name: str, meaning: str) -> Column:
    return Column(name, pa.int64(), "number", meaning, nullable=True)


RESTING_ORDERS: dict[str, tuple[Column, ...]] = {
    "resting_orders": (
        _day("sent", "session after whose close the order was sent", nullable=False),
        Column("number", pa.int64(), "number", "its place among the orders that the strategy sent, from 1"),
        CONTRACT,
        text("kind", _KIND),
        Column("size", pa.int64(), "contracts, signed", "size asked for"),
        number("price", "points", "its stop, or the limit of a limit order, as it was when it ended", nullable=True),
        number("limit", "points", "limit once its stop is touched", nullable=True),
        number("trail_amount", "points", "distance at which the stop follows the close", nullable=True),
        number("trail_share", "decimal", "the same as a share of the close", nullable=True),
        _day("valid_until", "last day on which it could fill; null: until it is cancelled"),
        _order("parent", "order of whose bracket it is a leg"),
        _order("other", "order with which it was sent as one cancels the other"),
        _day("triggered", "session in which its stop was touched"),
        _day("finished", "session on which it was filled or ended", nullable=False),
        text("status", "as in `orders`"),
        text("reason", "as in `orders`"),
        number("moment", "0 to 3", "when it filled: open 0, first and second extreme 1 and 2, close 3", nullable=True),
        number("at", "points", "mid price at which it filled", nullable=True),
    ),
}
"""Written where a strategy sent another order than Market ones."""

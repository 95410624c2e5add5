"""The table of what was done in truth, beside the model's fills."""

import pyarrow as pa

from data.base.columns import Column
from engine.results.schema_columns import CONTRACT, DATE, money, number, text

OWN_FILLS: dict[str, tuple[Column, ...]] = {
    "own_fills": (
        DATE,
        CONTRACT,
        Column("ordered", pa.int64(), "contracts, signed", "size of the order; 0 where there was none"),
        Column("done", pa.int64(), "contracts, signed", "what was done; in a row with a price by this fill"),
        number("price", "points", "price as it was dealt; null in rows that are about no single fill", nullable=True),
        Column("commission", pa.float64(), "account currency", "commission paid", nullable=True),
        number("model_mid", "points", "mid price at which the model fills"),
        number("model_half_spread", "points", "half-spread that the model pays"),
        number("model_price", "points", "price at which the model fills"),
        money("slippage", "what it cost that day more than the model's fill; negative: less"),
        text("cause", "price, commission, size (more or less than the model), not_done or unasked"),
    ),
}
"""Written where fills were given."""

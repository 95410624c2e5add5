"""The table of what was paid into an account and taken out of it."""

from data.base.columns import Column
from engine.results.schema_columns import DATE, money, number, text

_FLOWS: tuple[Column, ...] = (
    DATE,
    text("kind", "contribution or withdrawal; transfer_in or transfer_out where other accounts sent or got it"),
    number("amount", "currency of the row", "what was asked as the settings tell it, raised with inflation; positive"),
    text("currency", "currency of `amount`"),
    money("asked", "the same in account currency, at the rate of the session; positive"),
    money("paid", "what was paid: of a withdrawal no more than leaves initial margin; positive"),
)
FLOWS: dict[str, tuple[Column, ...]] = {"flows": _FLOWS, "investor_flows": _FLOWS}
"""Written where money flows; the second in the investor's currency where that is another."""

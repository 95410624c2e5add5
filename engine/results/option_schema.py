"""The table of what options earned and cost, and why."""

import pyarrow as pa

from data.base.columns import Column
from engine.results.schema_columns import CONTRACT, DATE, money, ratio, text

_OPTIONS: tuple[Column, ...] = (
    DATE,
    CONTRACT,
    text("held_for", "option (the overlay itself) or insurance (puts that insure futures)"),
    Column("size", pa.int64(), "contracts, signed", "held after the session; 0 once it is sold or settled"),
    ratio(
        "volatility",
        "annual decimal",
        "implied by the mark; of the surface, where none is quoted or no volatility implies the quote",
    ),
    money("value", "size x multiplier x mark"),
    money("intrinsic", "what of `value` exercise at once would bring; the rest is time value, which may be negative"),
    money("premium", "paid (negative) for what was opened, at the middle of bid and ask; had for what was written"),
    money("premium_intrinsic", "what of `premium` was intrinsic when it was paid; the rest is time value"),
    money("payoff", "had for what was sold, at the middle, or settled; paid (negative) for what was written"),
    money("payoff_intrinsic", "what of `payoff` was intrinsic when it was sold, or at the settlement"),
    money("delta", "move of the index x delta at the close before"),
    money("gamma", "what the move of the index brought beyond `delta`: realised movement"),
    money("theta", "time that passed, at the volatility of the close before: movement paid for"),
    money("vega", "change of the implied volatility of the strike"),
    money("rate", "carry of the forward, discount, and change of rates"),
    money("intraday", "of what was traded before the close, from there to the close"),
    money("other", "rest of the change of the mark: what no volatility implies, marks that stand still in ruin"),
    money("spread", "half-spreads paid, and what given fills were worse than the model's (positive: better)"),
    money("commission", "commission paid, a cost negative"),
    money("total", "sum of the nine parts before: the gain of the account by this option on the session"),
)
OPTION_PARTS: tuple[str, ...] = tuple(column.name for column in _OPTIONS[11:-1])
"""Names of the parts of `total`, in their order; the last two are costs."""

OPTION_ATTRIBUTION: dict[str, tuple[Column, ...]] = {"option_attribution": _OPTIONS}
"""Written where options were held."""

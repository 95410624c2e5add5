"""What a line of a plan cost and bought: figures of a run, of the same run without the line,
and the first less the second.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from data.base.arrow import to_array
from engine.analysis.exposure import total_exposures

Figures = Mapping[str, float | None]
FIGURES = ("total_return", "cagr", "volatility", "max_drawdown", "worst_month", "margin_calls")
"""Those of `docs/metrics.md` that tell a line's worth."""


def figures_of(known: Figures, equity: pa.Table, limit: float) -> dict[str, float | None]:
    """`FIGURES` out of those known of a run, and `sessions_beyond_limit`: its sessions that ended with total exposure
    above `limit`, a multiple of equity such as 1.3.
    """
    return {name: known[name] for name in FIGURES} | {"sessions_beyond_limit": float(beyond(equity, limit))}


def beyond(equity: pa.Table, limit: float) -> int:
    """Sessions of an equity table that ended with total exposure above a limit; those without
    equity are not among them.
    """
    # an exposure at the limit is not beyond it for the rounding of a quotient
    columns = (to_array(equity[name]) for name in ("overlay_notional", "overlay_delta", "equity"))
    return int(np.count_nonzero(total_exposures(*columns) > limit + 1e-12))


def bought(kept: Figures, without: Figures) -> dict[str, float | None]:
    """Figures of the plan less those without a line; None where either has none. Falls and
    losses are negative: what deepened them is too.
    """
    pairs = ((name, value, without[name]) for name, value in kept.items())
    return {name: None if one is None or other is None else one - other for name, one, other in pairs}

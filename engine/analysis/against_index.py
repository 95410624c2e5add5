"""A run against the index; definitions in `docs/metrics.md`.

The index is the market's close, a price index: its returns are without dividends, so it earns less than a holder of it
would. Returns are simple returns of sessions, decimals, shape (n,) for run and index alike and not in excess of bills;
what they do not define is None.
"""

from collections.abc import Sequence

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, iso
from data.base.errors import DataError
from data.market.market import Market
from engine.analysis.returns import ROUNDING, returns


def index_closes(market: Market, currency: str = "USD") -> Floats:
    """Closes of the index, shape (sessions of the market,): index points, or in yen for an investor whose currency is
    JPY while the market's is USD.
    """
    closes = market.floats("close")
    return closes * market.floats("usdjpy") if currency == "JPY" else closes


def index_returns(market: Market, days: Sequence[Day], closes: Floats | None = None) -> Floats:
    """Return of the index over each session after the first of `days`, decimals, shape (n - 1,), from closes without
    dividends.

    `closes` are of all sessions of the market, by default as they were. Raises `DataError` for a day the market does
    not have.
    """
    missing = sorted(set(days).difference(market.days))
    if missing:
        raise DataError(f"index returns: {iso(missing[0])} is not a session of {market!r}")
    known = market.floats("close") if closes is None else closes
    return returns(known[np.searchsorted(market.days, days)])


def up_capture(daily: Floats, index: Floats) -> float | None:
    """Mean return on the sessions on which the index rose, over the index's own mean on them: 1 moves as it does,
    negative falls while it rises; None where it never rose.
    """
    return _capture(daily, index, index > 0.0)


def down_capture(daily: Floats, index: Floats) -> float | None:
    """The same on the sessions on which the index fell: positive where the run fell with it;
    None where it never fell.
    """
    return _capture(daily, index, index < 0.0)


def beta(daily: Floats, index: Floats) -> float | None:
    """Slope of the returns on the index's, covariance over variance, negative where they go against it; None for fewer
    than two returns or a constant index.

    >>> index = np.array([0.01, -0.02, 0.03])
    >>> round(beta(1.2 * index + 0.001, index), 12)
    1.2
    """
    if len(index) < 2 or index.std() < ROUNDING:
        return None
    moves = index - index.mean()
    return float((moves * (daily - daily.mean())).sum() / np.square(moves).sum())


def correlation(daily: Floats, index: Floats) -> float | None:
    """Pearson's correlation with the index's returns, -1 to 1; None for fewer than two returns
    or where either is constant.
    """
    slope = beta(daily, index)
    if slope is None or daily.std() < ROUNDING:
        return None
    return float(np.clip(slope * index.std() / daily.std(), -1.0, 1.0))


def _capture(daily: Floats, index: Floats, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> float | None:
    return float(daily[chosen].mean() / index[chosen].mean()) if chosen.any() else None

"""The bid-ask spread of index options, where nothing is quoted: by contract and year, and wider in stress.

Parameters: `data/facts/option_surface.csv`. Quotes that are at hand are those of SPX and SPXW; the other
contracts have none of their own.
"""

import sys
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from data.base.days import Day
from data.facts import facts

RISE_SESSIONS = 2
"""`rise` is the VIX over what it was so many sessions before; see `rise_at`."""
_DATED = ("premium_share", "index_share", "vix_share")


class OptionSpread(NamedTuple):
    """Half the bid-ask spread: a share of the premium, of the index, and of the VIX in
    volatility; more of each kind in stress.

    While the VIX stands above `stress_vix` (points) it is some points of volatility at least, once the VIX has risen to
    `shock_from` times what it was a share of the index at least. `factor` is that of a sensitivity run; `cost_factor`
    multiplies what is paid in the end, half a tick too, and quoted spreads.
    """

    premium_share: float
    index_share: float
    vix_share: float
    stress_volatility: float
    stress_per_vix_squared: float
    shock_from: float
    shock_share: float
    stress_vix: float
    factor: float = 1.0
    cost_factor: float = 1.0


def half_spread(
    spread: OptionSpread, premium: float, index: float, vega: float, vix: float, tick: float, rise: float
) -> float:
    """Half of bid to ask in index points, positive, never less than half a tick, times the factor on costs.

    `premium`, `index` and `tick` are points, `vega` is per 1.00 of volatility, `rise` see `RISE_SESSIONS`.
    """
    points = spread.premium_share * premium + spread.index_share * index + 0.01 * spread.vix_share * vix * vega
    if vix > spread.stress_vix:
        volatility = max(spread.stress_volatility, spread.stress_per_vix_squared * vix * vix) / 100.0
        points = max(points, vega * volatility)
    if rise >= spread.shock_from:
        points = max(points, spread.shock_share * (rise - 1.0) * index)
    return spread.cost_factor * max(spread.factor * points, 0.5 * tick)


def rise_at(vix: Sequence[float], row: int) -> float:
    """The VIX of a session, over what it was `RISE_SESSIONS` before, or on the first session there is.

    >>> [rise_at([10.0, 11.0, 15.0], row) for row in range(3)]
    [1.0, 1.1, 1.5]
    """
    return vix[row] / vix[max(row - RISE_SESSIONS, 0)]


class OptionSpreads:
    """The spread of every contract on every day."""

    def __init__(self, stress_vix: float, *, factor: float = 1.0, cost_factor: float = 1.0) -> None:
        self._stress_vix, self._factor, self.cost_factor = stress_vix, factor, cost_factor
        self._changes = sorted({fact.valid_from for fact in facts("option_surface")})
        self._known: dict[tuple[str, int], OptionSpread] = {}
        self._last: dict[str, tuple[Day, Day, OptionSpread]] = {}

    def on(self, root: str, day: Day) -> OptionSpread:
        """That of a contract on a day, from facts carried where none is of the day."""
        last = self._last.get(root)
        if last is None or not last[0] <= day < last[1]:
            last = self._last[root] = self._period(root, day)
        return last[2]

    def _period(self, root: str, day: Day) -> tuple[Day, Day, OptionSpread]:
        """(its first day, the day after its last, the spread): days between two changes of the facts."""
        place = bisect_right(self._changes, day)
        key = (root, place)
        if key not in self._known:
            spread = option_spread(root, day, self._stress_vix, factor=self._factor)
            self._known[key] = spread._replace(cost_factor=self.cost_factor)
        bounds = [-sys.maxsize, *self._changes, sys.maxsize]
        return bounds[place], bounds[place + 1], self._known[key]


def option_spread(root: str, day: Day, stress_vix: float, *, factor: float = 1.0) -> OptionSpread:
    """The spread of the facts for a contract on a day, carried where none is of the day: its own where it has
    quotes, else that of all others; multiplied by `factor`. `stress_vix` in points.
    """
    table = facts("option_surface")
    own = root if f"{root}.{_DATED[0]}" in table.names else "spread"
    dated = {name: table.carried(f"{own}.{name}", day) for name in _DATED}
    stress = {name: fact.value or 0.0 for name, fact in table.group("stress").items()}
    return OptionSpread(**dated, **stress, stress_vix=stress_vix, factor=factor)

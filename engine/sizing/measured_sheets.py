"""Volatility measured from a market instead of assumed: over several windows, beside the normal distribution."""

from bisect import bisect_right
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.contracts.fx_pairs import FxPair
from data.market.fx_market import pair_rates
from data.market.market import Market
from data.signals.volatility import realised
from engine.analysis.returns import sessions_per_year
from engine.sizing.sheet import Sheet
from strategies.sizing.leverage import within
from strategies.sizing.moves import moves_within

WINDOWS = (63, 252, 1260, 2520)
"""Sessions of the windows side by side, before all there are."""
MEASURED = ("market", "index")
"""What can be measured on a market: a currency pair, or its index."""
DAYS = ("first_day", "last_day")


class Volatility(NamedTuple):
    """What was measured: volatility over the window asked for, an annual decimal, and a sheet for each window."""

    value: float
    sheets: list[Sheet]

    @property
    def plain(self) -> list[dict[str, Any]]:
        """The sheets with their days as a period of ISO dates."""
        return [
            {
                "period": dict(zip(("first", "last"), (iso(int(one[name] or 0)) for name in DAYS), strict=True)),
                **{name: value for name, value in one.items() if name not in DAYS},
            }
            for one in self.sheets
        ]


def measured_volatility(
    market: Market, pair: FxPair | None, window: int, deviations: float, until: Day | None = None
) -> Volatility:
    """The volatility of a pair, or of the index without one, over the last sessions of a market, up to a day where one
    is given: of USD/JPY as the market has it, of other pairs as crosses of reference rates. Raises `ConfigError` where
    there are fewer than that.
    """
    prices = np.array(market.values("close"), dtype=float) if pair is None else pair_rates(market, pair)
    end = len(market.days) if until is None else bisect_right(market.days, until)
    rows = np.flatnonzero(~np.isnan(prices[:end]))
    if len(rows) <= window:
        there = f"{max(len(rows) - 1, 0)} sessions of it" + ("" if until is None else f" until {iso(until)}")
        raise ConfigError(f"--window {window}: the market has {there}; take fewer")
    prices, days = prices[rows], [market.days[row] for row in rows]
    windows = sorted({one for one in (*WINDOWS, window) if one < len(rows) - 1} | {len(rows) - 1})
    year = sessions_per_year(np.array(days, dtype=np.int32))
    sheets = [_sheet(prices, days, one, deviations, year) for one in windows]
    return Volatility(sheets[windows.index(window)]["volatility"] or 0.0, sheets)


def _sheet(prices: Floats, days: list[Day], window: int, deviations: float, year: float) -> Sheet:
    last = prices[-window - 1 :]
    volatility = float(realised(last, window, year)[-1])
    found = moves_within(last, volatility, deviations, int(year))
    return {
        "sessions": float(window),
        "first_day": float(days[-window - 1]),
        "last_day": float(days[-1]),
        "volatility": volatility,
        "days_within": found.days,
        "years_within": None if isnan(found.years) else found.years,
        "normal_within": within(deviations),
        "largest_day": found.largest,
    }

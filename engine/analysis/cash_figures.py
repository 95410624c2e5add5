"""How fast a cash ratio moved, and what cash cost while the index rose."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from data.base.arrays import Floats
from data.base.arrow import to_array, to_numbers
from data.base.days import Day
from engine.analysis.attribution import Attribution, daily_attribution

YEAR = 365.25
MONTH = YEAR / 12
"""Calendar days."""
OF_FUTURES = ("futures_carry",)
OF_SHARES, OF_CASH = ("dividend", "share_expense"), ("mmf_income", "fund_expense", "cash_interest")


class CashSpeed(NamedTuple):
    """From the first fill on: how many orders, and points of cash a month that they asked for; points a month by which
    the ratio held moved, prices included; the most in one session, points, and its day. A point is 1 % of equity.
    """

    orders: int
    ordered: float
    held: float
    fastest: float
    day: Day


class CashCost(NamedTuple):
    """Calendar months in which the index rose, and what cash cost in one of them on average, a share of equity, daily
    costs added up; months in which it did not, and what cash saved in one; what both together cost a year. A cost or a
    saving below 0 is the other one.
    """

    rising: int
    cost: float
    falling: int
    saved: float
    yearly: float


def cash_speed(tables: Mapping[str, pa.Table]) -> CashSpeed | None:
    """How fast the ratio moved in a run of a cash ratio; None where nothing was filled before its last session."""
    rules, first = tables["cash_rules"], _first_fill(tables)
    days, held, ordered = to_array(rules["date"]), to_array(rules["held_ratio"]), to_numbers(rules["target_ratio"])
    begun = int(np.searchsorted(days, first))
    if begun >= len(days) - 1:
        return None
    moved = 100.0 * np.abs(np.diff(held[begun:]))
    asked = 100.0 * np.abs(ordered - held)[begun:]
    months, most = (int(days[-1]) - int(days[begun])) / MONTH, int(np.argmax(moved))
    return CashSpeed(
        int(np.isfinite(asked).sum()),
        float(np.nansum(asked)) / months,
        float(moved.sum()) / months,
        float(moved[most]),
        int(days[begun + most + 1]),
    )


def cash_cost(tables: Mapping[str, pa.Table]) -> CashCost | None:
    """What cash cost in the months in which the index rose, over each session the cash held the evening before times
    what the index earned (its price, and dividends where shares were held) less what cash earned; where futures were
    held, their price and carry, which are dividends less financing already. None where nothing was filled before the
    last session.
    """
    rules, first = tables["cash_rules"], _first_fill(tables)
    days, close = to_array(rules["date"]), to_array(rules["close"])
    begun = int(np.searchsorted(days, first))
    if begun >= len(days) - 1:
        return None
    gained = close[1:] / close[:-1] - 1.0 + _yields(tables)
    costs = (to_array(rules["held_ratio"])[:-1] * gained)[begun:]
    of = np.unique(days[begun + 1 :].astype("datetime64[D]").astype("datetime64[M]"), return_inverse=True)[1]
    by_month: Floats = np.bincount(of, costs).astype(np.float64)
    moves = np.bincount(of, np.log(close[1:] / close[:-1])[begun:])
    rising, falling = by_month[moves > 0.0], by_month[moves <= 0.0]
    years = (int(days[-1]) - int(days[begun])) / YEAR
    return CashCost(len(rising), _mean(rising), len(falling), -_mean(falling), float(costs.sum()) / years)


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else 0.0


def _yields(tables: Mapping[str, pa.Table]) -> Floats:
    """What a share paid less what cash earned over each session after the first, or the carry of futures where they
    were held, decimals, (sessions - 1,).
    """
    earned, equity = daily_attribution(tables), tables["equity"]
    shares, worth, futures = (to_array(equity[name])[:-1] for name in ("share_value", "equity", "overlay_notional"))
    beside = _over(_sum(earned, OF_SHARES), shares) - _over(_sum(earned, OF_CASH), worth - shares)
    return np.where(futures > 0.0, _over(_sum(earned, OF_FUTURES), futures), beside)


def _sum(earned: Attribution, categories: tuple[str, ...]) -> Floats:
    places = [place for place, name in enumerate(earned.categories) if name in categories]
    amounts: Floats = earned.amounts[1:, places].sum(axis=1)
    return amounts


def _over(amounts: Floats, base: Floats) -> Floats:
    return np.divide(amounts, base, out=np.zeros(len(base)), where=base > 0.0)


def _first_fill(tables: Mapping[str, pa.Table]) -> int:
    """The session of the first fill; the one after the last where there was none."""
    last = int(to_array(tables["equity"]["date"])[-1])
    return int(to_array(tables["fills"]["date"]).min(initial=last + 1))

"""What an option earned by cause, derived another way than `option_attribution`: sensitivities by bumps of a price,
added up over many small steps of the index, of time, of volatility and of rates.

python -m validation.option_bumps      compares random sessions of patterns B and C since 1982
"""

import random
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from data.base.arrays import Floats
from data.base.days import day_of
from data.contracts.contracts import OptionContract, option_contract
from data.market.market import Market
from data.pricing.fitted_surface import FALL_SESSIONS, fitted_surface
from validation.black76_arrays import black76

STEPS, BUMP = 400, 1e-4
TOLERANCE = 1e-7
"""How far a part may be off, as a share of the underlying: a ten thousandth of a point at an index of 1,000."""
CAUSES = ("delta", "gamma", "theta", "vega", "rate")


class Point(NamedTuple):
    """An option's market: index (its share of it) and strike in points, years left, volatility, bill and dividend
    yields, annual decimals.
    """

    index: Any
    strike: float
    years: Any
    volatility: Any
    bill: Any
    dividend: Any
    call: bool

    @property
    def price(self) -> Floats:
        """Its price, points."""
        return self.at(self.index * np.exp((self.bill - self.dividend) * self.years), np.exp(-self.bill * self.years))

    def at(self, forward: ArrayLike, discount: ArrayLike) -> Floats:
        """Its price on a forward, points, with a discount."""
        return black76(forward, self.strike, self.years, self.volatility, self.call, discount)


def point_at(market: Market, contract: OptionContract, row: int) -> Point:
    """The market of an index option at a close, its volatility that of the fitted surface."""
    index, vix, bill, dividend = (
        float(market.values(name)[row]) for name in ("close", "vix", "bill_yield", "dividend_yield")
    )
    highest = max(market.values("close")[max(row - FALL_SESSIONS + 1, 0) : row + 1])
    years = (contract.expiry - market.days[row]) / 365.0
    share = index * contract.spec.index_share
    forward = share * np.exp((bill - dividend) * years)
    volatility = fitted_surface().volatility(vix, forward, contract.strike, years, 1.0 - index / highest)
    return Point(share, contract.strike, years, volatility, bill, dividend, contract.right == "C")


def by_bumps(before: Point, after: Point) -> dict[str, float]:
    """The parts of a change of price in points, by `CAUSES`."""
    carried, discount = np.exp((before.bill - before.dividend) * before.years), np.exp(-before.bill * before.years)

    def of_index(index: Floats) -> Floats:
        return before.at(index * carried, discount)

    forward = after.index * carried
    ahead = after.index * np.exp((after.bill - after.dividend) * after.years)
    then = np.exp(-after.bill * after.years)
    slope = _slope(of_index, np.array([before.index]), before.index)[0] * (after.index - before.index)
    aged = before._replace(years=after.years)
    moved = aged._replace(volatility=after.volatility)
    return {
        "delta": slope,
        "gamma": _along(of_index, before.index, after.index) - slope,
        "theta": _along(lambda t: before._replace(years=t).at(forward, discount), before.years, after.years),
        "vega": _along(
            lambda v: aged._replace(volatility=v).at(forward, discount), before.volatility, after.volatility
        ),
        "rate": _along(lambda s: moved.at(forward + s * (ahead - forward), discount + s * (then - discount)), 0.0, 1.0),
    }


def _along(price: Callable[[Floats], Floats], first: float, last: float) -> float:
    """Slopes in the middle of many small steps from one value to another, times the steps."""
    ends = np.linspace(first, last, STEPS + 1)
    return float(np.sum(_slope(price, 0.5 * (ends[1:] + ends[:-1]), max(abs(first), abs(last))) * np.diff(ends)))


def _slope(price: Callable[[Floats], Floats], values: Floats, size: float) -> Floats:
    bump = BUMP * size
    return (price(values + bump) - price(values - bump)) / (2.0 * bump)


def compared(tables: Mapping[str, Any], market: Market, chosen: int, seed: int) -> Iterator[tuple[str, float]]:
    """(cause, how far it is off as a share of the underlying's value) for `chosen` random sessions of a run on which an
    option was held from the close before to the close, fills and quotes apart.
    """
    rows = [
        row
        for row in tables["option_attribution"].to_pylist()
        if row["size"] and not row["premium"] and not row["payoff"]
    ]
    for row in random.Random(seed).sample(rows, min(chosen, len(rows))):  # noqa: S311  (no secret)
        contract = option_contract(row["contract"])
        place = market.row_of(day_of(row["date"]))
        before, after = (point_at(market, contract, one) for one in (place - 1, place))
        unit = row["size"] * contract.spec.multiplier
        yield from (
            (cause, abs(row[cause] / unit - part) / after.index) for cause, part in by_bumps(before, after).items()
        )


def report(chosen: int = 300) -> str:
    """The largest difference of each cause, by pattern."""
    from data.market.embedded import embedded_market  # noqa: PLC0415
    from engine import backtest, load_config  # noqa: PLC0415

    lines = list[str]()
    for pattern in ("B", "C"):
        found = list(compared(backtest(load_config(None, pattern=pattern)).tables, embedded_market(), chosen, 30))
        lines += [f"{pattern} {cause}: {max(off for name, off in found if name == cause):.1e}" for cause in CAUSES]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(f"{report()}\n")

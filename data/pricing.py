"""Fair values."""

from math import exp


def futures_fair_value(spot: float, rate: float, dividend_yield: float, years: float) -> float:
    """Price of an index future: spot carried at `rate` less `dividend_yield` for `years`.

    `rate` is the financing rate (bill rate + financing spread), both rates are continuous annual decimals, and the
    result is in index points. Cost of carry: F = S exp((r - q) T).
    """
    return spot * exp((rate - dividend_yield) * years)

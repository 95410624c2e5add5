"""Money-market arithmetic: bill prices, yields, day counts, and the yield of a money-market fund.

Rates are annual decimals, days are calendar days.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int_]
ONE_MONTH, THREE_MONTHS = 30.0, 91.0
"""Calendar days to run of the bills behind `bill_yield_1m` and `bill_yield`."""
LONGEST_SIMPLE_BILL = 183
"""Calendar days up to which a bill's coupon-equivalent yield has no compounding (31 CFR 356, Appendix B)."""


def bill_price(discount_rate: float, days: int, *, face: float = 100.0) -> float:
    """Price of a Treasury bill per `face`, from its bank discount rate (360-day year).

    Source: 31 CFR 356, Appendix B, section VI.A.

    >>> round(bill_price(0.0080, days=28), 6)
    99.937778
    """
    return face * (1.0 - discount_rate * days / 360.0)


def investment_yield(discount_rate: float, days: int, *, year_days: int = 365) -> float:
    """Simple annual yield on the price paid (act/`year_days`) of a bill quoted at a bank discount rate.

    The coupon-equivalent yield of 31 CFR 356, Appendix B for bills of at most half a year. Raises `ValueError` beyond that.
    """
    if not 0 < days <= LONGEST_SIMPLE_BILL:
        raise ValueError(f"investment_yield holds for bills of 1 to {LONGEST_SIMPLE_BILL} days, not {days}")
    price = bill_price(discount_rate, days, face=1.0)
    return (1.0 - price) / price * year_days / days


def yield_from_period_return(simple_return: float, days: int) -> float:
    """Annual rate which, accrued day by day on act/365, compounds to `simple_return` over `days`."""
    return 365.0 * float((1.0 + simple_return) ** (1.0 / days) - 1.0)


def interest(balance: float, rate: float, days: int) -> float:
    """Simple interest on a balance for calendar days, act/365."""
    return balance * rate * days / 365.0


def yield_at(maturity: float | Floats, bills: Floats, shorter: Floats) -> Floats:
    """Yield of bills with calendar days to run: on the straight line through those of one and of three months, and flat beyond these.

    `bills` are yields of three-month bills, `shorter` what those of one month yield more (negative: less); shapes broadcast, annual decimals.
    """
    from_one_month = np.minimum((maturity - ONE_MONTH) / (THREE_MONTHS - ONE_MONTH), 1.0)
    yields: Floats = bills + (1.0 - from_one_month) * shorter
    return yields


def ladder_yields(yields: Floats, days: Ints, tenor: float) -> Floats:
    """Yield at cost of a fund that buys as many bills every calendar day and holds each for `tenor` days: the mean of what they yielded when bought.

    `yields` are those of bills of that tenor at sessions with ascending day numbers, shape (sessions,), and hold until the next session; the first
    is that of the time before as well. The result is as of each session's close, its own purchase included.
    """
    bought = max(round(tenor), 1)
    calendar = np.arange(days[0] - bought + 1, days[-1] + 1)
    paid = yields[np.maximum(np.searchsorted(days, calendar, side="right") - 1, 0)]
    running = np.concatenate(([0.0], np.cumsum(paid)))
    last = days - calendar[0] + 1
    means: Floats = (running[last] - running[last - bought]) / bought
    return means


def marked_yields(bills: Floats, shorter: Floats, days: Ints, maturity: float) -> Floats:
    """What bills with `maturity` calendar days to run gained since the session before, at market prices: annual rate, act/365; 0 on the first session.

    At each close the fund holds bills of that maturity, bought at the yield of the line (see `yield_at`). By the next close they are as many days
    nearer to their end, and worth what the line says then. What matures in between is bought again at the old yield.
    """
    held = np.diff(days).astype(float)
    left = np.maximum(maturity - held, 0.0)
    before = yield_at(maturity, bills[:-1], shorter[:-1]) * (held + left)
    after = yield_at(left, bills[1:], shorter[1:]) * left
    gained = (1.0 + before / 365.0) / (1.0 + after / 365.0) - 1.0
    return np.concatenate(([0.0], gained * 365.0 / held))


def charged(income: Floats, expense_ratio: Floats, *, waives: bool) -> Floats:
    """Expenses a year of a fund that yields `income` before them; a manager who waives lets the two never fall below zero together."""
    return np.minimum(expense_ratio, income) if waives else expense_ratio

"""What bills pay a fund that holds a ladder of them: by session, arrays of numbers.

Rates are annual decimals, act/365; days are calendar days.
"""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from data.base.arrays import Floats

Ints = NDArray[np.int_]
Rate = TypeVar("Rate", float, Floats)
ONE_MONTH, THREE_MONTHS = 30.0, 91.0
"""Calendar days to run of the bills behind `bill_yield_1m` and `bill_yield`."""


def yield_at(maturity: float | Floats, bills: Rate, shorter: Rate) -> Rate:
    """Yield of bills with calendar days to run: on the straight line through those of one and of
    three months, and flat beyond these.

    `bills` are yields of three-month bills, `shorter` what those of one month yield more (negative: less);
    shapes broadcast, annual decimals.
    """
    from_one_month: Any = np.minimum((maturity - ONE_MONTH) / (THREE_MONTHS - ONE_MONTH), 1.0)
    yields: Rate = bills + (1.0 - from_one_month) * shorter
    return yields


def ladder_yields(yields: Floats, days: Ints, tenor: float) -> Floats:
    """Yield at cost of a fund that buys as many bills every calendar day and holds each for `tenor` days: the mean
    of what they yielded when bought.

    `yields`, annual decimals, are those of bills of that tenor at sessions with ascending day numbers, shape
    (sessions,), and hold until the next session; the first is that of the time before as well. The result, of the same
    shape, is as of each session's close, its own purchase included.

    >>> ladder_yields(np.array([0.02, 0.04]), np.array([0, 1]), tenor=2.0).tolist()
    [0.02, 0.03]
    """
    bought = max(round(tenor), 1)
    calendar = np.arange(days[0] - bought + 1, days[-1] + 1)
    paid = yields[np.maximum(np.searchsorted(days, calendar, side="right") - 1, 0)]
    running = np.concatenate(([0.0], np.cumsum(paid)))
    last = days - calendar[0] + 1
    means: Floats = (running[last] - running[last - bought]) / bought
    return means


def price_yields(bills: Floats, shorter: Floats, days: Ints, maturity: float) -> Floats:
    """What bills with `maturity` calendar days to run gained since the session before on top of their yield: annual
    rate, act/365, shape (sessions,), negative where they lost; 0 on the first session.

    At each close the fund holds bills of that maturity, bought at the yield of the line (see `yield_at`). By the
    next close they are as many days nearer to their end, and worth what the line says then. What matures in between
    is bought again at the old yield.
    """
    held = np.diff(days).astype(float)
    left = np.maximum(maturity - held, 0.0)
    before = yield_at(maturity, bills[:-1], shorter[:-1])
    after = yield_at(left, bills[1:], shorter[1:])
    return np.concatenate(([0.0], price_yield(before, after, held, left)))


def price_yield(before: Rate, after: Rate, held: Rate, left: Rate) -> Rate:
    """What bills gained on top of their yield, annual rate, act/365, from their yield `before` and `after` they were
    `held` so many calendar days (more than none), with so many `left` to run.
    """
    bought, sold = before / 365.0, after / 365.0
    gained = (1.0 + bought * (held + left)) / (1.0 + sold * left)
    return (gained / (1.0 + bought * held) - 1.0) * 365.0 / held


def charged(income: Floats, expense_ratio: Floats, *, waives: bool) -> Floats:
    """Expenses a year of a fund that yields `income` before them, annual decimals, positive what is taken, same shape;
    a manager who waives lets the two never fall below zero together, so that they are negative with the income.

    >>> charged(np.array([0.05, 0.001, -0.001]), np.full(3, 0.0035), waives=True).tolist()
    [0.0035, 0.001, -0.001]
    """
    return np.minimum(expense_ratio, income) if waives else expense_ratio

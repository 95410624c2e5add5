"""Funds that hold Treasury bills: terms in `data/facts/funds.csv`, and what they earn and
charge on the bills of a market.
"""

from functools import cache
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.facts import facts
from data.fund.bill_ladder import charged, ladder_yields, price_yields, yield_at
from data.market.market import Market

_TABLE = "funds"
FUND, DEPOSIT = "fund", "deposit"
HOLDINGS = (FUND, "etf", "bills", DEPOSIT)
"""What a core is, by the number of its fact `holding`: a fund, one that is traded on an exchange, bills themselves, a
deposit at a bank. Brokers treat them differently.
"""


class BillFund(NamedTuple):
    """Terms of a fund: (first day, annual decimal) of its expense ratios in order, the first of them for earlier
    days too; mean age of its bills, which is also what they have left to run, calendar days (0: it earns
    `bill_yield` itself, at once); whether they are `marked` to market and not held at amortised cost; and whether
    the manager `waives` fees that income does not cover. `holding` is one of `HOLDINGS`.
    """

    expenses: tuple[tuple[Day, float], ...] = ((0, 0.0),)
    mean_age: float = 0.0
    marked: bool = False
    waives: bool = True
    holding: str = FUND

    def told(self, first: Day, last: Day) -> dict[str, Any]:
        """The terms from a day to another as plain values, with the day since when each expense ratio was in force."""
        started = [(day, ratio) for day, ratio in self.expenses if day <= first][-1:] or self.expenses[:1]
        later = [(day, ratio) for day, ratio in self.expenses[1:] if first < day <= last]
        ratios = {iso(first): started[0][1]} | {iso(day): ratio for day, ratio in later}
        return {"expense_ratios": ratios, "mean_age": self.mean_age, "marked": self.marked, "waives": self.waives}


FREE_FUND = BillFund()
"""Earns the bill yield, and charges nothing."""


class FundPath(NamedTuple):
    """What a fund did since the session before: annual decimals, act/365, by session; 0 on the first.

    `income` and `expense`, what is taken from it, were known the session before; `price` is what its bills gained
    besides by the close, on top of the income, negative where they lost.
    """

    income: list[float]
    price: list[float]
    expense: list[float]


@cache
def fund_kinds() -> tuple[str, ...]:
    """Names of the funds with terms."""
    return tuple(dict.fromkeys(name.partition(".")[0] for name in facts(_TABLE).names))


@cache
def bill_fund(kind: str) -> BillFund:
    """Terms of a fund. Raises `ConfigError` for an unknown one."""
    if kind not in fund_kinds():
        raise ConfigError(f"unknown fund {kind!r}; known: {', '.join(fund_kinds())}")
    rows = facts(_TABLE).group(kind)
    expenses = facts(_TABLE).history(f"{kind}.expense_ratio")
    return BillFund(
        expenses=tuple((row.valid_from, row.value or 0.0) for row in expenses),
        mean_age=rows["mean_age"].value or 0.0,
        marked=bool(rows["marked"].value),
        waives=bool(rows["waives"].value),
        holding=HOLDINGS[int(rows["holding"].value or 0)],
    )


def fund_path(market: Market, fund: BillFund) -> FundPath:
    """What a fund earns and charges in each session of a market. Nothing but `price`
    depends on that session's own yields.
    """
    days, bills = np.asarray(market.days), market.floats("bill_yield")
    shorter = one_month_spread(market)
    price = np.zeros(len(days))
    if fund.mean_age <= 0.0:
        income = _before(bills)
    elif fund.marked:
        income = _before(yield_at(fund.mean_age, bills, shorter))
        price = price_yields(bills, shorter, days, fund.mean_age)
    else:
        # bills bought evenly and held to their end are on average half as old as they become
        tenor = 2.0 * fund.mean_age
        income = _before(ladder_yields(yield_at(tenor, bills, shorter), days, tenor))
    starts, ratios = (np.array(column) for column in zip(*fund.expenses, strict=True))
    ratio = ratios[np.maximum(np.searchsorted(starts, days[:-1], side="right") - 1, 0)]
    expense = charged(income[1:], ratio, waives=fund.waives)
    return FundPath(income.tolist(), price.tolist(), [0.0, *expense.tolist()])


def one_month_spread(market: Market) -> Floats:
    """Yield of one-month bills less `bill_yield` at each session, shape (sessions,), annual decimals, negative where
    they yield less: 0 until it is first known, and the last that is known after that.
    """
    spread = market.floats("bill_yield_1m") - market.floats("bill_yield")
    known = np.maximum.accumulate(np.where(np.isnan(spread), -1, np.arange(len(spread))))
    return np.where(known < 0, 0.0, spread[known])


def _before(yields: Floats) -> Floats:
    """The value of the session before; 0 on the first."""
    return np.concatenate(([0.0], yields[:-1]))

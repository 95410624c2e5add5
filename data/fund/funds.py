"""What the core may be, a fund of bills, one with a spread over them, a bank deposit or a fund of one's own: terms in
`data/facts/funds.csv`, and what it earns and charges on the bills of a market.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from data.base.arrays import Floats
from data.base.days import Day, iso
from data.base.errors import ConfigError
from data.base.meant import hint
from data.facts import Fact, facts
from data.fund.bill_ladder import charged, ladder_yields, price_yields, yield_at
from data.fund.own_fund import OwnFund
from data.market.market import Market

_TABLE = "funds"
FUND, DEPOSIT = "fund", "deposit"
HOLDINGS = (FUND, "etf", "bills", DEPOSIT)
"""What a core is, by the number of its fact `holding`: a fund, one that is traded on an exchange, bills themselves, a
deposit at a bank. Brokers treat them differently.
"""
Dated = tuple[tuple[Day, float], ...]
"""(First day, annual decimal) in order, the first of them for earlier days too."""


class BillFund(NamedTuple):
    """Terms of a fund: its `expenses`; mean age of its bills, which is also what they have left to run, calendar days
    (0: it earns `bill_yield` itself, at once); whether they are `marked` to market and not held at amortised cost;
    whether the manager `waives` fees that income does not cover; and `spreads`, what it earns more than bills.

    A deposit earns `rates` and has no bills. What `own`, a fund of one's own, is known to have earned stands in the
    place of all that from the day on which it begins. `holding` is one of `HOLDINGS`. `currency` is that of a fund
    which is not in the account's (JPY: it earns the yen overnight rate in place of bills), and `conversion` what
    changing it costs, half a spread in its currency for one of the account's.
    """

    expenses: Dated = ((0, 0.0),)
    mean_age: float = 0.0
    marked: bool = False
    waives: bool = True
    spreads: Dated = ((0, 0.0),)
    rates: Dated = ()
    own: OwnFund | None = None
    holding: str = FUND
    currency: str = ""
    conversion: float = 0.0

    def told(self, first: Day, last: Day) -> dict[str, Any]:
        """The terms from a day to another as plain values, with the day since when each expense ratio was in force."""
        told = {
            "expense_ratios": _between(self.expenses, first, last),
            "mean_age": self.mean_age,
            "marked": self.marked,
            "waives": self.waives,
        }
        further = {"spreads": self.spreads if len(self.spreads) > 1 else (), "rates": self.rates}
        told |= {name: _between(rows, first, last) for name, rows in further.items() if rows}
        return told | ({"own": {"first": iso(self.own.first), "last": iso(self.own.last)}} if self.own else {})


def _between(rows: Dated, first: Day, last: Day) -> dict[str, float]:
    """Values from a day to another, by the ISO date since which each was in force."""
    started = [value for day, value in rows if day <= first][-1:] or [rows[0][1]]
    return {iso(first): started[0]} | {iso(day): value for day, value in rows[1:] if first < day <= last}


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
def bill_fund(kind: str, currency: str = "USD") -> BillFund:
    """Terms of a fund; those of a deposit in a currency. Raises `ConfigError` for an unknown one."""
    if kind not in fund_kinds():
        raise ConfigError(f"unknown fund {kind!r}; {hint(kind, fund_kinds())}")
    rows = facts(_TABLE).group(kind)
    if is_deposit(kind):
        return BillFund(rates=_dated(kind, f"rate_{currency}"), holding=DEPOSIT)
    return BillFund(
        expenses=_dated(kind, "expense_ratio"),
        mean_age=rows["mean_age"].value or 0.0,
        marked=bool(rows["marked"].value),
        waives=bool(rows["waives"].value),
        spreads=_dated(kind, "spread") if has_spread(kind) else ((0, 0.0),),
        holding=_holding(kind),
    )


@cache
def is_deposit(kind: str) -> bool:
    """Whether a kind of fund is a deposit at a bank, which has rates and no bills."""
    return _holding(kind) == DEPOSIT


def _holding(kind: str) -> str:
    return HOLDINGS[int(facts(_TABLE).group(kind)["holding"].value or 0)]


@cache
def has_spread(kind: str) -> bool:
    """Whether a kind of fund earns a spread over bills, for which it is exposed to credit."""
    return "spread" in facts(_TABLE).group(kind)


def insured(kind: str, currency: str) -> tuple[Fact, ...]:
    """How much of a deposit is insured, dated, in the currency; nothing for a fund."""
    return facts(_TABLE).history(f"{kind}.insured_{currency}") if is_deposit(kind) else ()


def _dated(kind: str, name: str) -> Dated:
    return tuple((row.valid_from, row.value or 0.0) for row in facts(_TABLE).history(f"{kind}.{name}"))


def fund_path(market: Market, fund: BillFund) -> FundPath:
    """What a fund earns and charges in each session of a market. Nothing but `price`
    depends on that session's own yields.
    """
    modelled = _deposit_path(market, fund) if fund.rates else _bill_path(market, fund)
    return modelled if fund.own is None else FundPath(*fund.own.instead(market.days, modelled))


def _deposit_path(market: Market, fund: BillFund) -> FundPath:
    none = [0.0] * len(market)
    return FundPath([0.0, *_in_force(fund.rates, market.days[:-1]).tolist()], none, none)


def _bill_path(market: Market, fund: BillFund) -> FundPath:
    days, bills = np.asarray(market.days), market.floats("jpy_rate" if fund.currency else "bill_yield")
    shorter = np.zeros(len(days)) if fund.currency else one_month_spread(market)
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
    income[1:] += _in_force(fund.spreads, market.days[:-1])
    ratio = _in_force(fund.expenses, market.days[:-1])
    expense = charged(income[1:], ratio, waives=fund.waives)
    return FundPath(income.tolist(), price.tolist(), [0.0, *expense.tolist()])


def _in_force(rows: Dated, days: Sequence[Day]) -> Floats:
    """The value in force on each of some days, shape (days,)."""
    starts, values = (np.array(column) for column in zip(*rows, strict=True))
    found: Floats = values[np.maximum(np.searchsorted(starts, days, side="right") - 1, 0)]
    return found


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

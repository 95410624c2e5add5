"""The fund on a path: what `data.fund.funds` says it earns and charges, session after session."""

from collections.abc import Sequence

from data.fund.bill_ladder import price_yield, yield_at
from data.pricing.rates import interest
from engine.fast.path_terms import FundTerms
from engine.fast.sessions import FundRates, Session


def lay_fund(
    sessions: Sequence[Session], shorter: Sequence[float], expenses: Sequence[float], terms: FundTerms, first: int
) -> float:
    """Income, expense and price of the fund in each session; `shorter` is what bills of one month yield more,
    `expenses` the expense ratios of the sessions, annual decimals. What one unit in the fund at the close of row
    `first` has become at the end.
    """
    worth = 1.0
    sessions[0].fund.income = sessions[0].fund.expense = sessions[0].fund.price = 0.0
    if terms.mean_age > 0.0 and not terms.marked:
        _lay_ladder(sessions, shorter, 2.0 * terms.mean_age, terms.held)
    for row in range(1, len(sessions)):
        fund = sessions[row].fund
        if terms.mean_age <= 0.0:
            fund.income = sessions[row - 1].prices.bill
        elif terms.marked:
            fund.income = yield_at(terms.mean_age, sessions[row - 1].prices.bill, shorter[row - 1])
        fund.price = _repriced(sessions, shorter, row, terms.mean_age) if terms.marked else 0.0
        ratio = expenses[row - 1]
        fund.expense = min(ratio, fund.income) if terms.waives else ratio
        if row > first:
            worth = grown(worth, fund, sessions[row].dates.day - sessions[row - 1].dates.day)
    return worth


def grown(worth: float, fund: FundRates, days: int) -> float:
    """So much in the fund after a session so many days later, at its rates of that session."""
    worth += interest(worth, fund.income, days) - interest(worth, fund.expense, days)
    return worth + interest(worth, fund.price, days)


def _repriced(sessions: Sequence[Session], shorter: Sequence[float], row: int, maturity: float) -> float:
    held = float(sessions[row].dates.day - sessions[row - 1].dates.day)
    left = max(maturity - held, 0.0)
    before = yield_at(maturity, sessions[row - 1].prices.bill, shorter[row - 1])
    return price_yield(before, yield_at(left, sessions[row].prices.bill, shorter[row]), held, left)


def _lay_ladder(sessions: Sequence[Session], shorter: Sequence[float], tenor: float, bought: int) -> None:
    """Income of a fund that buys as many bills every calendar day: the mean of what they yielded when bought. What was
    bought up to a day, less what was bought up to the day when the oldest one still held was.
    """
    paid, gone, oldest = 0.0, 0.0, 0
    yielded = old = yield_at(tenor, sessions[0].prices.bill, shorter[0])
    for _ in range(bought):
        paid += yielded
    for row in range(1, len(sessions)):
        sessions[row].fund.income = (paid - gone) / bought
        following = yield_at(tenor, sessions[row].prices.bill, shorter[row])
        for day in range(sessions[row - 1].dates.day + 1, sessions[row].dates.day + 1):
            paid += following if day == sessions[row].dates.day else yielded
            leaves = day - bought
            while oldest + 1 < len(sessions) and sessions[oldest + 1].dates.day <= leaves:
                oldest += 1
                old = yield_at(tenor, sessions[oldest].prices.bill, shorter[oldest])
            gone += old
        yielded = following

"""A fund from its bills: each bought on a calendar day and held to its end, or sold and bought again at the price of
every close.
"""

import math
from collections import deque

from tests.oracles.slow_market import fact_on


class SlowFund:
    """What a fund earned and what its price did since the session before, annual rates, by row of the market."""

    def __init__(self, market, rules):
        self.days, self.rules = market.days, rules
        self.three_months, self.one_month = market.values("bill_yield"), market.values("bill_yield_1m")
        self.spreads = self.spreads_so_far()
        self.price = [0.0] * len(self.days)
        if rules["kind"] == "deposit":
            currency = rules.get("currency", "account").replace("account", "USD")
            self.income = [0.0, *[self.fact(f"rate_{currency}", row) for row in range(len(self.days) - 1)]]
            return
        age = self.term("mean_age", 0)
        if age == 0:
            self.income = [0.0, *self.three_months[:-1]]
        elif fact_on("funds", f"{rules['kind']}.marked", self.days[0]):
            self.income = [0.0, *[self.yield_of(row, age) for row in range(len(self.days) - 1)]]
            self.price = [0.0, *[self.sold(row, age) for row in range(1, len(self.days))]]
        else:
            self.income = [0.0, *self.held_to_the_end(2 * age)[:-1]]
        if rules["kind"] == "prime":
            more = [self.fact("spread", row) for row in range(len(self.days) - 1)]
            self.income = [0.0, *[bills + extra for bills, extra in zip(self.income[1:], more, strict=True)]]

    def term(self, name, row):
        chosen = self.rules.get("waiver" if name == "waives" else name)
        return self.fact(name, row) if chosen is None else chosen

    def fact(self, name, row):
        return fact_on("funds", f"{self.rules['kind']}.{name}", self.days[row])

    def spreads_so_far(self):
        last, found = 0.0, []
        for longer, shorter in zip(self.three_months, self.one_month, strict=True):
            last = last if math.isnan(shorter) else shorter - longer
            found.append(last)
        return found

    def yield_of(self, row, maturity):
        longer, shorter = self.three_months[row], self.three_months[row] + self.spreads[row]
        return longer if maturity >= 91 else shorter + (longer - shorter) * (maturity - 30) / 61

    def held_to_the_end(self, tenor):
        """The mean yield of the bills that the fund holds at each close."""
        held = deque([self.yield_of(0, tenor)] * max(round(tenor), 1), maxlen=max(round(tenor), 1))
        means, row = [], 0
        for day in range(self.days[0], self.days[-1] + 1):
            row += row + 1 < len(self.days) and self.days[row + 1] == day
            held.append(self.yield_of(row, tenor))
            if day == self.days[row]:
                means.append(sum(held) / len(held))
        return means

    def sold(self, row, maturity):
        """What bills bought at the close before and sold at this one gave besides interest; those that ended in between
        were bought again as they were.
        """
        days = self.days[row] - self.days[row - 1]
        left = max(maturity - days, 0)
        bought = 100 / (1 + self.yield_of(row - 1, maturity) * (days + left) / 365)
        sold = 100 / (1 + self.yield_of(row, left) * left / 365)
        interest = 1 + self.yield_of(row - 1, maturity) * days / 365
        return (sold / bought / interest - 1) * 365 / days

    def net(self, row):
        """What the holder earns a year before the price of the bills is looked at."""
        income = self.income[row]
        if self.rules["kind"] == "deposit":
            return income
        asked = self.term("expense_ratio", row - 1)
        return income - (min(asked, income) if self.term("waives", row) else asked)

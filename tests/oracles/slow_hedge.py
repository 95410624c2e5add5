"""The currency hedge once more, from docs/yen.md and docs/account.md, in plain Python and without the code under test.

One loop over the sessions, facts read from their files, equity of the evenings given.
"""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

FACTS = Path(__file__).parents[2] / "data" / "facts"


def fact(table, name, day):
    with (FACTS / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["name"] == name and row["valid_from"] <= str(day)]
    return float(max(rows, key=lambda row: row["valid_from"])["value"])


class SlowHedge:
    """`chosen`: ratio, and what is set of basis, half_spread, roll_half_spread, margin. `market`: days (dates), rate,
    bill, call, and the fixed dates, also later ones. `evenings`: equity by day; `forced`: days on which the broker
    closed it.
    """

    def __init__(self, chosen, market, evenings, forced):
        self.c, self.m, self.evenings, self.forced = chosen, market, evenings, forced
        self.sold = 0.0
        self.price, self.points, self.costs, self.margins = [], [], [], []

    def of_the_day(self, name, day):
        value = self.c.get(name)
        return fact("currency_hedge", f"USDJPY.{name}", day) if value is None else value

    def forward(self, t, expiry):
        years = (expiry - self.m["days"][t]).days / 365
        yen, dollars = self.m["call"][t] + self.over_call + self.basis, self.m["bill"][t] + self.over_bills
        return self.m["rate"][t] * (1 + yen * years) / (1 + dollars * years)

    def strike(self, t, day):
        spot, target = self.m["rate"][t], self.c["ratio"] * self.evenings[self.m["days"][t - 1]]
        rolled = min(target, self.sold)
        new = abs(target - self.sold)
        cost = new * self.of_the_day("half_spread", day) + rolled * self.of_the_day("roll_half_spread", day)
        self.basis, self.asked = self.of_the_day("basis", day), self.of_the_day("margin", day)
        self.over_bills = fact("money_market", "USD.interbank", day)
        self.over_call = fact("money_market", "JPY.interbank", day)
        self.sold, self.expiry = target, min(end for end in self.m["fixed"] if end > day)
        self.spot, self.fwd = spot, self.forward(t, self.expiry)
        return -cost / spot

    def run(self):
        for t, day in enumerate(self.m["days"]):
            price = points = cost = 0.0
            spot = self.m["rate"][t]
            if self.sold:
                forward = self.forward(t, self.expiry)
                price = -self.sold / spot * (spot - self.spot)
                points = -self.sold / spot * (forward - self.fwd) - price
                self.spot, self.fwd = spot, forward
            if t == 1 or (t > 1 and day in self.m["fixed"]):
                cost = self.strike(t, day)
            if day in self.forced:
                cost -= self.sold * fact("currency_hedge", "USDJPY.closing_half_spread", day) / spot
                self.sold = 0.0
            self.price.append(price)
            self.points.append(points)
            self.costs.append(cost)
            self.margins.append(self.sold * self.asked if self.sold else 0.0)
        return self


def month_ends(days):
    """The last session of each month but the last."""
    return [one for one, later in pairwise(days) if one.month != later.month]


def dates(days):
    return [date(1970, 1, 1) + timedelta(days=day) for day in days]

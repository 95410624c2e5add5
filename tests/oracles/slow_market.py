"""What a market and a broker ask and pay, from the documents: prices of futures, exchange margin, a profile's rules."""

import csv
import math
from datetime import date
from functools import cache
from pathlib import Path

from data.margin.margins import initial_ratio_schedule, maintenance_schedule

FACTS = Path(__file__).parents[2] / "data" / "facts"
MONTHS = {"H": 3, "M": 6, "U": 9, "Z": 12}
EPOCH = date(1970, 1, 1).toordinal()


@cache
def facts(table):
    rows = []
    for path in [*FACTS.glob(f"{table}.csv"), *FACTS.glob("families/*.csv")]:
        with path.open(encoding="utf-8", newline="") as file:
            rows += [row for row in csv.DictReader(file) if row.get("table", table) == table]
    return rows


@cache
def fact(table, name):
    (value,) = [row["value"] for row in facts(table) if row["name"] == name]
    return float(value)


def fact_on(table, name, day):
    """The value of a day; before the first row that of the first."""
    rows = sorted((row for row in facts(table) if row["name"] == name), key=lambda row: row["valid_from"])
    begun = [row for row in rows if row["valid_from"] <= iso(day)] or rows[:1]
    return float(begun[-1]["value"])


def day_number(stamp):
    return stamp.toordinal() - EPOCH


def iso(day):
    return date.fromordinal(EPOCH + day).isoformat()


def third_friday(contract):
    year = int(contract[-2:])
    first = date(year + (1900 if year >= 90 else 2000), MONTHS[contract[-3]], 1)
    return day_number(first) + (4 - first.weekday()) % 7 + 14


def multiplier(contract):
    return fact("futures", f"{contract[:-3]}.multiplier")


class SlowCurve:
    """Futures by cost of carry: bills plus financing spread less dividends, until the last day."""

    def __init__(self, market, settings):
        self.days, self.sessions = market.days, set(market.days)
        self.opens, self.closes = market.values("open"), market.values("close")
        self.bills, self.dividends = market.values("bill_yield"), market.values("dividend_yield")
        financing = settings["futures"]["financing"]
        self.spread = fact("financing_spread", f"ES.{financing}") if isinstance(financing, str) else financing
        self.at_open = settings["execution"]["fill_at"] == "open"

    def last_day(self, contract):
        day = third_friday(contract)
        while day < self.days[-1] and day not in self.sessions:
            day -= 1
        return day

    def price(self, contract, row, index, known):
        years = (self.last_day(contract) - self.days[row]) / 365
        carry = self.bills[known] + self.spread - self.dividends[known]
        return index * math.exp(carry * years)

    def settlement(self, contract, row):
        return self.price(contract, row, self.closes[row], row)

    def at_limit(self, row):
        index = (self.opens if self.at_open else self.closes)[row]
        return abs(index / self.closes[row - 1] - 1) >= fact_on("price_limits", "ES.daily", self.days[row]) - 1e-12

    def mid(self, contract, row):
        if self.at_open:
            return self.price(contract, row, self.opens[row], row - 1)
        return self.settlement(contract, row)


class SlowMargin:
    """What the exchange and the broker ask for, by session."""

    def __init__(self, market, multiple):
        self.of_one = [multiple * margin for margin in maintenance_schedule(market.days, market.values("close"), "ES")]
        self.ratios = initial_ratio_schedule(market.days, "ES")

    def maintenance(self, sizes, row):
        units = sum(abs(size) * multiplier(contract) / multiplier("ESH00") for contract, size in sizes.items())
        return units * self.of_one[row]

    def initial(self, sizes, row):
        return self.maintenance(sizes, row) * self.ratios[row]


def rules_of(settings):
    """What the broker's profile says, or the config instead of it."""
    account = settings["account"]
    return lambda name: float(account.get(name, fact("account_profiles", f"{account['profile']}.{name}")))


def seen_of(market, columns):
    """What an account in foreign exchange looks at: days, rate, interest of both currencies overnight, fear."""
    return {
        "days": market.days,
        "rate": columns["usdjpy"],
        "dollar": [
            bill + fact_on("money_market", "USD.overnight", day)
            for bill, day in zip(columns["bill_yield"], market.days, strict=True)
        ],
        "yen": columns["jpy_rate"],
        "vix": columns["vix"],
        "next_day": market.next_sessions[-1],
    }

"""Options from the documents: series, dates, Black-76 by `math.erf`, the surface and the spread, each written out once
more.
"""

import math
import re
from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from tests.oracles.slow_market import SlowCurve, day_number, fact, fact_on, facts, iso

CODE = re.compile(r"(SPX|XSP|ES)(\d\d)(\d\d)(\d\d)([CP])([\d.]+)")
MONTH_CODES = dict(zip((3, 6, 9, 12), "HMUZ", strict=True))


def is_option(contract):
    return CODE.fullmatch(contract) is not None


class Series(NamedTuple):
    root: str
    expiry: int
    right: str
    strike: float

    @property
    def multiplier(self):
        return option_fact(self.root, "multiplier")

    @property
    def share(self):
        return option_fact(self.root, "index_share")

    def tick(self, premium):
        name = "tick" if premium < option_fact(self.root, "tick_changes_at") else "tick_above"
        return option_fact(self.root, name)

    @property
    def opening(self):
        """Whether it settles at the open of its last day."""
        return fact_on("options", f"{self.root}.settles_at_open", self.expiry) == 1

    def payoff(self, settlement):
        return max(0.0, settlement - self.strike if self.right == "C" else self.strike - settlement)


def option_fact(root, name):
    return fact("options", f"{root}.{name}")


def series(code):
    root, year, month, day, right, strike = CODE.fullmatch(code).groups()
    century = 1900 if int(year) >= 80 else 2000
    return Series(root, day_number(date(century + int(year), int(month), int(day))), right, float(strike))


def third_friday_of(year, month):
    first = date(year, month, 1)
    return day_number(first) + (4 - first.weekday()) % 7 + 14


def date_of(day):
    return date.fromisoformat(iso(day))


def fixed_dates(market, sessions_before, months=1):
    """The session on which the next series is bought: the expiry of that series, from the third Fridays of every so
    many months and the market's sessions.
    """
    days = market.days
    fridays = [
        third_friday_of(year, month)
        for year in range(date_of(days[0]).year, date_of(days[-1]).year + 3)
        for month in range(1, 13)
        if (12 * year + month) % months == 0
    ]
    fridays = [friday for friday in fridays if friday >= days[0]]
    rows = [bisect_right(days, friday) - 1 for friday in fridays if friday <= days[-1]]
    expiries = [days[row] for row in rows] + fridays[len(rows) :]
    return {
        days[row - sessions_before]: expiries[place + 1] for place, row in enumerate(rows) if row >= sessions_before
    }


def normal(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


class Surface:
    """The volatility surface, from its facts and the docstring of `data/pricing/surface.py`."""

    def __init__(self, settings):
        prices = settings["option_prices"]
        self.of = {row["name"]: float(row["value"]) for row in facts("option_surface")}
        self.fitted = {name.removeprefix("fitted."): value for name, value in self.of.items() if name[:7] == "fitted."}
        self.name, self.level, self.steeper = prices["surface"], prices["level_factor"], prices["slope_factor"]

    def __call__(self, name):
        return self.of[f"{self.name}.{name}"]

    def at_the_money(self, vix, years):
        near = self.level * self("level") * vix / 100
        three_months = self.of["three_month.intercept"] + self.of["three_month.per_point"] * vix
        far = self.level * self("level_three_months") * three_months / 100
        place = min(1.0, max(0.0, (years - 30 / 365) / (61 / 365)))
        if place in {0.0, 1.0}:
            return far if place else near
        return math.sqrt(((1 - place) * near**2 * 30 / 365 + place * far**2 * 91 / 365) / years)

    def volatility(self, vix, forward, strike, years, fall):
        if self.name == "fitted":
            return self.level * vix / 100 * self.ratio(vix, forward, strike, years, fall)
        level = self.at_the_money(vix, years)
        if years == 0:
            return level
        away = math.log(strike / forward) / (level * math.sqrt(years))
        z = max(-self.of["wing.puts"], min(self.of["wing.calls"], away))
        slope = self("slope_at_ten") + self("slope_per_point") * (vix - 10)
        slope = self.steeper * max(self("slope_least"), min(self("slope_most"), slope))
        puts = "put_curvature" if vix < self("stressed_from") else "put_curvature_stressed"
        bend = self("call_curvature") if z >= 0 else self(puts)
        return level * max(0.5, min(4.0, 1 - slope * z + bend * z**2))

    def ratio(self, vix, forward, strike, years, fall):
        """Volatility over the VIX of the fitted surface, from the docstring of `data/pricing/fitted_surface.py`."""
        at, usual = self.fitted, 20 / max(self.fitted["vix_least"], min(self.fitted["vix_most"], vix))
        fall = min(fall, at["fall_most"])
        share, days = min(fall * usual, at["share_most"]), max(at["days_least"], min(at["days_most"], 365 * years))
        found = at["level"] + at["term"] * usual * math.log(days / 30) + at["fall"] * share
        if years:
            deviation = vix / 100 * math.sqrt(years)
            z = max(-at["wing_puts"], min(at["wing_calls"], math.log(strike / forward) / deviation))
            width = max(at["width_least"], min(at["width_most"], deviation / (0.2 * math.sqrt(30 / 365))))
            slope = at["slope"] + at["slope_width"] * width + at["slope_fall"] * fall
            slope += at["slope_share_width"] * share * width
            bend = at["call_bend"] if z > 0 else at["put_bend_width"] / width + at["put_bend_share"] * share
            found += self.steeper * slope * z + bend * (math.hypot(z, at["rounding"]) - at["rounding"])
        return max(found, at["least"])


MOVES = (-0.02, 0.0, 0.02)  # the limit on exposure holds after each of them


class Seen(NamedTuple):
    """An option's price and what goes with it, in points of its underlying."""

    mid: float
    delta: float  # change for a 100 % move of the index
    forward_delta: float
    vega: float


class SlowOptions:
    """Marks, spreads and commissions of options on one market."""

    def __init__(self, market, settings):
        self.curve, self.surface, self.costs = SlowCurve(market, settings), Surface(settings), settings["costs"]
        self.factor = settings["option_prices"]["spread_factor"]
        self.market, self.vix, self.closes = market, market.values("vix"), market.values("close")
        self.real = market.floats("open_is_real")

    def forward(self, one, row, index, known):
        years = (one.expiry - self.market.days[row]) / 365
        if option_fact(one.root, "on_future"):
            return self.curve.price(self.future(one), row, index, known)
        carry = self.curve.bills[known] - self.curve.dividends[known]
        return index * one.share * math.exp(carry * years)

    def future(self, one):
        expires = date_of(one.expiry)
        month = -(-expires.month // 3) * 3
        return f"ES{MONTH_CODES[month]}{expires.year % 100:02d}"

    def seen(self, code, row, *, filling=False, move=0.0):
        """At the close, or what orders fill at; `move`: as it would be once the index had moved, volatility of the
        strike as it was.
        """
        one, at_open = series(code), filling and self.curve.at_open
        index, known = (self.curve.opens[row], row - 1) if at_open else (self.curve.closes[row], row)
        years = (one.expiry - self.market.days[row]) / 365
        forward = self.forward(one, row, index, known)
        fall = 1 - self.closes[known] / max(self.closes[max(0, known - 251) : known + 1])
        volatility = self.surface.volatility(self.vix[known], forward, one.strike, years, fall)
        return self.black(one, (1 + move) * forward, years, self.curve.bills[known], volatility)

    def black(self, one, forward, years, bill, volatility):
        if years == 0:
            gain = (forward - one.strike) * (1 if one.right == "C" else -1)
            return Seen(max(gain, 0.0), math.copysign(forward, gain) * (gain > 0), float(gain > 0), 0.0)
        total = volatility * math.sqrt(years)
        d1 = math.log(forward / one.strike) / total + total / 2
        discount, sign = math.exp(-bill * years), 1 if one.right == "C" else -1
        mid = sign * discount * (forward * normal(sign * d1) - one.strike * normal(sign * (d1 - total)))
        density = math.exp(-(d1**2) / 2) / math.sqrt(2 * math.pi)
        delta = sign * normal(sign * d1)
        return Seen(mid, discount * forward * delta, discount * delta, discount * forward * density * math.sqrt(years))

    def delta_of_one(self, code, row, move, *, filling=True):
        """Of one contract, money, once the index has moved."""
        return series(code).multiplier * self.seen(code, row, filling=filling, move=move).delta

    def mid(self, code, row):
        return self.seen(code, row, filling=True).mid

    def mark(self, code, row):
        return self.seen(code, row).mid

    def half_spread(self, code, row, *, selling, filling=True):
        one, at_open = series(code), filling and self.curve.at_open
        known = row - 1 if at_open else row
        seen, vix = self.seen(code, row, filling=filling), self.vix[known]
        index = (self.curve.opens if at_open else self.curve.closes)[row] * one.share
        half = self.calm(one.root, self.market.days[known], index, seen, vix)
        if vix > self.costs.get("stress_vix", fact("costs", "ES.stress_vix")):
            half = max(half, seen.vega * max(0.08, 0.00045 * vix**2) / 100)
        rise = vix / self.vix[max(known - 2, 0)]
        if rise >= 1.5:
            half = max(half, 0.0011 * (rise - 1) * index)
        half = max(self.factor * half, one.tick(seen.mid) / 2)
        return min(half, seen.mid) if selling else half

    def calm(self, root, day, index, seen, vix):
        """Half the spread where nothing is the matter: SPX has quotes of its own, by year."""
        if root != "SPX":
            return 0.036 * seen.mid + 0.00005 * index
        year = date_of(day).year
        share = 0.0205 if year < 2018 else 0.0085 if year < 2022 else 0.0035
        return 0.000016 * index + share * vix / 100 * seen.vega

    def commission(self, code):
        return self.costs.get("option_commission", fact("costs", f"{series(code).root}_option.commission"))

    def settlement(self, code, row):
        """The payoff: of the index at the open or the close, of an option on a future of the future at the close."""
        one = series(code)
        index = (self.curve.opens if one.opening and self.real[row] else self.curve.closes)[row]
        if option_fact(one.root, "on_future"):
            return one.payoff(self.curve.price(self.future(one), row, index, row))
        return one.payoff(index * one.share)

    def cost_of_one(self, code, row, *, filling):
        """What one contract costs at the offer, commission included."""
        offer = self.seen(code, row, filling=filling).mid + self.half_spread(code, row, selling=False, filling=filling)
        return offer * series(code).multiplier + self.commission(code)

"""European options by chance, and what two independent libraries say of them."""

from math import exp, sqrt
from typing import NamedTuple

import QuantLib
from hypothesis import settings
from hypothesis import strategies as st

from data.pricing.black76 import (
    black76,
    black76_greeks,
    implied_volatility,
)
from tests.support.sparing import examples

ANY_OPTION = settings(max_examples=examples(60))


class Option(NamedTuple):
    forward: float
    strike: float
    years: float
    volatility: float
    right: str
    rate: float

    @property
    def discount(self):
        return exp(-self.rate * self.years)

    @property
    def price(self):
        return black76(self.forward, self.strike, self.years, self.volatility, self.right, self.discount)

    @property
    def greeks(self):
        return black76_greeks(self.forward, self.strike, self.years, self.volatility, self.right, self.discount)

    @property
    def deviation(self):
        return self.volatility * sqrt(self.years)

    @property
    def intrinsic(self):
        return self.discount * max(self.forward - self.strike if self.right == "C" else self.strike - self.forward, 0.0)

    @property
    def upper_bound(self):
        return self.discount * (self.forward if self.right == "C" else self.strike)

    @property
    def other(self):
        return self._replace(right="P" if self.right == "C" else "C")

    def volatility_at(self, price):
        return implied_volatility(price, self.forward, self.strike, self.years, self.right, self.discount)

    def out_of_the_money(self):
        return self._replace(right="C" if self.strike >= self.forward else "P")


def option(forward, moneyness, years, volatility, right, rate):
    return Option(forward, forward * exp(moneyness), years, volatility, right, rate)


RIGHTS = st.sampled_from(["C", "P"])
OPTIONS = st.builds(
    option,
    forward=st.floats(10.0, 10_000.0),
    moneyness=st.floats(-0.5, 0.5),
    years=st.floats(1.0 / 365.0, 3.0),
    volatility=st.floats(0.03, 1.5),
    right=RIGHTS,
    rate=st.floats(-0.02, 0.15),
)
NEAR_THE_MONEY = st.builds(
    lambda forward, deviations, years, volatility, right, rate: option(
        forward, deviations * volatility * sqrt(years), years, volatility, right, rate
    ),
    forward=st.floats(500.0, 5_000.0),
    deviations=st.floats(-2.5, 2.5),
    years=st.floats(1.0 / 12.0, 2.0),
    volatility=st.floats(0.08, 0.8),
    right=RIGHTS,
    rate=st.floats(-0.02, 0.15),
)
MONTH = option(2000.0, -0.05, 30.0 / 365.0, 0.20, "P", 0.01)


def quantlib(one):
    kind = QuantLib.Option.Call if one.right == "C" else QuantLib.Option.Put
    payoff = QuantLib.PlainVanillaPayoff(kind, one.strike)
    return QuantLib.BlackCalculator(payoff, one.forward, one.deviation, one.discount)


def quantlib_volatility(one, price):
    kind = QuantLib.Option.Call if one.right == "C" else QuantLib.Option.Put
    deviation = QuantLib.blackFormulaImpliedStdDev(
        kind, one.strike, one.forward, price, one.discount, 0.0, one.deviation, 1e-12, 1000
    )
    return deviation / sqrt(one.years)


def vollib_arguments(one):
    return one.right.lower(), one.forward, one.strike, one.years, one.rate, one.volatility

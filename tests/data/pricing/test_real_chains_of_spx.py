"""The surfaces of the VIX beside real SPX chains of two days of 2013."""

import csv
from datetime import date
from math import exp, isnan
from statistics import median
from typing import NamedTuple

import pytest

from data.base.days import day_of
from data.pricing.black76 import black76_greeks, implied_volatility
from data.pricing.option_spread import half_spread, option_spread
from data.pricing.surface import surface


class Chain(NamedTuple):
    day: str
    days: int
    spot: float
    vix: float
    bill: float


JANUARY_2013 = day_of(date(2013, 1, 2))
APRIL = Chain("2013-04-19", 62, 1555.25, 14.97, 0.0005)
JUNE = Chain("2013-06-24", 53, 1573.09, 20.11, 0.0006)
REAL_CHAINS = pytest.mark.parametrize("chain", [APRIL, JUNE], ids=["April 2013", "June 2013"])


class Quote(NamedTuple):
    strike: float
    call_bid: float
    call_ask: float
    put_bid: float
    put_ask: float


@pytest.fixture(scope="module")
def quotes_of(development_data):
    """Quotes with a bid on both sides, within a share of the spot."""

    def quotes(chain, width=0.10):
        with development_data("spx_chain_2013_rnd.csv").open() as file:
            rows = [row for row in csv.DictReader(file) if row["date"] == chain.day]
        names = ("strike", "bid.c", "ask.c", "bid.p", "ask.p")
        all_quotes = [Quote(*(float(row[name] or 0.0) for name in names)) for row in rows]
        return [
            one
            for one in all_quotes
            if abs(one.strike / chain.spot - 1.0) < width and one.call_bid > 0.0 and one.put_bid > 0.0
        ]

    return quotes


def discount_of(chain):
    return exp(-chain.bill * chain.days / 365.0)


def forward_band(chain, quotes):
    """(highest, lowest) forward at which selling the put and buying the call, or the reverse, earns nothing
    anywhere.
    """
    discount = discount_of(chain)
    low = max(one.strike + (one.call_bid - one.put_ask) / discount for one in quotes)
    high = min(one.strike + (one.call_ask - one.put_bid) / discount for one in quotes)
    return low, high


def forward_of(chain, quotes):
    return sum(forward_band(chain, quotes)) / 2.0


def volatilities(chain, forward, strike, prices, right):
    years, discount = chain.days / 365.0, discount_of(chain)
    return [implied_volatility(price, forward, strike, years, right, discount) for price in prices]


@REAL_CHAINS
def test_one_forward_fits_the_quotes_of_every_strike_within_ten_percent(chain, quotes_of):
    quotes = quotes_of(chain)
    low, high = forward_band(chain, quotes)
    assert len(quotes) == 63
    assert low <= high < low + 5.0
    assert chain.spot * 0.99 < low <= high < chain.spot


@REAL_CHAINS
def test_calls_and_puts_of_a_strike_have_the_same_volatility_within_their_quotes(chain, quotes_of):
    quotes = quotes_of(chain)
    forward = forward_of(chain, quotes)
    for one in quotes:
        call = volatilities(chain, forward, one.strike, (one.call_bid, one.call_ask), "C")
        put = volatilities(chain, forward, one.strike, (one.put_bid, one.put_ask), "P")
        bids = [volatility for volatility in (call[0], put[0]) if not isnan(volatility)]
        assert max(bids, default=0.0) <= min(call[1], put[1]), one


def test_a_bid_below_intrinsic_value_has_no_volatility(quotes_of):
    quotes = quotes_of(APRIL)
    forward = forward_of(APRIL, quotes)
    below = [one for one in quotes if one.put_bid < discount_of(APRIL) * (one.strike - forward)]
    assert len(below) == 14
    assert all(isnan(volatilities(APRIL, forward, one.strike, [one.put_bid], "P")[0]) for one in below)


def middle(one, forward):
    """(price, half-spread, right) of the option that is out of the money."""
    if one.strike >= forward:
        return (one.call_bid + one.call_ask) / 2.0, (one.call_ask - one.call_bid) / 2.0, "C"
    return (one.put_bid + one.put_ask) / 2.0, (one.put_ask - one.put_bid) / 2.0, "P"


def errors_of(chain, quotes, one):
    """Model less quote, in volatility, by strike."""
    forward = forward_of(chain, quotes)
    for quote in quotes:
        price, _, right = middle(quote, forward)
        quoted = volatilities(chain, forward, quote.strike, [price], right)[0]
        yield quote.strike / forward, one.volatility(chain.vix, forward, quote.strike, chain.days / 365.0) - quoted


@REAL_CHAINS
def test_the_moving_surface_is_within_a_volatility_point_of_real_quotes_from_ninety_to_a_hundred_and_three_percent(
    chain, quotes_of
):
    errors = [error for moneyness, error in errors_of(chain, quotes_of(chain), surface("moving")) if moneyness < 1.03]
    assert len(errors) >= 39
    assert max(abs(error) for error in errors) < 0.01


@REAL_CHAINS
def test_the_moving_surface_prices_calls_far_above_the_forward_too_dear_by_up_to_two_and_a_half_points(
    chain, quotes_of
):
    errors = [error for moneyness, error in errors_of(chain, quotes_of(chain), surface("moving")) if moneyness > 1.06]
    assert min(errors) > 0.0
    assert max(errors) < 0.025


@REAL_CHAINS
def test_the_spread_is_of_the_size_of_real_spreads(chain, quotes_of):
    quotes = quotes_of(chain)
    forward = forward_of(chain, quotes)
    ratios = []
    for quote in quotes:
        price, real, right = middle(quote, forward)
        volatility = volatilities(chain, forward, quote.strike, [price], right)[0]
        vega = black76_greeks(forward, quote.strike, chain.days / 365.0, volatility, right).vega
        ratios.append(
            half_spread(option_spread("SPX", JANUARY_2013, 30.0), price, chain.spot, vega, chain.vix, 0.05, 1.0) / real
        )
    assert 0.6 < median(ratios) < 1.2

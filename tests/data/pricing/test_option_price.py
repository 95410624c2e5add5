"""The price of an option from plain numbers: what each of them does, and that a curve finds no other."""

from datetime import date
from math import exp, nan

import pytest

from data.base.days import day_of
from data.contracts.contracts import FutureContract, OptionContract, future_spec, option_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.pricing.black76 import black76_marked, exposure_after
from data.pricing.option_price import OptionMarket, OptionTerms, Series, exposures_after, mid_price, priced, state_of
from data.pricing.option_spread import OptionSpreads, half_spread
from data.pricing.surface import FITTED, MOVING, SURFACES, surface, surfaces_of, volatility

MARKET = OptionMarket(spot=2000.0, bill=0.03, dividend=0.02, vix=45.0, fall=0.15, rise=1.6, scale=1.0)
TERMS = OptionTerms(index_share=0.1, tick=0.05, tick_above=0.10, tick_changes_at=3.0)
PUT = Series(strike=190.0, years=0.2, call=False, future=nan)
MOVES = (-0.02, 0.0, 0.02)
MARCH, SPREADS = day_of(date(2013, 3, 15)), OptionSpreads(40.0)
SPREAD, BOTH = SPREADS.on("XSP", MARCH), surfaces_of(surface("fitted"))


@pytest.mark.parametrize(("name", "kind"), [("fitted", FITTED), ("moving", MOVING), ("flat", MOVING)])
def test_a_surface_of_either_kind_gives_its_own_volatility(name, kind):
    one = surface(name, level_factor=1.1)
    assert surfaces_of(one).kind == kind
    at = (20.0, 100.0, 95.0, 0.1, 0.05)
    assert volatility(surfaces_of(one), *at) == one.volatility(*at)


def test_an_option_on_the_index_has_the_forward_of_its_share_of_it_and_one_on_a_future_its_price():
    forward, years, at_strike, discount = state_of(MARKET, TERMS, PUT, BOTH)
    assert (forward, years, discount) == (200.0 * exp((0.03 - 0.02) * 0.2), 0.2, exp(-0.03 * 0.2))
    assert at_strike == surface("fitted").volatility(45.0, forward, 190.0, 0.2, 0.15)
    assert state_of(MARKET, TERMS, PUT._replace(future=201.5), BOTH)[0] == 201.5


@pytest.mark.parametrize("right", ["C", "P"])
def test_it_is_worth_its_state_and_costs_the_spread_of_its_moment(right):
    series = PUT._replace(call=right == "C")
    forward, years, at_strike, discount = state_of(MARKET, TERMS, series, BOTH)
    mid, delta, vega = black76_marked(forward, 190.0, years, at_strike, right == "C", discount)
    half = half_spread(SPREAD, mid, 200.0, vega, 45.0, 0.10, 1.6)
    assert priced(MARKET, TERMS, series, BOTH, SPREAD) == (mid, half, delta, delta * forward)
    state = state_of(MARKET, TERMS, series, BOTH)
    assert mid_price(state, series.strike, right == "C") == mid
    assert exposures_after(MARKET, TERMS, series, BOTH, MOVES) == tuple(
        exposure_after(move, forward, 190.0, years, at_strike, right == "C", discount) for move in MOVES
    )


@pytest.mark.parametrize(("scale", "strike", "half"), [(1.0, 100.0, 0.025), (0.1, 50.0, 0.0025), (0.1, 100.0, 0.005)])
def test_half_the_spread_is_never_less_than_half_a_tick_of_its_size(scale, strike, half):
    free = SPREAD._replace(factor=0.0)
    assert priced(MARKET._replace(scale=scale), TERMS, PUT._replace(strike=strike), BOTH, free)[1] == pytest.approx(
        half
    )


@pytest.mark.parametrize("name", SURFACES)
@pytest.mark.parametrize("root", ["SPX", "XSP", "ES"])
def test_a_curve_gives_what_plain_numbers_give(small_market, root, name):
    market = small_market([1000.0, 1010.0, 990.0], vix=[15.0, 18.0, 41.0], bill_yield=[0.01, 0.02, 0.03])
    futures, spec = FuturesCurve(market, "by_year"), option_spec(root)
    curve, contract = OptionCurve(market, futures, surface(name), SPREADS), OptionContract(spec, MARCH, 950.0, "P")
    day, share = market.days[2], spec.index_share
    years, spread = (MARCH - day) / 365.0, SPREADS.on(root, day)
    future = futures.price(FutureContract(future_spec("ES"), MARCH), 2) if root == "ES" else nan
    known = OptionMarket(990.0, 0.03, market.values("dividend_yield")[2], 41.0, 1.0 - 990.0 / 1010.0, 41.0 / 15.0, 1.0)
    terms = OptionTerms(share, spec.tick, spec.tick_above, spec.tick_changes_at)
    asked = (known, terms, Series(950.0, years, call=False, future=future), surfaces_of(surface(name)))
    assert curve.at_close(contract, 2)[:4] == priced(*asked, spread)
    assert curve.exposures(contract, 2, MOVES) == exposures_after(*asked, MOVES)

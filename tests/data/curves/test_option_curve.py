"""Option prices on a market's own days: which forward, which rates, which quote."""

from datetime import date
from math import exp

import pytest

from data.base.days import day_of
from data.contracts.contracts import OptionContract, option_spec
from data.curves.futures_curve import FuturesCurve
from data.curves.option_curve import OptionCurve
from data.market.market import Market
from data.pricing.black76 import black76, black76_greeks
from data.pricing.option_spread import OptionSpreads
from data.pricing.surface import surface
from tests.support.option_play import quotes_of

EXPIRY = day_of(date(2013, 1, 18))
FEBRUARY = day_of(date(2013, 2, 15))
CLOSES = [1000.0, 1010.0, 1005.0, 990.0, 1000.0]
COLUMNS = {
    "bill_yield": [0.010, 0.020, 0.030, 0.020, 0.010],
    "vix": [15.0, 18.0, 21.0, 50.0, 16.0],
    "open": [1000.0, 1002.0, 1008.0, 1000.0, 995.0],
    "high": [1020.0] * 5,
    "low": [980.0] * 5,
}
MOVING, SPREADS = surface("moving"), OptionSpreads(40.0)
STILL = (0.0, 0.0, 0.0)


def contract(root="SPX", strike=1000.0, right="C", expiry=EXPIRY):
    return OptionContract(option_spec(root), expiry, strike, right)


def curve_of(market):
    return OptionCurve(market, FuturesCurve(market, 0.005), MOVING, SPREADS)


@pytest.fixture(scope="module")
def market(small_market):
    return small_market(CLOSES, **COLUMNS)


@pytest.fixture(scope="module")
def curve(market):
    return curve_of(market)


def modelled(forward, strike, years, bill, vix, right="C"):
    volatility = MOVING.volatility(vix, forward, strike, years)
    return black76(forward, strike, years, volatility, right, discount=exp(-bill * years))


def years(market, session, until=EXPIRY):
    return (until - market.days[session]) / 365


def test_at_the_close_everything_is_of_that_close(market, curve):
    left = years(market, 1)
    expected = modelled(1010.0 * exp((0.020 - 0.02) * left), 1000.0, left, 0.020, 18.0)
    assert curve.at_close(contract(), 1).mid == pytest.approx(expected, rel=1e-12)


def test_at_the_open_rates_and_volatility_are_of_the_evening_before(market, curve):
    left = years(market, 2)
    expected = modelled(1008.0 * exp((0.020 - 0.02) * left), 1000.0, left, 0.020, 18.0)
    assert curve.at_open(contract(), 2).mid == pytest.approx(expected, rel=1e-12)


def test_the_first_open_knows_no_rates_but_those_of_its_own_day(market, curve):
    left = years(market, 0)
    expected = modelled(1000.0 * exp((0.010 - 0.02) * left), 1000.0, left, 0.010, 15.0)
    assert curve.at_open(contract(), 0).mid == pytest.approx(expected, rel=1e-12)
    assert curve.exposures(contract(), 0, STILL, at_open=True) == 3 * (curve.at_open(contract(), 0).exposure,)


def test_an_xsp_option_is_a_tenth(curve):
    whole, tenth = curve.at_close(contract(), 2), curve.at_close(contract("XSP", 100.0), 2)
    assert (tenth.mid, tenth.exposure) == pytest.approx((whole.mid / 10, whole.exposure / 10), rel=1e-12)
    assert tenth.delta == pytest.approx(whole.delta, rel=1e-12)


@pytest.mark.parametrize("expiry", [EXPIRY, FEBRUARY, day_of(date(2013, 3, 15))])
def test_an_option_on_the_future_is_on_that_of_its_quarter(market, curve, expiry):
    march = day_of(date(2013, 3, 15))
    forward = 1010.0 * exp((0.020 + 0.005 - 0.02) * years(market, 1, march))
    expected = modelled(forward, 1000.0, years(market, 1, expiry), 0.020, 18.0)
    assert curve.at_close(contract("ES", expiry=expiry), 1).mid == pytest.approx(expected, rel=1e-12)


def test_exposure_is_the_change_for_a_move_of_the_whole_index(market, curve):
    delta = greeks_of(market, 1, 1000.0, 0.020, 18.0).delta
    assert curve.at_close(contract(), 1).exposure == pytest.approx(delta * 1010.0, rel=1e-12)


def test_puts_have_negative_exposure(curve):
    assert curve.at_close(contract(right="P"), 1).exposure < 0.0


def test_a_call_less_a_put_is_the_discounted_forward_less_the_strike(market, curve):
    call, put = (curve.at_close(contract(right=right), 1).mid for right in "CP")
    left = years(market, 1)
    assert call - put == pytest.approx(exp(-0.020 * left) * (1010.0 * exp(0.0) - 1000.0), abs=1e-9)


def test_half_the_spread_of_xsp_is_a_share_of_premium_and_index(curve):
    mark = curve.at_close(contract("XSP", 100.0), 0)
    assert mark.half_spread == pytest.approx(0.036 * mark.mid + 0.00005 * 100.0, rel=1e-12)
    assert mark.ask == mark.mid + mark.half_spread


def test_half_the_spread_of_spx_is_a_share_of_the_vix_in_volatility(market, curve):
    vega = greeks_of(market, 0, 1000.0, 0.010, 15.0).vega
    assert curve.at_close(contract(), 0).half_spread == pytest.approx(0.016 + 0.0205 * 0.15 * vega, rel=1e-12)


def greeks_of(market, session, strike, bill, vix):
    left = years(market, session)
    forward = CLOSES[session] * exp((bill - 0.02) * left)
    volatility = MOVING.volatility(vix, forward, strike, left)
    return black76_greeks(forward, strike, left, volatility, "C", discount=exp(-bill * left))


def test_in_stress_the_spread_is_some_points_of_volatility(small_market):
    # A VIX of 50 asks 0.00045 x 2500 = 1.125 points of volatility.
    market = small_market(CLOSES, **COLUMNS | {"vix": [50.0] * 5})
    vega = greeks_of(market, 3, 1040.0, 0.020, 50.0).vega
    mark = curve_of(market).at_close(contract("XSP", 104.0), 3)
    assert mark.half_spread == pytest.approx(0.01125 * vega / 10.0, rel=1e-12)


def test_a_vix_that_rises_by_half_in_two_sessions_widens_it_at_every_strike(curve):
    # From 18 to 50: 0.11 % of the index per unit of rise.
    wide = 0.0011 * (50.0 / 18.0 - 1.0) * 990.0
    for strike in (800.0, 1000.0, 1100.0):
        assert curve.at_close(contract(strike=strike), 3).half_spread == pytest.approx(wide, rel=1e-12)
    assert curve.at_open(contract(), 3).half_spread < wide


def test_the_fitted_surface_knows_how_far_the_index_has_fallen(market):
    fitted = surface("fitted")
    curve = OptionCurve(market, FuturesCurve(market, 0.005), fitted, SPREADS)
    left = years(market, 3)
    forward = 990.0 * exp((0.020 - 0.02) * left)
    volatility = fitted.volatility(50.0, forward, 1000.0, left, 1.0 - 990.0 / 1010.0)
    expected = black76(forward, 1000.0, left, volatility, "C", exp(-0.020 * left))
    assert curve.at_close(contract(), 3).mid == pytest.approx(expected, rel=1e-12)


def test_the_spread_is_never_below_half_a_tick(curve):
    assert curve.at_close(contract(strike=2000.0), 1).half_spread == 0.025
    assert curve.at_close(contract("XSP", strike=300.0), 1).half_spread == pytest.approx(0.00505)


@pytest.fixture(scope="module")
def quoted(market, market_table):
    lines = [(1, 30.0, 34.0), (3, 0.0, 0.5)]
    return curve_of(Market(market_table(CLOSES, **COLUMNS), quotes=quotes_of(market.days, lines)))


def test_a_quote_goes_before_the_model(quoted, curve):
    mark = quoted.at_close(contract(), 1)
    assert (mark.mid, mark.half_spread, mark.quoted) == (32.0, 2.0, True)
    assert curve.at_close(contract(), 1).quoted is False
    assert mark.exposure == curve.at_close(contract(), 1).exposure


@pytest.mark.parametrize(
    ("session", "other"), [(2, {}), (1, {"strike": 1005.0}), (1, {"right": "P"}), (1, {"root": "ES"})]
)
def test_without_a_quote_of_the_series_and_day_there_is_the_model(quoted, curve, session, other):
    assert quoted.at_close(contract(**other), session) == curve.at_close(contract(**other), session)


def test_quotes_are_of_the_close_and_not_of_the_open(quoted, curve):
    assert quoted.at_open(contract(), 1) == curve.at_open(contract(), 1)


def test_settlement_is_in_points_of_the_underlying(market, curve):
    assert curve.settlement(contract(), 1030.0, 2) == 1030.0
    assert curve.settlement(contract("XSP", 100.0), 1030.0, 2) == pytest.approx(103.0)
    march = years(market, 2, day_of(date(2013, 3, 15)))
    assert curve.settlement(contract("ES"), 1030.0, 2) == pytest.approx(1030.0 * exp(0.015 * march), rel=1e-12)


MOVES = (-0.02, 0.0, 0.02)


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize("root", ["SPX", "ES"])
def test_exposures_without_a_move_are_those_of_the_mark(curve, root, right):
    option = contract(root, right=right)
    assert curve.exposures(option, 2, STILL) == 3 * (curve.at_close(option, 2).exposure,)
    assert curve.exposures(option, 2, STILL, at_open=True) == 3 * (curve.at_open(option, 2).exposure,)


@pytest.mark.parametrize("right", ["C", "P"])
def test_after_a_move_delta_and_index_are_new_and_volatility_is_not(market, curve, right):
    left = years(market, 1)
    forward, discount = 1010.0 * exp((0.020 - 0.02) * left), exp(-0.020 * left)
    volatility = MOVING.volatility(18.0, forward, 1000.0, left)
    for move, exposure in zip(MOVES, curve.exposures(contract(right=right), 1, MOVES), strict=True):
        moved = (1 + move) * forward
        up, down = (black76(moved * (1 + bump), 1000.0, left, volatility, right, discount) for bump in (1e-5, -1e-5))
        assert exposure == pytest.approx((up - down) / 2e-5, rel=1e-6)


def test_a_call_gains_delta_on_a_rise_and_a_put_on_a_fall(curve):
    down, still, up = curve.exposures(contract(), 1, MOVES)
    assert 0.0 < down < still < up
    down, still, up = curve.exposures(contract(right="P"), 1, MOVES)
    assert down < still < up < 0.0


def test_a_quote_does_not_change_what_a_move_does(quoted, curve):
    assert quoted.exposures(contract(), 1, MOVES) == curve.exposures(contract(), 1, MOVES)

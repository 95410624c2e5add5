"""The volatility surfaces `moving` and `flat`: their rules."""

from itertools import pairwise
from math import exp, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.pricing.black76 import black76
from data.pricing.surface import FAR, NEAR, at_the_money, surface
from data.pricing.surface import slope as slope_of
from tests.support.sparing import examples

ANY_MARKET = settings(max_examples=examples(60))
VIX_SURFACES = ("moving", "flat")
NAMES = st.sampled_from(VIX_SURFACES)
VIX = st.floats(9.0, 85.0)
YEARS = st.floats(1.0 / 365.0, 1.0)
MONTH = NEAR
EVERY_SURFACE = pytest.mark.parametrize("name", VIX_SURFACES)


def total_variance(one, vix, years):
    return at_the_money(one, vix, years) ** 2 * years


def strike_at(one, vix, years, deviations):
    """The strike so many standard deviations from a forward of 100."""
    return 100.0 * exp(deviations * at_the_money(one, vix, years) * sqrt(years))


def smile(one, vix, years, deviations):
    """Volatility so many standard deviations from the forward, as a share of that at the money."""
    strike = strike_at(one, vix, years, deviations)
    return one.volatility(vix, 100.0, strike, years) / at_the_money(one, vix, years)


# Term structure.


@EVERY_SURFACE
def test_the_month_at_the_money_is_a_share_of_the_vix(name):
    share = {"moving": 0.80, "flat": 0.835}[name]
    assert at_the_money(surface(name), 20.0, MONTH) == pytest.approx(share * 0.20)


@EVERY_SURFACE
def test_the_quarter_at_the_money_is_a_share_of_the_three_month_vix_that_the_vix_foretells(name):
    share = 1.05 * {"moving": 0.80, "flat": 0.835}[name]
    assert at_the_money(surface(name), 20.0, FAR) == pytest.approx(share * (0.0422 + 0.865 * 0.20))


@ANY_MARKET
@given(NAMES, VIX, st.floats(0.0, 1.0))
def test_total_variance_is_linear_between_30_and_91_days(name, vix, share):
    one = surface(name)
    between = NEAR + share * (FAR - NEAR)
    ends = total_variance(one, vix, NEAR), total_variance(one, vix, FAR)
    assert total_variance(one, vix, between) == pytest.approx((1.0 - share) * ends[0] + share * ends[1], rel=1e-12)


@ANY_MARKET
@given(NAMES, VIX, st.floats(0.0, 1.0))
def test_volatility_is_the_same_for_all_shorter_and_for_all_longer_times(name, vix, share):
    one = surface(name)
    assert at_the_money(one, vix, share * NEAR) == at_the_money(one, vix, NEAR)
    assert at_the_money(one, vix, FAR + share) == at_the_money(one, vix, FAR)


@ANY_MARKET
@given(NAMES, VIX, st.sampled_from([NEAR, FAR]))
def test_volatility_does_not_jump_where_the_term_structure_changes(name, vix, years):
    one = surface(name)
    before, after = (at_the_money(one, vix, years + side * 1e-9) for side in (-1.0, 1.0))
    assert before == pytest.approx(after, rel=1e-6)


@EVERY_SURFACE
@pytest.mark.parametrize("vix", [9.0, 15.0, 20.0, 30.0, 80.0])
def test_total_variance_grows_with_time(name, vix):
    variances = [total_variance(surface(name), vix, day / 365.0) for day in range(366)]
    assert all(one < two for one, two in pairwise(variances))


@ANY_MARKET
@given(NAMES, VIX, YEARS)
def test_more_vix_is_more_volatility_at_the_money(name, vix, years):
    assert at_the_money(surface(name), vix + 0.5, years) > at_the_money(surface(name), vix, years)


# The smile.


@ANY_MARKET
@given(NAMES, VIX, YEARS)
def test_at_the_forward_the_smile_is_at_its_level(name, vix, years):
    assert surface(name).volatility(vix, 2000.0, 2000.0, years) == at_the_money(surface(name), vix, years)


@EVERY_SURFACE
@pytest.mark.parametrize("strike", [50.0, 100.0, 200.0])
def test_at_no_time_to_expiry_every_strike_has_the_volatility_at_the_money(name, strike):
    assert surface(name).volatility(20.0, 100.0, strike, 0.0) == at_the_money(surface(name), 20.0, 0.0)


@pytest.mark.parametrize(
    ("vix", "slope"), [(5.0, 0.18), (10.0, 0.18), (15.0, 0.225), (20.0, 0.27), (30.0, 0.36), (35.0, 0.40), (80.0, 0.40)]
)
def test_the_moving_slope_grows_with_the_vix_between_its_limits(vix, slope):
    assert slope_of(surface("moving"), vix) == pytest.approx(slope)


@pytest.mark.parametrize("vix", [5.0, 10.0, 20.0, 80.0])
def test_the_flat_slope_is_the_same_at_any_vix(vix):
    assert slope_of(surface("flat"), vix) == 0.207


@ANY_MARKET
@given(NAMES, VIX, YEARS)
def test_the_slope_is_the_fall_of_volatility_per_deviation_at_the_forward(name, vix, years):
    one = surface(name)
    fall = (smile(one, vix, years, -1e-4) - smile(one, vix, years, 1e-4)) / 2e-4
    assert fall == pytest.approx(slope_of(one, vix), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "vix", "below", "above"),
    [
        ("moving", 15.0, 1.0 + 0.225 + 0.026, 1.0 - 0.225 + 0.10),
        ("moving", 19.99, 1.0 + 0.26991 + 0.026, 1.0 - 0.26991 + 0.10),
        ("moving", 20.0, 1.0 + 0.27, 1.0 - 0.27 + 0.10),
        ("flat", 15.0, 1.0 + 0.207 + 0.026, 1.0 - 0.207 + 0.068),
        ("flat", 30.0, 1.0 + 0.207 + 0.026, 1.0 - 0.207 + 0.068),
    ],
)
def test_one_deviation_away_the_smile_is_level_slope_and_curvature(name, vix, below, above):
    assert smile(surface(name), vix, MONTH, -1.0) == pytest.approx(below)
    assert smile(surface(name), vix, MONTH, 1.0) == pytest.approx(above)


@ANY_MARKET
@given(NAMES, VIX, YEARS, st.floats(-60.0, 60.0))
def test_no_strike_has_less_than_half_or_more_than_four_times_the_volatility_at_the_money(name, vix, years, deviations):
    assert 0.5 - 1e-12 <= smile(surface(name), vix, years, deviations) <= 4.0 + 1e-12


@EVERY_SURFACE
@pytest.mark.parametrize("vix", [12.0, 30.0])
def test_beyond_its_wings_the_smile_is_level(name, vix):
    one = surface(name)
    assert smile(one, vix, MONTH, -20.0) == pytest.approx(smile(one, vix, MONTH, -one.wing_puts))
    assert smile(one, vix, MONTH, 20.0) == pytest.approx(smile(one, vix, MONTH, one.wing_calls))


@ANY_MARKET
@given(NAMES, VIX, st.integers(2, 365))
def test_calls_are_cheaper_the_higher_their_strike_however_far(name, vix, days):
    one, years = surface(name), days / 365.0
    strikes = [strike_at(one, vix, years, 0.25 * step) for step in range(-28, 29)]
    calls = [black76(100.0, strike, years, one.volatility(vix, 100.0, strike, years), "C") for strike in strikes]
    puts = [black76(100.0, strike, years, one.volatility(vix, 100.0, strike, years), "P") for strike in strikes]
    assert all(later <= earlier for earlier, later in pairwise(calls))
    assert all(later >= earlier for earlier, later in pairwise(puts))


def test_a_smile_twice_as_steep_is_cut_at_half_its_level():
    assert smile(surface("moving", slope_factor=2.0), 40.0, MONTH, 2.5) == pytest.approx(0.5)


@ANY_MARKET
@given(NAMES, VIX, st.integers(2, 365))
def test_within_two_and_a_half_deviations_no_strike_can_be_traded_against_another_at_a_certain_profit(name, vix, days):
    one, years = surface(name), days / 365.0
    strikes = [strike_at(one, vix, years, 0.1 * step) for step in range(-25, 26)]
    calls = [black76(100.0, strike, years, one.volatility(vix, 100.0, strike, years), "C") for strike in strikes]
    falls = [
        (left - right) / (up - low) for (left, right), (low, up) in zip(pairwise(calls), pairwise(strikes), strict=True)
    ]
    assert all(0.0 < fall < 1.0 for fall in falls)
    assert all(later < earlier for earlier, later in pairwise(falls))


# Runs of a sensitivity.


@ANY_MARKET
@given(NAMES, VIX, YEARS, st.floats(0.5, 2.0))
def test_the_level_factor_multiplies_every_volatility_at_the_money(name, vix, years, factor):
    scaled = surface(name, level_factor=factor)
    assert at_the_money(scaled, vix, years) == pytest.approx(factor * at_the_money(surface(name), vix, years))


@ANY_MARKET
@given(NAMES, VIX, YEARS, st.floats(0.5, 2.0), st.floats(-2.0, 2.0))
def test_the_level_factor_keeps_the_smile_as_it_is_in_deviations(name, vix, years, factor, deviations):
    scaled = surface(name, level_factor=factor)
    assert smile(scaled, vix, years, deviations) == pytest.approx(smile(surface(name), vix, years, deviations))


@ANY_MARKET
@given(NAMES, VIX, st.floats(0.0, 2.0))
def test_the_slope_factor_multiplies_the_slope_beyond_its_limits_too_and_leaves_the_level(name, vix, factor):
    steep = surface(name, slope_factor=factor)
    assert slope_of(steep, vix) == factor * slope_of(surface(name), vix)
    assert at_the_money(steep, vix, MONTH) == at_the_money(surface(name), vix, MONTH)


def test_an_unknown_surface_is_answered_with_the_known_ones():
    with pytest.raises(LookupError, match=r"option_surface\.csv has no bent; it has SPX, fitted, flat, moving"):
        surface("bent")

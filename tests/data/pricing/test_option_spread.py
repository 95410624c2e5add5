"""The modelled bid-ask spread of options: its rules, and real SPX quotes beside it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.base.days import day_of
from data.pricing.option_spread import OptionSpreads, half_spread, option_spread
from tests.support.sparing import examples

ANY_MARKET = settings(max_examples=examples(60))
LATE, EARLY = day_of(date(2025, 1, 6)), day_of(date(2013, 4, 19))


def half(vix=15.0, *, root="XSP", premium=20.0, index=2000.0, vega=200.0, tick=0.05, factor=1.0, rise=1.0, day=LATE):
    return half_spread(option_spread(root, day, 30.0, factor=factor), premium, index, vega, vix, tick, rise)


def test_without_quotes_half_the_spread_is_a_share_of_premium_and_index():
    assert half() == half(root="ES") == pytest.approx(0.036 * 20.0 + 0.00005 * 2000.0)


@pytest.mark.parametrize(
    ("day", "share"), [((1990, 1, 2), 0.0205), ((2013, 4, 19), 0.0205), ((2018, 1, 5), 0.0085), ((2025, 1, 6), 0.0035)]
)
def test_of_spx_it_is_a_share_of_the_vix_that_fell_with_the_years(day, share):
    expected = 0.000016 * 2000.0 + share * 0.15 * 200.0
    assert half(root="SPX", day=day_of(date(*day))) == pytest.approx(expected)
    assert half(root="SPX", day=day_of(date(*day)), premium=90.0) == pytest.approx(expected)


def test_half_the_spread_is_never_less_than_half_a_tick():
    assert half(premium=0.0, index=100.0, tick=0.10) == 0.05
    assert half(premium=0.0, factor=0.0, tick=0.05) == 0.025


@ANY_MARKET
@given(
    st.sampled_from(["SPX", "XSP", "ES"]),
    st.floats(5.0, 150.0),
    st.floats(0.0, 500.0),
    st.floats(100.0, 5000.0),
    st.floats(0.0, 1000.0),
    st.sampled_from([0.01, 0.05, 0.10]),
    st.floats(0.0, 4.0),
    st.floats(0.3, 6.0),
)
def test_half_a_tick_is_the_least_whatever_the_market(root, vix, premium, index, vega, tick, factor, rise):
    found = half(vix, root=root, premium=premium, index=index, vega=vega, tick=tick, factor=factor, rise=rise)
    assert found >= 0.5 * tick


def test_stress_begins_above_its_vix():
    assert half(30.0, vega=500.0) == half(15.0, vega=500.0)
    assert half(30.01, vega=500.0) > half(30.0, vega=500.0)


@pytest.mark.parametrize(("vix", "points"), [(40.0, 0.72), (60.0, 1.62)])
def test_in_stress_the_spread_is_volatility_points_that_grow_with_the_square_of_the_vix(vix, points):
    assert half(vix, vega=300.0) == pytest.approx(300.0 * points / 100.0)


def test_the_volatility_points_of_stress_have_a_floor():
    early = option_spread("XSP", LATE, 5.0)
    assert half_spread(early, 0.0, 100.0, 200.0, 10.0, 0.05, 1.0) == pytest.approx(200.0 * 0.0008)


@ANY_MARKET
@given(
    st.sampled_from(["SPX", "XSP"]),
    st.floats(30.1, 90.0),
    st.floats(0.0, 500.0),
    st.floats(0.0, 1000.0),
    st.floats(0.5, 5.0),
)
def test_stress_never_narrows_a_spread(root, vix, premium, vega, rise):
    calm = half(15.0, root=root, premium=premium, vega=vega)
    assert half(vix, root=root, premium=premium, vega=vega, rise=rise) >= calm


def test_a_vix_that_has_risen_by_half_in_two_sessions_is_stress_at_every_strike():
    assert half(rise=1.49) == half(rise=1.0)
    for premium, vega in ((0.5, 10.0), (5.0, 200.0)):
        assert half(20.0, premium=premium, vega=vega, rise=2.0) == pytest.approx(0.0011 * 2000.0)


@pytest.mark.parametrize(
    ("rise", "index", "quoted"),
    [(37.32 / 13.47, 2648.94, 4.97), (29.98 / 17.31, 2695.14, 2.75)],
    ids=["02-05", "02-06"],
)
def test_in_the_shock_of_2018_it_is_within_a_quarter_of_the_quotes(rise, index, quoted):
    day = day_of(date(2018, 2, 5))
    assert half(35.0, root="SPX", index=index, vega=250.0, rise=rise, day=day) == pytest.approx(quoted, rel=0.25)


@pytest.mark.parametrize("vix", [15.0, 50.0])
def test_the_factor_of_a_sensitivity_run_multiplies_the_spread(vix):
    assert half(vix, factor=2.0) == pytest.approx(2.0 * half(vix))


@pytest.mark.parametrize("day", [EARLY, LATE])
@pytest.mark.parametrize("root", ["SPX", "XSP", "ES"])
def test_the_spreads_of_all_days_are_those_of_each(root, day):
    spreads = OptionSpreads(40.0, factor=2.0)
    assert spreads.on(root, day) is spreads.on(root, day)
    assert spreads.on(root, day) == option_spread(root, day, 40.0, factor=2.0)

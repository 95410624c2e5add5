"""Which series a pattern buys: strikes by distance and by delta, and the fixed dates."""

from datetime import date
from random import Random

import pytest

from data.base.days import day_of, iso
from data.contracts.calendars import expiry, xnys
from data.contracts.contracts import option_spec
from data.contracts.points import StrikeSteps
from data.pricing.black76 import black76_greeks
from strategies.overlay.option_choice import (
    OptionDates,
    first_bracket,
    narrowed,
    nearer,
    strike_by_delta,
    strike_by_distance,
)

SPX, XSP = option_spec("SPX").steps(), option_spec("XSP").steps()


@pytest.mark.parametrize(
    ("underlying", "distance", "strike"),
    [
        (1502.4, 0.0, 1500.0),
        (1502.6, 0.0, 1505.0),
        (1500.0, 0.05, 1575.0),
        (1500.0, -0.03, 1455.0),
        (1501.0, 0.04, 1560.0),
    ],
)
def test_a_call_is_at_the_nearest_listed_strike(underlying, distance, strike):
    assert strike_by_distance(SPX, underlying, distance, call=True) == strike


@pytest.mark.parametrize(
    ("underlying", "distance", "strike"),
    [
        (1504.9, 0.0, 1500.0),
        (1505.0, 0.0, 1505.0),
        (1500.0, 0.05, 1425.0),
        (1499.9, 0.05, 1420.0),
        (1500.0, -0.03, 1545.0),
    ],
)
def test_a_put_is_at_the_highest_listed_strike_not_above(underlying, distance, strike):
    assert strike_by_distance(SPX, underlying, distance, call=False) == strike


def test_an_xsp_strike_is_a_whole_point_of_a_tenth_of_the_index():
    assert strike_by_distance(XSP, 150.49, 0.05, call=False) == 142.0
    assert strike_by_distance(XSP, 150.49, 0.0, call=True) == 150.0


@pytest.mark.parametrize("underlying", [1000.0 + 7.3 * step for step in range(60)])
def test_a_put_is_never_dearer_than_asked_for_by_more_than_a_step(underlying):
    strike = strike_by_distance(SPX, underlying, 0.05, call=False)
    assert 0.0 <= underlying * 0.95 - strike < 5.0 + 1e-6
    assert strike % 5.0 == 0.0


def delta_at(right, underlying=1500.0, volatility=0.2, years=30 / 365):
    return lambda strike: black76_greeks(underlying, strike, years, volatility, right, discount=1.0).delta


@pytest.mark.parametrize("right", ["C", "P"])
@pytest.mark.parametrize("wanted", [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99])
def test_no_listed_strike_is_nearer_to_the_delta_asked_for(right, wanted):
    delta = delta_at(right)
    strikes = [5.0 * count for count in range(150, 601)]
    best = min(strikes, key=lambda strike: abs(abs(delta(strike)) - wanted))
    assert strike_by_delta(SPX, 1500.0, wanted, delta, call=right == "C") == best


def test_a_small_delta_is_out_of_the_money_and_a_large_one_in_it():
    calls = [strike_by_delta(SPX, 1500.0, wanted, delta_at("C"), call=True) for wanted in (0.1, 0.5, 0.9)]
    puts = [strike_by_delta(SPX, 1500.0, wanted, delta_at("P"), call=False) for wanted in (0.1, 0.5, 0.9)]
    assert calls[0] > 1500.0 > calls[2]
    assert puts[0] < 1500.0 < puts[2]
    assert calls[1] in {1500.0, 1505.0}


def test_a_bracket_is_narrowed_to_the_side_on_which_the_delta_wanted_is():
    assert narrowed(100, 200, 0.6, 0.5, True) == narrowed(100, 200, -0.4, 0.5, False) == (150, 200)
    assert narrowed(100, 200, 0.4, 0.5, True) == narrowed(100, 200, -0.6, 0.5, False) == (100, 150)


def test_of_two_strikes_as_near_the_lower_is_taken():
    assert nearer(0.75, 0.25, 0.5)
    assert nearer(-0.25, -0.75, 0.5)
    assert not nearer(0.75, 0.375, 0.5)


def dates(sessions_before=0):
    return OptionDates(day_of(date(2008, 1, 2)), day_of(date(2008, 12, 31)), xnys(), sessions_before)


def day(text):
    return day_of(date.fromisoformat(text))


def test_the_fixed_date_is_the_expiry_or_so_many_sessions_before():
    assert day("2008-03-20") in dates()
    assert day("2008-03-21") not in dates()
    assert day("2008-03-13") in dates(5)
    assert day("2008-03-20") not in dates(5)


@pytest.mark.parametrize(
    ("sessions_before", "today", "expiry"),
    [
        (0, "2008-03-19", "2008-03-20"), (0, "2008-03-20", "2008-04-18"), (0, "2008-04-17", "2008-04-18"),
        (5, "2008-03-12", "2008-03-20"), (5, "2008-03-13", "2008-04-18"), (5, "2008-03-20", "2008-04-18"),
        (0, "2008-12-31", "2009-01-16"), (15, "2008-12-23", "2009-01-16"), (15, "2008-12-24", "2009-02-20"),
    ],
)  # fmt: skip
def test_the_series_to_hold_changes_on_the_fixed_date(sessions_before, today, expiry):
    assert iso(dates(sessions_before).series(day(today))) == expiry


@pytest.mark.parametrize("sessions_before", [0, 15])
def test_there_is_a_series_from_the_first_session_on(sessions_before):
    assert dates(sessions_before).series(day("2008-01-02")) >= day("2008-01-18")


def test_the_lowest_strike_is_one_step_however_low_the_index():
    steps = StrikeSteps(5.0, 1.0)
    assert strike_by_distance(steps, 3.0, 0.05, call=False) == 5.0
    assert strike_by_distance(steps, 1.0, 0.0, call=True) == 5.0
    assert first_bracket(steps, 3.0) == (1, 1)


@pytest.mark.parametrize("months", range(1, 13))
def test_the_series_is_the_first_of_its_months_that_ends_after_the_day(months):
    first, last = day("2005-05-02"), day("2008-12-31")
    listed = OptionDates(first, last, xnys(), 0, months=months)
    ends = [expiry(year, month, xnys()) for year in range(2005, 2011) for month in range(1, 13)
        if (12 * year + month) % months == 0]  # fmt: skip
    for today in Random(months).sample(range(first, last), 100):  # noqa: S311  (days are drawn, not keys)
        assert listed.series(today) == next(end for end in ends if end > today)
        assert (today in listed) == (today in ends)

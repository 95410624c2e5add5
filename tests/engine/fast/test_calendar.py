"""Dates that the loop is given are those by which the event engine rolls and hedges."""

import pytest

from data.base.days import month_number
from data.contracts.contracts import future_spec, option_spec
from data.contracts.rolls import roll_schedule
from data.curves.futures_curve import FuturesCurve
from engine.account.hedge import last_sessions
from engine.bt.feed import MarketFeed
from engine.fast.calendar import lead_columns, plain_dates, series_columns
from strategies.overlay.option_choice import OptionDates

FIRST = 15700
"""2012-12-26."""


@pytest.fixture(scope="module")
def curve(market):
    return FuturesCurve(market, "flat")


def test_dates_are_the_markets_and_everything_else_is_zero(market):
    told = plain_dates(market, hedged=False)
    assert told["day"] == market.days
    assert told["next_day"][:-1] == market.days[1:]
    assert told["next_month"][:-1] == [month_number(day) for day in market.days[1:]]
    others = told.keys() - {"day", "next_day", "month", "next_month"}
    assert {name: set(told[name]) for name in others} == {name: {0} for name in others}


def test_a_hedge_runs_to_the_last_session_of_its_month_and_from_there_to_that_of_the_next(market):
    until, ends = plain_dates(market, hedged=True)["hedge_until"], last_sessions(market)
    for row, day in enumerate(market.days):
        expected = ends[row] if day != ends[row] else ends[row + 1]
        assert until[row] == expected > day


def test_the_last_session_of_a_month_is_the_same_where_the_market_ends_on_it(market):
    ends = last_sessions(market)
    rows = [row for row, day in enumerate(market.days) if day == ends[row]][-3:]
    for row in rows:
        assert last_sessions(market.until(market.days[row])) == ends[: row + 2]


@pytest.mark.parametrize("earlier", [0, 3])
def test_the_future_to_be_in_at_the_next_close_changes_on_the_day_before_a_roll(market, curve, earlier):
    spec, first = future_spec("ES"), market.row_from(FIRST)
    told = lead_columns(MarketFeed(market, curve, FIRST, market.days[-1], sessions_earlier=earlier), spec)
    rolls = roll_schedule(market.days[first], market.days[-1] + 200, market.calendar, spec.rolls, earlier)
    leads = told["lead"]
    assert leads[:first] == [0] * first
    changes = [row for row in range(first + 1, len(leads)) if leads[row] != leads[row - 1]]
    assert len(changes) > 20
    by_day = {roll.day: roll for roll in rolls}
    for row in changes:
        roll = by_day[market.next_sessions[row]]
        assert (leads[row - 1], leads[row]) == (roll.expiry, roll.next_expiry)
    assert told["lead_spread"][first] == curve.financing_of(spec.family, leads[first])


@pytest.mark.parametrize("root", ["XSP", "ES"])
def test_the_series_to_be_in_is_that_of_the_dates(market, curve, root):
    spec = option_spec(root)
    told, dates = series_columns(market, spec, 5, curve), OptionDates(*ends(market), market.calendar, 5)
    for row in range(0, len(market), 97):
        day = market.next_sessions[row]
        assert told["series"][row] == dates.series(day) > day
        assert told["due"][row] == (day in dates)
        assert told["settles_at_open"][row] == spec.settles_at_open(told["series"][row])
        assert (told["underlying"][row] >= told["series"][row]) == spec.on_future
    assert sum(told["due"]) > 200
    assert any(told["underlying"]) == spec.on_future


def ends(market):
    return market.days[0], market.days[-1]

"""The market since 1928: sessions, prices, rates and flags as the files have them, and one calendar from end to end."""

import csv
from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from data.base.arrow import to_array
from data.base.cache import content_hash
from data.base.days import date_of, day_of, iso, weekday
from data.contracts.calendars import LONG, exchange, third_friday, xnys
from data.contracts.contracts import option_spec
from data.contracts.points import listed
from data.contracts.rolls import option_schedule, roll_rule, roll_schedule
from data.intake.market_file import load_market, write_market
from data.market.embedded import embedded_market, long_market
from data.market.market import Market
from data.pricing.rates import investment_yield
from data.signals.volatility import implied_proxy
from strategies.overlay.option_choice import strike_by_delta, strike_by_distance
from tests.support.effort import calls
from validation.long_file import early_market

FIRST_FUTURE = "1982-04-21"
SESSIONS = {1920: 500, 1930: 2496, 1940: 2500, 1950: 2511, 1960: 2489, 1970: 2526}


def at(text):
    return day_of(date.fromisoformat(text))


@pytest.fixture(scope="module")
def market():
    return long_market()


def of(market, day, column):
    return market.as_of(at(day)).value(column)


def change(market, day):
    return 100.0 * (of(market, day, "close") / market.as_of(at(day)).back("close", 1) - 1.0)


def rows(file):
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_it_goes_from_1927_to_2026_and_runs_begin_in_1928(market):
    assert (iso(market.days[0]), iso(market.starts)) == ("1927-12-30", "1928-01-03")
    assert market.days[-1] == embedded_market().days[-1]
    assert (market.index, market.shipped, market.calendar.name) == ("SPX", "long", LONG)


def test_sessions_by_decade_are_those_of_the_file(market, development_data):
    counted = Counter(date_of(day).year // 10 * 10 for day in market.days)
    written = Counter(int(row["date"][:3]) * 10 for row in rows(development_data("long/spx_daily_1927_1980.csv")))
    assert {decade: counted[decade] for decade in SESSIONS} == SESSIONS
    assert all(written[decade] == count for decade, count in SESSIONS.items())


@pytest.mark.parametrize(
    ("day", "percent"),
    [
        ("1929-10-28", -12.94),
        ("1929-10-29", -10.16),
        ("1933-03-15", 16.61),
        ("1962-05-28", -6.68),
        ("1987-10-19", -20.47),
    ],
)
def test_days_that_everybody_knows(market, day, percent):
    assert change(market, day) == pytest.approx(percent, abs=0.01)


@pytest.mark.pages
def test_closes_dividends_and_discounts_are_those_of_the_files(market, development_data):
    closes = {row["date"]: float(row["close"]) for row in rows(development_data("long/spx_daily_1927_1980.csv"))}
    assert {day: of(market, day, "close") for day in closes} == closes
    discounts = {row["date"]: float(row["value"]) for row in rows(development_data("long/dtb3_daily_1954_1980.csv"))}
    days = set(map(iso, market.days))
    known = {day: investment_yield(value / 100.0, 91) for day, value in discounts.items() if day in days}
    assert len(known) > 6500
    assert {day: of(market, day, "bill_yield") for day in known} == pytest.approx(known, abs=1e-6)


def test_the_return_of_a_month_and_its_dividend_yield_are_known_when_it_has_ended(market, development_data):
    returns = {
        row[
            "month"
        ]: float(row["percent_per_month"]) for row in rows(development_data("long/bill_return_monthly_1926_1954.csv"))
    }  # fmt: skip
    shares = {
        row[
            "date"
        ][:7]: float(row["percent"]) for row in rows(development_data("long/spx_dividend_yield_monthly_1927_1980.csv"))
    }  # fmt: skip
    for day in ("1928-01-03", "1929-10-29", "1932-03-31", "1940-06-03", "1953-12-31"):
        now = date.fromisoformat(day)
        before = f"{now.year - (now.month == 1)}-{(now.month - 2) % 12 + 1:02d}"
        length = (date(now.year, now.month, 1) - date.fromisoformat(f"{before}-01")).days
        grown = (1.0 + of(market, day, "bill_yield") / 365.0) ** length - 1.0
        assert 100.0 * grown == pytest.approx(returns[before], abs=1e-4)
        assert 100.0 * of(market, day, "dividend_yield") == pytest.approx(shares[before], abs=1e-4)


def test_bills_that_cost_more_than_they_paid_back_are_kept(market):
    yields = market.floats("bill_yield")
    assert -0.05 < yields.min() < 0.0
    assert iso(market.days[int(yields.argmin())])[:3] in {"193", "194"}


@pytest.mark.pages
def test_the_file_is_what_the_program_makes_of_the_files(market, development_data):
    made = early_market(development_data("long").parent)
    assert made.digest == Market(market.table.slice(0, len(made)), market.calendar, index="SPX").digest
    assert (made.starts, made.hypothetical_until) == (market.starts, market.hypothetical_until)


def test_from_june_1981_on_it_is_the_embedded_market(market):
    late = embedded_market()
    assert content_hash(market.table.slice(len(market) - len(late))) == late.digest
    assert (market.bill_months, iso(market.hypothetical_until)) == (late.bill_months, FIRST_FUTURE)


def test_before_that_nothing_is_a_real_open_a_quoted_vix_or_a_known_yen(market):
    early = slice(0, len(market) - len(embedded_market()))
    assert not market.floats("open_is_real")[early].any()
    assert market.floats("vix_modelled")[early].all()
    assert np.isnan(market.floats("usdjpy")[early]).all()
    assert np.isnan(market.floats("jpy_rate")[early]).all()
    closes, high, low = (market.floats(name)[: market.row_from(at("1962-01-01"))] for name in ("close", "high", "low"))
    assert (high == closes).all()
    assert (low == closes).all()
    proxy = implied_proxy(market.values("close")[early])
    assert market.values("vix")[early] == pytest.approx(proxy, abs=1e-6)


def test_it_is_there_with_hardly_more_than_a_call_for_each_session():
    assert calls(long_market.__wrapped__) < 1.2 * len(long_market())


def test_days_without_trading_are_no_sessions():
    calendar = exchange(LONG)
    shut = ["1933-03-06", "1933-03-14", "1928-02-22", "1968-06-12", "1968-12-31", "1945-08-15", "1963-11-25"]
    assert [day for day in shut if at(day) in calendar and day != "1968-12-31"] == []
    assert at("1968-12-31") in calendar
    assert calendar.after(at("1933-03-03")) == at("1933-03-15")


def test_the_calendar_goes_on_as_that_of_the_exchange():
    calendar, ahead = exchange(LONG), at("2039-12-01")
    first = at("1981-06-01")
    assert calendar.between(first, ahead) == xnys().between(first, ahead)
    assert list(calendar.sessions) == sorted(set(calendar.sessions))
    assert (calendar.exchange, xnys().exchange, exchange("XTKS").exchange) == ("XNYS", "XNYS", "XTKS")


def test_the_calendar_is_found_again_by_its_name_in_a_file(market, tmp_path):
    part = market.until(at("1930-12-31"))
    back = load_market(write_market(part, tmp_path / "part.parquet"))
    assert back.digest == part.digest
    assert (back.calendar.name, back.hypothetical_until, back.starts) == (LONG, part.hypothetical_until, part.starts)
    assert back.scale == part.scale


def test_rolls_come_four_times_a_year_on_sessions_and_settle_on_third_fridays(market):
    rolls = roll_schedule(market.starts, market.days[-1], market.calendar, roll_rule("ES"))
    years = Counter(date_of(roll.day).year for roll in rolls)
    assert {count for year, count in years.items() if year < 2026} == {4}
    assert all(roll.day in market.calendar and roll.expiry in market.calendar for roll in rolls)
    assert all(one.next_expiry == other.expiry and one.day < one.expiry for one, other in pairwise(rolls))


def test_where_the_third_friday_is_no_session_contracts_end_on_the_one_before(market):
    days = option_schedule(market.starts, market.days[-1], market.calendar)
    assert len(days) > 12 * 98
    early = [roll.expiry for roll in days if weekday(roll.expiry) != 4]
    assert all(third_friday(date_of(day).year, date_of(day).month) not in market.calendar for day in early)
    assert {"1930-04-17", "1954-04-15", "2019-04-18"} <= set(map(iso, early))


def test_points_are_small_where_the_index_was_and_plain_from_the_first_listing_on(market):
    listed = market.row_from(at("1997-09-09"))
    assert set(market.scale[listed:]) == {1.0}
    assert market.scale[:listed] == pytest.approx(
        [min(close / 578.6, 1.0) for close in market.values("close")[:listed]]
    )
    assert max(abs(np.diff(market.scale))) < 0.15  # no day on which costs jump but those on which the index did
    assert embedded_market().scale == market.scale[-len(embedded_market()) :]


def test_a_view_says_whether_its_day_could_be_traded(market):
    days = ("1929-10-28", "1982-04-20", FIRST_FUTURE, "2020-03-23")
    assert [market.as_of(at(day)).hypothetical for day in days] == [True, True, False, False]
    assert [market.until(at(day)).hypothetical_until for day in days] == [market.hypothetical_until] * 4


@pytest.mark.parametrize("close", [4.4, 5.7, 5.8, 17.66, 31.86, 57.8, 57.9, 115.72, 578.6, 4000.0])
@pytest.mark.parametrize("root", ["SPX", "XSP"])
def test_strikes_are_near_what_was_asked_for_at_every_level(close, root):
    spec, size = option_spec(root), close / 578.6
    level = close * spec.index_share
    put = strike_by_distance(spec.steps(size), level, 0.05, call=False)
    assert 0.93 * level - 1e-9 <= put <= 0.95 * level + 1e-9
    chosen = strike_by_delta(spec.steps(size), level, 0.5, lambda strike: 1.0 - strike / (2.0 * level), call=True)
    assert chosen == pytest.approx(level, rel=0.01)
    assert float(f"{put:g}") == put


def test_a_step_of_strikes_where_points_are_whole_is_the_listed_one():
    strikes = [listed(option_spec("SPX").steps(size), 3) for size in (1.0, 7.0, 0.99, 0.05, 0.0076)]
    assert strikes == [15.0, 15.0, 1.5, 0.15, 0.015]


def test_what_came_before_a_cut_does_not_depend_on_what_came_after(market):
    for day in ("1929-10-29", "1975-06-30", "1990-01-02"):
        part = market.until(at(day))
        assert part.scale == market.scale[: len(part)]
        assert to_array(part.table["vix"]).tolist() == market.values("vix")[: len(part)]

"""The page is what the runs say, and the years as if only closes were known differ in what is not known alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.base.days import day_of
from data.market.embedded import embedded_market
from validation.long_file import yield_from_period_return
from validation.long_market import PAGE, as_if, below_the_fee, by_month, page


@pytest.mark.pages
def test_the_page_is_what_the_runs_say():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_as_if_only_closes_were_known():
    known, other = embedded_market(), as_if()
    closes = known.floats("close")
    assert (other.floats("close") == closes).all()
    assert (other.floats("high") == closes).all()
    assert (other.floats("low") == closes).all()
    assert (other.floats("open")[1:] == closes[:-1]).all()
    assert not other.floats("open_is_real").any()
    assert other.floats("vix_modelled").all()
    assert np.sqrt(np.mean(np.square(other.floats("vix") - known.floats("vix")))) == pytest.approx(2.5, abs=0.5)


def test_bills_by_month_earn_what_bills_by_day_do_a_month_later():
    known = embedded_market()
    rates, days = by_month(known), np.array(known.days)
    steps = np.diff(days)
    later, daily = (np.prod(1.0 + values[:-1] * steps / 365.0) for values in (rates, known.floats("bill_yield")))
    years = (days[-1] - days[0]) / 365.0
    assert (later / daily) ** (1.0 / years) - 1.0 == pytest.approx(0.0, abs=0.0005)


@pytest.mark.pages
def test_by_month_is_one_rate_a_month_and_no_later_one():
    known = embedded_market()
    rates, dates = by_month(known), known.table["date"].to_pylist()
    months = [(day.year, day.month) for day in dates]
    inside = [
        place for place in range(1, len(months)) if months[place] == months[place - 1] and months[place] != months[0]
    ]
    assert all(rates[place] == rates[place - 1] for place in inside)
    cut = known.until(day_of(dates[2000]))
    assert (by_month(cut) == rates[:2001]).all()


def test_bills_paid_less_than_the_fee_on_most_days_of_the_thirties_and_forties():
    assert 0.5 < below_the_fee() < 1.0


@given(st.floats(-0.01, 0.02), st.sampled_from([28, 29, 30, 31]))
def test_a_monthly_return_is_earned_again_day_by_day(monthly, days):
    rate = yield_from_period_return(monthly, days)
    assert (1 + rate / 365) ** days - 1 == pytest.approx(monthly, abs=1e-12)

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from data.base.days import date_of, day_of, iso, month_number, weekday

DATES = st.dates(date(1900, 1, 1), date(2100, 1, 1))


@given(DATES)
def test_a_day_number_and_its_date_are_the_same_day(value):
    assert date_of(day_of(value)) == value
    assert iso(day_of(value)) == value.isoformat()
    assert weekday(day_of(value)) == value.weekday()


@given(DATES, DATES)
def test_month_numbers_order_months(one, other):
    assert (month_number(day_of(one)) < month_number(day_of(other))) == (
        (one.year, one.month) < (other.year, other.month)
    )

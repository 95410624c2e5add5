"""Bill arithmetic against what the Treasury printed."""

import csv

import pytest

from data.pricing.rates import bill_price, investment_yield


def test_price_of_the_treasurys_own_28_day_example():
    # 31 CFR 356, Appendix B: discount rate 0.80 %, 28 days, price 99.937778
    assert round(bill_price(0.0080, days=28), 6) == 99.937778


def test_coupon_equivalents_of_2024_follow_from_their_discount_rates(development_data):
    with development_data("treasury_bill_rates_2024.csv").open() as file:
        rows = list(csv.DictReader(file))
    quotes = [
        (row["date"], float(row[f"{weeks}w_disc"]), float(row[f"{weeks}w_bey"]), weeks)
        for row in rows
        for weeks in (4, 8, 13, 17, 26)
        if row[f"{weeks}w_disc"]
    ]
    assert len(quotes) > 1000
    for day, discount, printed, weeks in quotes:
        # The year has 366 days where the twelve months after issue contain a 29 February.
        mine = [100 * investment_yield(discount / 100, 7 * weeks, year_days=days) for days in (365, 366)]
        assert min(abs(value - printed) for value in mine) <= 0.0101, (day, weeks, discount, printed, mine)


def test_yields_beyond_half_a_year_are_refused():
    with pytest.raises(ValueError, match="1 to 183 days, not 364"):
        investment_yield(0.05, 364)

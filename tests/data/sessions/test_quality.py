import numpy as np
import pytest

from data.base.days import day_of
from data.base.errors import DataError
from data.contracts.calendars import xnys
from data.market.market import Market
from data.sessions.quality import findings

CLOSES = [100.0, 101.0, 102.0, 103.0, 104.0]


def problems(table):
    return [str(finding) for finding in findings(table, xnys())]


def test_a_good_table_has_no_findings(market_table):
    assert problems(market_table(CLOSES)) == []


def test_a_repeated_date_is_found(market_table):
    days = market_table(CLOSES)["date"].cast("int32").to_pylist()
    days[3] = days[2]
    found = problems(market_table(CLOSES, date=days))
    assert "row 4, column date: 2013-01-04 does not come after 2013-01-04" in found
    assert "column date: 2013-01-07 is a session of XNYS but has no row" in found


def test_a_weekend_date_is_found(market_table):
    days = market_table(CLOSES)["date"].cast("int32").to_pylist()
    days[2] = day_of(np.datetime64("2013-01-05").item())
    assert "row 3, column date: 2013-01-05 is not a session of XNYS" in problems(market_table(CLOSES, date=days))


@pytest.mark.parametrize("price", [0.0, -1.0, float("nan"), float("inf")])
@pytest.mark.parametrize("column", ["close", "usdjpy", "vix"])
def test_a_price_that_is_none_is_found(market_table, column, price):
    values = [100.0, 100.0, price, 100.0, 100.0]
    found = problems(market_table(CLOSES, **{column: values}))
    unknown = column == "usdjpy" and np.isnan(price)
    assert (f"row 3, column {column}: {price} is not a finite price above 0" in found) != unknown


def test_a_rate_in_percent_is_found(market_table):
    found = problems(market_table(CLOSES, bill_yield=[0.05, 0.05, 5.25, 0.05, 0.05]))
    assert found == ["row 3, column bill_yield: 5.25 is not an annual decimal between -0.05 and 0.5"]


def test_a_high_below_the_close_and_a_low_above_it_are_found(market_table):
    found = problems(
        market_table(CLOSES, high=[100.0, 1.0, 102.0, 103.0, 104.0], low=[100.0, 101.0, 102.0, 103.5, 104.0])
    )
    assert found == [
        "row 2, column high: 1.0 is below 101.0, the highest other price",
        "row 4, column low: 103.5 is above 103.0, the lowest other price",
    ]


def test_an_open_outside_the_days_range_counts_only_where_it_is_real(market_table):
    opens = [100.0, 150.0, 102.0, 103.0, 104.0]
    real = [True, False, True, True, True]
    assert problems(market_table(CLOSES, open=opens, open_is_real=real)) == []
    assert len(problems(market_table(CLOSES, open=opens))) == 1


def test_the_error_shows_all_findings_at_once(market_table):
    table = market_table(CLOSES, vix=[15.0, 0.0, 15.0, 15.0, 15.0], bill_yield=[0.01, 0.01, 0.01, 9.0, 0.01])
    with pytest.raises(
        DataError, match=r"(?s)market table has 2 findings:.*row 2, column vix.*row 4, column bill_yield"
    ):
        Market(table)


def test_a_long_list_is_cut_and_says_so(market_table):
    with pytest.raises(DataError, match="and 10 more"):
        Market(market_table(np.full(30, 100.0), vix=np.zeros(30)))


def test_noise_of_arithmetic_is_no_finding_and_a_hair_more_is_one(market_table):
    noisy = [price * (1.0 - 1e-12) for price in CLOSES]
    assert problems(market_table(CLOSES, high=noisy, low=[price * (1.0 + 1e-12) for price in CLOSES])) == []
    found = problems(market_table(CLOSES, high=[price * (1.0 - 1e-8) for price in CLOSES]))
    assert [one.partition(":")[0] for one in found] == [f"row {row}, column high" for row in range(1, 6)]


def test_days_that_the_calendar_does_not_reach_are_one_finding(market_table):
    days = [
        day_of(np.datetime64(day).item())
        for day in ("1929-10-28", "1929-10-29", "1970-01-02", "1970-01-05", "1970-01-06")
    ]
    assert problems(market_table(CLOSES, date=days)) == [
        (
            "row 1, column date: 1929-10-28 and 2 rows in all are not within 1970-01-02 to 2079-12-29, the days "
            "that XNYS knows"
        )
    ]
